#include "consolebench.h"
#include "widgets/elidedlabel.h"
#include "widgets/timeserieschart.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QButtonGroup>
#include <QComboBox>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace penstock;
using namespace penstock::gui::test;

/// For those who use the keyboard alone, have the screen read to them, or want larger letters.
class TestReachable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everything_hasAName_data();
    void everything_hasAName();
    void tab_reachesEverything_data();
    void tab_reachesEverything();
    void icons_haveToolTips_data();
    void icons_haveToolTips();
    void nothing_isCut_data();
    void nothing_isCut();
};

namespace
{

/// What there is to look at.
enum class View { Welcome = 1, Dashboard, Instances, NewInstance, EditedInstance };

void viewRows()
{
    QTest::addColumn<int>("view");
    QTest::newRow("welcome") << static_cast<int>(View::Welcome);
    QTest::newRow("dashboard") << static_cast<int>(View::Dashboard);
    QTest::newRow("instances") << static_cast<int>(View::Instances);
    QTest::newRow("a new instance") << static_cast<int>(View::NewInstance);
    QTest::newRow("an edited instance") << static_cast<int>(View::EditedInstance);
}

/// With traffic and a message, so that everything is there.
std::unique_ptr<ConsoleBench> benchFor(View view)
{
    auto bench = view == View::Welcome ? std::make_unique<ConsoleBench>()
                                       : std::make_unique<ConsoleBench>(2);
    bool isGood = bench->show() && bench->startGateway();
    const Hands hands = bench->hands();
    if (view == View::Welcome) {
        return isGood ? std::move(bench) : nullptr;
    }
    isGood = isGood && bench->chatStatus() == 200
        && eventually([&] { return bench->gateway().snapshot().requests == 1; });
    if (view != View::Dashboard) {
        isGood = isGood && hands.click(QStringLiteral("Instances"))
            && hands.select(QStringLiteral("eu-1")) && hands.click(QStringLiteral("Disable"))
            && hands.click(QStringLiteral("Enable"));
    }
    if (view == View::NewInstance) {
        isGood = isGood && hands.click(QStringLiteral("Add instance"))
            && hands.click(QStringLiteral("Save")); // the errors below the fields take room, too
    } else if (view == View::EditedInstance) {
        isGood = isGood && hands.click(QStringLiteral("Edit"));
    }
    return isGood ? std::move(bench) : nullptr;
}

QString described(const QWidget &widget)
{
    QString text = QString::fromLatin1(widget.metaObject()->className());
    for (const QString &part :
         {widget.accessibleName(), widget.property("text").toString(), widget.objectName()}) {
        if (!part.isEmpty()) {
            return text + QStringLiteral(" '%1'").arg(part);
        }
    }
    const QWidget *const parent = widget.parentWidget();
    return parent == nullptr ? text : text + QStringLiteral(" in ") + described(*parent);
}

/// Parts of Qt's own widgets, which are handled with them.
bool isInnerPart(const QWidget &widget)
{
    const QWidget *const parent = widget.parentWidget();
    return qobject_cast<const QScrollBar *>(&widget) != nullptr
        || qobject_cast<const QLineEdit *>(parent) != nullptr
        || qobject_cast<const QComboBox *>(parent) != nullptr
        || qobject_cast<const QAbstractSpinBox *>(parent) != nullptr;
}

bool takesTab(const QWidget &widget)
{
    return widget.isVisible() && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) != 0
        && widget.focusProxy() == nullptr && !isInnerPart(widget);
}

QStringList nameless(const QWidget &window)
{
    QStringList found;
    for (QWidget *const widget : window.findChildren<QWidget *>()) {
        const bool isOfInterest = widget->isVisible() && !isInnerPart(*widget)
            && (takesTab(*widget) || qobject_cast<QAbstractButton *>(widget) != nullptr);
        QAccessibleInterface *const accessible = QAccessible::queryAccessibleInterface(widget);
        if (isOfInterest
            && (accessible == nullptr || accessible->text(QAccessible::Name).isEmpty())) {
            found << described(*widget);
        }
    }
    return found;
}

QStringList unreachable(QWidget &window)
{
    QSet<QWidget *> wanted;
    for (QWidget *const widget : window.findChildren<QWidget *>()) {
        if (takesTab(*widget)) {
            wanted.insert(widget);
        }
    }
    const auto rounds = 2 * wanted.size() + 5;
    for (qsizetype i = 0; i < rounds; ++i) {
        QWidget *const focused = QApplication::focusWidget();
        QTest::keyClick(focused == nullptr ? &window : focused, Qt::Key_Tab);
        wanted.remove(QApplication::focusWidget());
    }
    // Of buttons that exclude each other one is reached, and the arrow keys do the rest.
    const auto isBeside = [&](const QWidget *left, const QAbstractButton *button) {
        const auto *const other = qobject_cast<const QAbstractButton *>(left);
        return other != nullptr && other->group() == button->group();
    };
    QStringList found;
    for (const QWidget *const widget : wanted) {
        const auto *const button = qobject_cast<const QAbstractButton *>(widget);
        const bool isInGroup
            = button != nullptr && button->group() != nullptr && button->group()->exclusive();
        const bool isReached = isInGroup
            && std::count_if(wanted.begin(), wanted.end(),
                             [&](const QWidget *left) { return isBeside(left, button); })
                < button->group()->buttons().size();
        if (!isReached) {
            found << described(*widget);
        }
    }
    return found;
}

