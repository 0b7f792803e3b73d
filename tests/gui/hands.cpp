#include "hands.h"

#include "domain/instancestate.h"
#include "models/roles.h"
#include "widgets/infobar.h"
#include "widgets/statusbadge.h"
#include "widgets/timeserieschart.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <optional>

namespace penstock::gui::test
{

namespace
{

constexpr int patience = 20'000;

QString plain(QString text)
{
    return text.remove(QLatin1Char('&'));
}

bool isCalled(const QAbstractButton &button, const QString &name)
{
    return plain(button.text()) == name || button.accessibleName() == name;
}

QAbstractButton *buttonIn(const QWidget &place, const QString &name)
{
    for (QAbstractButton *const button : place.findChildren<QAbstractButton *>()) {
        if (button->isVisible() && isCalled(*button, name)) {
            return button;
        }
    }
    return nullptr;
}

int columnOf(const QTableView &table, const QString &title)
{
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        if (table.model()->headerData(column, Qt::Horizontal).toString() == title) {
            return column;
        }
    }
    return -1;
}

QMenu *openMenu()
{
    return qobject_cast<QMenu *>(QApplication::activePopupWidget());
}

/// In the menu that is open; where a submenu hangs there, opens it.
bool press(const QString &entry)
{
    if (!eventually([] { return openMenu() != nullptr && openMenu()->isVisible(); })) {
        return false;
    }
    QMenu &menu = *openMenu();
    for (QAction *const action : menu.actions()) {
        if (plain(action->text()) == entry && action->isEnabled()) {
            const QMenu *const below = action->menu();
            QTest::mouseClick(&menu, Qt::LeftButton, {}, menu.actionGeometry(action).center());
            return below == nullptr || eventually([below] { return openMenu() == below; });
        }
    }
    return false;
}

/// From the open menu on; leaves none open.
bool pressAll(const QString &path)
{
    const QStringList steps = path.split(QLatin1Char('/'));
    const bool isPressed = std::ranges::all_of(steps, press);
    while (QWidget *const open = isPressed ? nullptr : QApplication::activePopupWidget()) {
        open->close();
    }
    return isPressed && eventually([] { return openMenu() == nullptr; });
}

} // namespace

bool eventually(const std::function<bool()> &isTrue)
{
    return QTest::qWaitFor(isTrue, patience);
}

QAbstractButton *Hands::button(const QString &name) const
{
    return buttonIn(m_window, name);
}

QWidget *Hands::field(const QString &label) const
{
    for (const QLabel *const each : m_window.findChildren<QLabel *>()) {
        if (each->isVisible() && each->buddy() != nullptr && plain(each->text()) == label) {
            return each->buddy();
        }
    }
    return nullptr;
}

QTableView *Hands::table() const
{
    for (QTableView *const table : m_window.findChildren<QTableView *>()) {
        if (table->isVisible() && table->accessibleName() == QLatin1String("Instances")) {
            return table;
        }
    }
    return nullptr;
}

widgets::TimeSeriesChart *Hands::chart(const QString &name) const
{
    for (widgets::TimeSeriesChart *const chart :
         m_window.findChildren<widgets::TimeSeriesChart *>()) {
        if (chart->isVisible() && chart->accessibleName() == name) {
            return chart;
        }
    }
    return nullptr;
}

widgets::InfoBar *Hands::message(const QString &part) const
{
    for (widgets::InfoBar *const bar : m_window.findChildren<widgets::InfoBar *>()) {
        if (bar->isVisible() && bar->message().text.contains(part)) {
            return bar;
        }
    }
    return nullptr;
}

QWidget *Hands::question() const
{
    for (QDialog *const dialog : m_window.findChildren<QDialog *>()) {
        if (dialog->isVisible()) {
            return dialog;
        }
    }
    return nullptr;
}

bool Hands::click(const QString &name) const
{
    if (!eventually([&] { return button(name) != nullptr && button(name)->isEnabled(); })) {
        return false;
    }
    QTest::mouseClick(button(name), Qt::LeftButton);
    return true;
}

