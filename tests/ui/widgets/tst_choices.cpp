#include "theme/theme.h"
#include "widgets/navrail.h"
#include "widgets/segmentedcontrol.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace penstock;
using namespace penstock::widgets;

class ChoicesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void firstOption_isChosen();
    void arrows_moveTheChoice();
    void arrows_areMirrored();
    void ends_stop();
    void tab_comesToTheChosenOne();
    void click_chooses();
    void segments_areNamed();
    void rail_worksByKeyboard();
    void rail_isNamedWithItsBadge();
    void narrowWindow_hasIconsOnly();
    void settings_standAtTheBottom();

private:
    std::unique_ptr<theme::Theme> m_theme;
};

namespace
{

struct Range {
    Range()
        : control(QStringLiteral("Time range"))
        , changes(&control, &SegmentedControl::currentChanged)
    {
        control.setOptions({QStringLiteral("5 min"), QStringLiteral("1 h"), QStringLiteral("24 h")},
                           {QStringLiteral("5 minutes"), QStringLiteral("1 hour")});
    }

    [[nodiscard]] QList<QAbstractButton *> segments() const
    {
        return control.findChildren<QAbstractButton *>();
    }
    /// To where the focus is, as from a keyboard.
    void press(Qt::Key key) { QTest::keyClick(segments().at(control.currentIndex()), key); }

    SegmentedControl control;
    QSignalSpy changes;
};

struct Rail {
    explicit Rail(RailFollows follows = RailFollows::Nothing)
        : rail(new NavRail(follows))
        , changes(rail, &NavRail::currentChanged)
    {
        rail->addItem(theme::Glyph::LayoutDashboard, QStringLiteral("Dashboard"));
        rail->addItem(theme::Glyph::Server, QStringLiteral("Instances"));
        rail->addItem(theme::Glyph::Settings, QStringLiteral("Settings"), RailPlace::Bottom);
        auto *layout = new QHBoxLayout(&window);
        layout->addWidget(rail);
        layout->addStretch();
        changes.clear();
    }

    [[nodiscard]] QAbstractButton *item(int index) const
    {
        return rail->findChildren<QAbstractButton *>().at(index);
    }
    void press(Qt::Key key) const { QTest::keyClick(item(rail->currentIndex()), key); }

    QWidget window;
    NavRail *rail;
    QSignalSpy changes;
};

} // namespace

void ChoicesTest::init()
{
    m_theme = std::make_unique<theme::Theme>(*qApp);
}

void ChoicesTest::firstOption_isChosen()
{
    const SegmentedControl none(QStringLiteral("x"));
    QCOMPARE(none.currentIndex(), -1);
    const Range range;
    QCOMPARE(range.control.currentIndex(), 0);
    QCOMPARE(range.control.count(), 3);
    QCOMPARE(range.changes.size(), 0);
}

void ChoicesTest::arrows_moveTheChoice()
{
    Range range;
    range.press(Qt::Key_Right);
    QCOMPARE(range.control.currentIndex(), 1);
    range.press(Qt::Key_End);
    QCOMPARE(range.control.currentIndex(), 2);
    range.press(Qt::Key_Left);
    range.press(Qt::Key_Home);
    QCOMPARE(range.control.currentIndex(), 0);
    QCOMPARE(range.changes.size(), 4);
}

void ChoicesTest::arrows_areMirrored()
{
    Range range;
    range.control.setLayoutDirection(Qt::RightToLeft);
    range.press(Qt::Key_Left);
    QCOMPARE(range.control.currentIndex(), 1);
    range.press(Qt::Key_Right);
    QCOMPARE(range.control.currentIndex(), 0);
}

void ChoicesTest::ends_stop()
{
    Range range;
    range.press(Qt::Key_Left);
    QCOMPARE(range.control.currentIndex(), 0);
    range.control.setCurrentIndex(7);
    QCOMPARE(range.control.currentIndex(), 0);
    QCOMPARE(range.changes.size(), 0);
}

