#include "support/fakeclock.h"
#include "theme/theme.h"
#include "widgets/copybutton.h"
#include "widgets/infobar.h"
#include "widgets/infobarstack.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace penstock::widgets;
using namespace std::chrono_literals;
using penstock::test::FakeClock;
using penstock::theme::Tone;

class InfoBarsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void noMessage_takesNoRoom();
    void success_goesByItself();
    void pointer_stopsTheCountdown();
    void undo_isTold();
    void closeButton_dismisses();
    void action_closesAndIsTold();
    void replaced_keepsItsBar();
    void details_openAndCopy();
    void bar_isAnAlert();

private:
    [[nodiscard]] InfoBar *bar() const { return m_stack->findChild<InfoBar *>(); }

    FakeClock m_clock;
    std::unique_ptr<penstock::theme::Theme> m_theme;
    std::unique_ptr<InfoBarStack> m_stack;
};

namespace
{

Message makeMessage(Tone tone, MessageKind kind = MessageKind::Note)
{
    Message message;
    message.id = QStringLiteral("id");
    message.tone = tone;
    message.text = QStringLiteral("Something is so.");
    message.kind = kind;
    return message;
}

QAbstractButton *buttonNamed(const QWidget &parent, const QString &name)
{
    for (QAbstractButton *button : parent.findChildren<QAbstractButton *>()) {
        if (button->text() == name || button->accessibleName() == name) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

void InfoBarsTest::init()
{
    m_theme = std::make_unique<penstock::theme::Theme>(*qApp);
    m_stack = std::make_unique<InfoBarStack>(m_clock);
}

void InfoBarsTest::cleanup()
{
    m_stack.reset();
    m_theme.reset();
}

void InfoBarsTest::noMessage_takesNoRoom()
{
    QVERIFY(m_stack->isHidden());
    m_stack->post(makeMessage(Tone::Bad));
    QVERIFY(m_stack->isVisible());
    m_stack->dismiss(QStringLiteral("id"));
    QVERIFY(m_stack->isHidden());
}

void InfoBarsTest::success_goesByItself()
{
    QSignalSpy closed(m_stack.get(), &InfoBarStack::closed);
    m_stack->post(makeMessage(Tone::Good));
    m_clock.advance(MessageQueue::goodLifetime - 1ms);
    m_stack->expire();
    QVERIFY(m_stack->contains(QStringLiteral("id")));
    m_clock.advance(1ms);
    m_stack->expire();
    QVERIFY(!m_stack->contains(QStringLiteral("id")));
    QCOMPARE(closed.size(), 1);
    QCOMPARE(closed[0][1].value<CloseReason>(), CloseReason::Expired);
}

void InfoBarsTest::pointer_stopsTheCountdown()
{
    m_stack->post(makeMessage(Tone::Neutral, MessageKind::Undo));
    m_clock.advance(3s);
    QEnterEvent enter({}, {}, {});
    QCoreApplication::sendEvent(bar(), &enter);
    m_clock.advance(1h);
    m_stack->expire();
    QVERIFY(m_stack->contains(QStringLiteral("id")));
    QVERIFY(buttonNamed(*bar(), QStringLiteral("Undo (7 s)")) != nullptr);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(bar(), &leave);
    m_clock.advance(7s);
    m_stack->expire();
    QVERIFY(!m_stack->contains(QStringLiteral("id")));
}

void InfoBarsTest::undo_isTold()
{
    QSignalSpy chosen(m_stack.get(), &InfoBarStack::actionChosen);
    m_stack->post(makeMessage(Tone::Neutral, MessageKind::Undo));
    QAbstractButton *undo = buttonNamed(*bar(), QStringLiteral("Undo (10 s)"));
    QVERIFY(undo != nullptr);
    undo->click();
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][1].toString(), InfoBar::undoAction());
}

void InfoBarsTest::closeButton_dismisses()
{
    QSignalSpy closed(m_stack.get(), &InfoBarStack::closed);
    m_stack->post(makeMessage(Tone::Bad));
    buttonNamed(*bar(), QStringLiteral("Close the message"))->click();
    QCOMPARE(closed.size(), 1);
    QCOMPARE(closed[0][1].value<CloseReason>(), CloseReason::Dismissed);
}

void InfoBarsTest::action_closesAndIsTold()
{
    QSignalSpy chosen(m_stack.get(), &InfoBarStack::actionChosen);
    QSignalSpy closed(m_stack.get(), &InfoBarStack::closed);
    Message message = makeMessage(Tone::Bad);
    message.actions = {{QStringLiteral("retry"), QStringLiteral("Try again")}};
    m_stack->post(message);
    buttonNamed(*bar(), QStringLiteral("Try again"))->click();
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("id"));
    QCOMPARE(chosen[0][1].toString(), QStringLiteral("retry"));
    QCOMPARE(closed[0][1].value<CloseReason>(), CloseReason::Acted);
}

void InfoBarsTest::replaced_keepsItsBar()
{
    m_stack->post(makeMessage(Tone::Bad));
    const InfoBar *before = bar();
    Message better = makeMessage(Tone::Warning);
    better.text = QStringLiteral("It is better now.");
    m_stack->post(better);
    QCOMPARE(m_stack->findChildren<InfoBar *>().size(), 1);
    QCOMPARE(bar(), before);
    QCOMPARE(bar()->message(), better);
    QCOMPARE(bar()->accessibleName(), better.text);
}

void InfoBarsTest::details_openAndCopy()
{
    Message message = makeMessage(Tone::Bad);
    m_stack->post(message);
    QVERIFY(buttonNamed(*bar(), QStringLiteral("Details"))->isHidden());
    message.details = QStringLiteral("EADDRINUSE");
    m_stack->post(message);
    QAbstractButton *details = buttonNamed(*bar(), QStringLiteral("Details"));
    QVERIFY(!details->isHidden());
    auto *copy = bar()->findChild<CopyButton *>();
    QVERIFY(!copy->isVisible());
    const int before = bar()->sizeHint().height();
    details->click();
    QVERIFY(copy->isVisible());
    QVERIFY(bar()->showsDetails());
    QVERIFY(bar()->sizeHint().height() > before);
    copy->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("Something is so.\nEADDRINUSE"));
}

void InfoBarsTest::bar_isAnAlert()
{
    m_stack->post(makeMessage(Tone::Bad));
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(bar());
    QCOMPARE(interface->role(), QAccessible::AlertMessage);
    QCOMPARE(interface->text(QAccessible::Name), QStringLiteral("Something is so."));
}

QTEST_MAIN(InfoBarsTest)
#include "tst_infobars.moc"
