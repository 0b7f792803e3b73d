#pragma once

#include <QRect>
#include <QString>

#include <functional>

class QAbstractButton;
class QTableView;
class QWidget;

namespace penstock
{
enum class InstanceState;
}

namespace penstock::widgets
{
class InfoBar;
class TimeSeriesChart;
} // namespace penstock::widgets

namespace penstock::gui::test
{

/// Spins the event loop until it is so.
[[nodiscard]] bool eventually(const std::function<bool()> &isTrue);

/// What a person does with a window: finds things by what is written on them, or by what a screen
/// reader says of them, and uses mouse and keyboard. Only what can be seen is found.
class Hands final
{
public:
    explicit Hands(QWidget &window) : m_window(window) { }

    [[nodiscard]] QAbstractButton *button(const QString &name) const;
    [[nodiscard]] QWidget *field(const QString &label) const;
    [[nodiscard]] QTableView *table() const;
    [[nodiscard]] widgets::TimeSeriesChart *chart(const QString &name) const;
    /// The message that says this somewhere.
    [[nodiscard]] widgets::InfoBar *message(const QString &part) const;
    /// The question that is being asked.
    [[nodiscard]] QWidget *question() const;

    /// Each of these is false where there is nothing of that name, or not in time.
    [[nodiscard]] bool click(const QString &name) const;
    [[nodiscard]] bool enter(const QString &label, const QString &text) const;
    /// An entry of a submenu by all the words on the way: "Trip/Until reset".
    [[nodiscard]] bool chooseFrom(const QString &menuButton, const QString &entry) const;
    [[nodiscard]] bool answer(const QString &button) const;
    /// The row of the visible table where the instance is.
    [[nodiscard]] bool select(const QString &instance) const;

    [[nodiscard]] int rowOf(const QString &instance) const;
    [[nodiscard]] InstanceState stateOf(const QString &instance) const;
    /// Seconds until that changes by itself; 0: it does not.
    [[nodiscard]] int remainingOf(const QString &instance) const;
    [[nodiscard]] QString cell(const QString &instance, const QString &column) const;
    /// Beside the name of the chosen instance: "Throttled 28 s".
    [[nodiscard]] QString badge() const;
    /// "Requests: 3, per minute", as a screen reader hears it.
    [[nodiscard]] QString tile(const QString &name) const;

private:
    [[nodiscard]] bool comesToFront() const;

    QWidget &m_window;
};

} // namespace penstock::gui::test
