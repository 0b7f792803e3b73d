#pragma once

#include <QTimer>

#include <chrono>
#include <functional>

namespace penstock::upstream
{

using TimePoint = std::chrono::steady_clock::time_point;

inline constexpr TimePoint never = TimePoint::max();

/// A timer whose time is moved far more often than it comes. A later time costs nothing: the timer
/// fires at the old one, sees that it is early, and goes on waiting.
class LazyTimer final
{
public:
    explicit LazyTimer(std::function<void()> due);

    /// `never` for no time.
    void setDue(TimePoint due);

private:
    void fired();
    void start(TimePoint now);

    std::function<void()> m_call;
    TimePoint m_due = never;
    TimePoint m_firing = never; ///< when the timer below comes
    QTimer m_timer;
};

} // namespace penstock::upstream