void ChoicesTest::tab_comesToTheChosenOne()
{
    Range range;
    range.control.setCurrentIndex(1);
    range.control.show();
    QVERIFY(QTest::qWaitForWindowActive(&range.control));
    range.segments().at(1)->setFocus();
    range.press(Qt::Key_Right);
    QVERIFY(range.segments().at(2)->hasFocus());
}

void ChoicesTest::click_chooses()
{
    Range range;
    QTest::mouseClick(range.segments().at(2), Qt::LeftButton);
    QCOMPARE(range.control.currentIndex(), 2);
    QCOMPARE(range.changes.at(0).at(0).toInt(), 2);
    QTest::mouseClick(range.segments().at(2), Qt::LeftButton);
    QCOMPARE(range.changes.size(), 1);
}

void ChoicesTest::segments_areNamed()
{
    Range range;
    QCOMPARE(range.segments().at(0)->accessibleName(), QStringLiteral("5 minutes"));
    QCOMPARE(range.segments().at(2)->accessibleName(), QStringLiteral("24 h"));
    QAccessibleInterface *whole = QAccessible::queryAccessibleInterface(&range.control);
    QCOMPARE(whole->text(QAccessible::Name), QStringLiteral("Time range"));
    QCOMPARE(whole->role(), QAccessible::Grouping);
    QAccessibleInterface *first = QAccessible::queryAccessibleInterface(range.segments().at(0));
    QVERIFY(first->state().checked);
}

void ChoicesTest::rail_worksByKeyboard()
{
    Rail rail;
    QCOMPARE(rail.rail->currentIndex(), 0);
    rail.press(Qt::Key_Down);
    QCOMPARE(rail.rail->currentIndex(), 1);
    rail.press(Qt::Key_Down);
    rail.press(Qt::Key_Down);
    QCOMPARE(rail.rail->currentIndex(), 2);
    rail.press(Qt::Key_Home);
    QCOMPARE(rail.rail->currentIndex(), 0);
    rail.press(Qt::Key_End);
    QCOMPARE(rail.changes.size(), 4);
    QTest::keyClick(rail.item(1), Qt::Key_Return);
    QCOMPARE(rail.rail->currentIndex(), 1);
}

void ChoicesTest::rail_isNamedWithItsBadge()
{
    const Rail rail;
    QCOMPARE(rail.item(1)->accessibleName(), QStringLiteral("Instances"));
    rail.rail->setBadge(1, QStringLiteral("5"), QStringLiteral("5 instances"));
    QCOMPARE(rail.item(1)->accessibleName(), QStringLiteral("Instances, 5 instances"));
    rail.rail->setBadge(1, {});
    QCOMPARE(rail.item(1)->accessibleName(), QStringLiteral("Instances"));
    rail.rail->setBadge(9, QStringLiteral("1"));
    QVERIFY(!rail.rail->accessibleName().isEmpty());
}

void ChoicesTest::narrowWindow_hasIconsOnly()
{
    Rail rail(RailFollows::Window);
    rail.window.resize(NavRail::narrowWindow, 600);
    rail.window.show();
    QCOMPARE(rail.rail->railWidth(), RailWidth::Full);
    QVERIFY(rail.item(1)->toolTip().isEmpty());
    const int wide = rail.rail->width();
    rail.window.resize(NavRail::narrowWindow - 1, 600);
    QCOMPARE(rail.rail->railWidth(), RailWidth::IconsOnly);
    QCOMPARE(rail.item(1)->toolTip(), QStringLiteral("Instances"));
    rail.window.layout()->activate();
    QVERIFY(rail.rail->width() < wide / 2);
    rail.window.resize(1280, 600);
    QCOMPARE(rail.rail->railWidth(), RailWidth::Full);
}

void ChoicesTest::settings_standAtTheBottom()
{
    Rail rail;
    rail.window.resize(1280, 600);
    rail.window.show();
    QVERIFY(rail.item(1)->y() < 100);
    QVERIFY(rail.item(2)->y() > 400);
}

QTEST_MAIN(ChoicesTest)
#include "tst_choices.moc"
