#include "theme/appstyle.h"
#include "theme/focusring.h"
#include "theme/metrics.h"

#include <QApplication>
#include <QFocusFrame>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>
#include <QVBoxLayout>

using namespace penstock::theme;

class FocusRingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void key_showsIt();
    void mouse_doesNot();
    void mouse_takesItAway();
    void ring_standsAround();
    void window_mayDieFirst();
    void views_haveNone();

private:
    struct Window;
    std::unique_ptr<FocusRing> m_ring;
    std::unique_ptr<Window> m_window;
};

struct FocusRingTest::Window {
    Window()
    {
        auto *layout = new QVBoxLayout(&widget);
        layout->addWidget(&first);
        layout->addWidget(&second);
        widget.show();
        QApplication::setActiveWindow(&widget);
    }

    /// What the ring stands around; null when there is none to be seen.
    [[nodiscard]] QWidget *ringed() const
    {
        for (const QFocusFrame *frame : widget.findChildren<QFocusFrame *>()) {
            if (frame->isVisible()) {
                return frame->widget();
            }
        }
        return nullptr;
    }

    QWidget widget;
    QPushButton first{QStringLiteral("First")};
    QPushButton second{QStringLiteral("Second")};
};

void FocusRingTest::initTestCase()
{
    QApplication::setStyle(new AppStyle(tokensFor(Scheme::Light)));
}

void FocusRingTest::init()
{
    m_ring = std::make_unique<FocusRing>(*qApp);
    m_window = std::make_unique<Window>();
    QVERIFY(QTest::qWaitForWindowActive(&m_window->widget));
    m_window->first.setFocus();
}

void FocusRingTest::cleanup()
{
    m_window.reset();
    m_ring.reset();
}

void FocusRingTest::key_showsIt()
{
    QCOMPARE(m_window->ringed(), nullptr);
    QTest::keyClick(&m_window->widget, Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), &m_window->second);
    QCOMPARE(m_window->ringed(), &m_window->second);
    QTest::keyClick(&m_window->widget, Qt::Key_Tab);
    QCOMPARE(m_window->ringed(), &m_window->first);
}

void FocusRingTest::mouse_doesNot()
{
    QTest::mouseClick(&m_window->second, Qt::LeftButton);
    QCOMPARE(QApplication::focusWidget(), &m_window->second);
    QCOMPARE(m_window->ringed(), nullptr);
}

void FocusRingTest::mouse_takesItAway()
{
    QTest::keyClick(&m_window->widget, Qt::Key_Tab);
    QCOMPARE(m_window->ringed(), &m_window->second);
    QTest::mouseClick(&m_window->second, Qt::LeftButton);
    QCOMPARE(m_window->ringed(), nullptr);
    QTest::keyClick(&m_window->widget, Qt::Key_Tab);
    QCOMPARE(m_window->ringed(), &m_window->first);
}

void FocusRingTest::ring_standsAround()
{
    QTest::keyClick(&m_window->widget, Qt::Key_Tab);
    const QRect button = m_window->second.geometry();
    const QImage image = m_window->widget.grab().toImage();
    const QString focus = tokensFor(Scheme::Light).focus.name();
    constexpr int outer = metrics::focusGap + metrics::focusRing;
    for (int distance = metrics::focusGap + 1; distance <= outer; ++distance) {
        const int y = button.center().y();
        QCOMPARE(image.pixelColor(button.left() - distance, y).name(), focus);
        QCOMPARE(image.pixelColor(button.right() + distance, y).name(), focus);
        QCOMPARE(image.pixelColor(button.center().x(), button.top() - distance).name(), focus);
    }
    QVERIFY(image.pixelColor(button.left() - outer - 1, button.center().y()).name() != focus);
    QVERIFY(image.pixelColor(button.left() - 1, button.center().y()).name() != focus);
}

void FocusRingTest::window_mayDieFirst()
{
    QTest::keyClick(&m_window->widget, Qt::Key_Tab);
    QVERIFY(m_window->ringed() != nullptr);
    m_window = std::make_unique<Window>();
    QVERIFY(QTest::qWaitForWindowActive(&m_window->widget));
    m_window->first.setFocus();
    QTest::keyClick(&m_window->widget, Qt::Key_Tab);
    QCOMPARE(m_window->ringed(), &m_window->second);
}

void FocusRingTest::views_haveNone()
{
    QVERIFY(FocusRing::takesRing(QPushButton()));
    QVERIFY(FocusRing::takesRing(QLineEdit()));
    QVERIFY(!FocusRing::takesRing(QTreeView()));
    QVERIFY(!FocusRing::takesRing(QWidget()));
}

QTEST_MAIN(FocusRingTest)
#include "tst_focusring.moc"