QStringList withoutToolTip(const QWidget &window)
{
    QStringList found;
    for (const QAbstractButton *const button : window.findChildren<QAbstractButton *>()) {
        if (button->isVisible() && !isInnerPart(*button) && !button->icon().isNull()
            && button->text().isEmpty() && button->toolTip().isEmpty()) {
            found << described(*button);
        }
    }
    return found;
}

bool isCut(const QLabel &label)
{
    if (label.wordWrap()) {
        return label.height() < label.heightForWidth(label.width());
    }
    if (qobject_cast<const widgets::ElidedLabel *>(&label) != nullptr) {
        return label.height() < label.sizeHint().height();
    }
    return label.width() < label.sizeHint().width() || label.height() < label.sizeHint().height();
}

QStringList cut(const QWidget &window)
{
    QStringList found;
    const auto note = [&found](const QWidget &widget) {
        const QSize wanted = widget.sizeHint();
        found << QStringLiteral("%1 has %2 x %3 of %4 x %5")
                     .arg(described(widget))
                     .arg(widget.width())
                     .arg(widget.height())
                     .arg(wanted.width())
                     .arg(wanted.height());
    };
    for (const QLabel *const label : window.findChildren<QLabel *>()) {
        if (label->isVisible() && !label->text().isEmpty() && isCut(*label)) {
            note(*label);
        }
    }
    for (const QPushButton *const button : window.findChildren<QPushButton *>()) {
        if (button->isVisible()
            && (button->width() < button->sizeHint().width()
                || button->height() < button->fontMetrics().height())) {
            note(*button);
        }
    }
    for (const QScrollArea *const area : window.findChildren<QScrollArea *>()) {
        if (area->isVisible() && area->widget()->width() > area->viewport()->width()) {
            found << QStringLiteral("%1 needs %2 of %3 across")
                         .arg(described(*area->widget()))
                         .arg(area->widget()->width())
                         .arg(area->viewport()->width());
        }
    }
    // What does not fit its window lies over something else, or under the edge.
    const QSize least = window.layout()->totalMinimumSize();
    if (least.width() > window.width() || least.height() > window.height()) {
        found << QStringLiteral("everything needs %1 x %2 of %3 x %4")
                     .arg(least.width())
                     .arg(least.height())
                     .arg(window.width())
                     .arg(window.height());
    }
    return found;
}

/// Tells all of them: Qt Test would cut the list.
bool isNothing(const QStringList &found)
{
    for (const QString &one : found) {
        qWarning("%s", qPrintable(one));
    }
    return found.isEmpty();
}

} // namespace

void TestReachable::everything_hasAName_data()
{
    viewRows();
}

void TestReachable::everything_hasAName()
{
    QFETCH(const int, view);
    const auto bench = benchFor(static_cast<View>(view));
    QVERIFY(bench);
    QVERIFY(isNothing(nameless(bench->window())));
}

void TestReachable::tab_reachesEverything_data()
{
    viewRows();
}

void TestReachable::tab_reachesEverything()
{
    QFETCH(const int, view);
    const auto bench = benchFor(static_cast<View>(view));
    QVERIFY(bench);
    QVERIFY(isNothing(unreachable(bench->window())));
}

void TestReachable::icons_haveToolTips_data()
{
    viewRows();
}

void TestReachable::icons_haveToolTips()
{
    QFETCH(const int, view);
    const auto bench = benchFor(static_cast<View>(view));
    QVERIFY(bench);
    QVERIFY(isNothing(withoutToolTip(bench->window())));
}

void TestReachable::nothing_isCut_data()
{
    viewRows();
}

void TestReachable::nothing_isCut()
{
    QFETCH(const int, view);
    const auto bench = benchFor(static_cast<View>(view));
    QVERIFY(bench);
    QStringList found;
    for (const theme::SchemeChoice scheme :
         {theme::SchemeChoice::Light, theme::SchemeChoice::Dark}) {
        bench->theme().setChoice(scheme);
        for (const double points : {0.0, 4.0}) {
            bench->theme().setExtraPoints(points);
            for (const QSize size : {QSize(960, 600), QSize(1280, 820)}) {
                bench->window().resize(size);
                QVERIFY(eventually([&] { return bench->window().size() == size; }));
                // Layouts may still owe their last word.
                constexpr int briefly = 300;
                (void)QTest::qWaitFor([&] { return cut(bench->window()).isEmpty(); }, briefly);
                for (const QString &one : cut(bench->window())) {
                    found << QStringLiteral("%1 x %2, +%3 pt: %4")
                                 .arg(size.width())
                                 .arg(size.height())
                                 .arg(points)
                                 .arg(one);
                }
            }
        }
    }
    found.removeDuplicates();
    QVERIFY(isNothing(found));
}

QTEST_MAIN(TestReachable)
#include "tst_reachable.moc"