bool Hands::enter(const QString &label, const QString &text) const
{
    QWidget *const into = field(label);
    if (into == nullptr) {
        return false;
    }
    into->setFocus(Qt::TabFocusReason);
    QWidget *const focused = QApplication::focusWidget();
    if (focused == nullptr) {
        return false;
    }
    QTest::keySequence(focused, QKeySequence::SelectAll);
    QTest::keyClick(focused, Qt::Key_Delete);
    QTest::keyClicks(focused, text);
    return true;
}

bool Hands::chooseFrom(const QString &menuButton, const QString &entry) const
{
    const auto isReady
        = [&] { return button(menuButton) != nullptr && button(menuButton)->isEnabled(); };
    if (!eventually(isReady)) {
        return false;
    }
    // A button that has a menu returns when that is closed.
    std::optional<bool> isChosen;
    QTimer::singleShot(0, &m_window, [&] { isChosen = pressAll(entry); });
    QTest::mouseClick(button(menuButton), Qt::LeftButton);
    return eventually([&] { return isChosen.has_value(); }) && *isChosen && comesToFront();
}

bool Hands::comesToFront() const
{
    // Where there is no window manager, nobody gives the keyboard back after a menu.
    if (QGuiApplication::platformName() == QLatin1String("offscreen")) {
        m_window.activateWindow();
    }
    return QTest::qWaitForWindowActive(&m_window, patience);
}

bool Hands::answer(const QString &name) const
{
    if (!eventually([&] { return question() != nullptr; })) {
        return false;
    }
    QAbstractButton *const pressed = buttonIn(*question(), name);
    if (pressed == nullptr) {
        return false;
    }
    QTest::mouseClick(pressed, Qt::LeftButton);
    return eventually([&] { return question() == nullptr; });
}

bool Hands::select(const QString &instance) const
{
    const int row = rowOf(instance);
    if (row < 0) {
        return false;
    }
    QTableView &view = *table();
    const QRect place = view.visualRect(view.model()->index(row, 1));
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, place.center());
    return view.currentIndex().row() == row;
}

int Hands::rowOf(const QString &instance) const
{
    const QTableView *const view = table();
    if (view == nullptr) {
        return -1;
    }
    // What it is called on one page and on the other.
    const int column = std::max(columnOf(*view, QStringLiteral("Name")),
                                columnOf(*view, QStringLiteral("Instance")));
    for (int row = 0; row < view->model()->rowCount(); ++row) {
        if (view->model()->index(row, column).data().toString() == instance) {
            return row;
        }
    }
    return -1;
}

InstanceState Hands::stateOf(const QString &instance) const
{
    const int row = rowOf(instance);
    if (row < 0) {
        return InstanceState::Unknown;
    }
    const int column = columnOf(*table(), QStringLiteral("State"));
    return static_cast<InstanceState>(
        table()->model()->index(row, column).data(models::StateRole).toInt());
}

int Hands::remainingOf(const QString &instance) const
{
    const int row = rowOf(instance);
    const int column = row < 0 ? -1 : columnOf(*table(), QStringLiteral("State"));
    return row < 0 ? 0 : table()->model()->index(row, column).data(models::RemainingRole).toInt();
}

QString Hands::badge() const
{
    for (const widgets::StatusBadge *const badge :
         m_window.findChildren<widgets::StatusBadge *>()) {
        if (badge->isVisible()) {
            return badge->badge().text;
        }
    }
    return {};
}

QString Hands::cell(const QString &instance, const QString &column) const
{
    const int row = rowOf(instance);
    return row < 0 ? QString()
                   : table()->model()->index(row, columnOf(*table(), column)).data().toString();
}

QString Hands::tile(const QString &name) const
{
    for (const QAbstractButton *const each : m_window.findChildren<QAbstractButton *>()) {
        if (each->isVisible() && each->accessibleName().startsWith(name + QLatin1Char(':'))) {
            return each->accessibleName();
        }
    }
    return {};
}

} // namespace penstock::gui::test
