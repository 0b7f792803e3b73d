#include "upstream/lazytimer.h"

#include <algorithm>

namespace penstock::upstream
{

LazyTimer::LazyTimer(std::function<void()> due) : m_call(std::move(due))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { fired(); });
}

void LazyTimer::setDue(TimePoint due)
{
    m_due = due;
    if (due < m_firing) {
        start(std::chrono::steady_clock::now());
    }
}

void LazyTimer::fired()
{
    m_firing = never;
    if (m_due == never) {
        return;
    }
    const TimePoint now = std::chrono::steady_clock::now();
    if (now < m_due) {
        start(now);
        return;
    }
    m_due = never;
    m_call();
}

void LazyTimer::start(TimePoint now)
{
    using std::chrono::milliseconds;
    constexpr milliseconds longest = std::chrono::hours(24);
    const auto left = std::chrono::ceil<milliseconds>(std::max(m_due - now, TimePoint::duration{}));
    const milliseconds wait = std::min(left, longest);
    m_firing = now + wait;
    m_timer.start(wait);
}

} // namespace penstock::upstream
