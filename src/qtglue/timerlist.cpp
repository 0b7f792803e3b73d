#include "qtglue/timerlist.h"

#include <QCoreApplication>
#include <QTimerEvent>

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace penstock
{

namespace
{

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Some hundred years, of which a clock in nanoseconds holds two.
constexpr milliseconds longest = std::chrono::hours(24 * 365 * 100);

/// The grid that due times are moved to. Powers of two share their lines with the finer ones.
milliseconds gridOf(Qt::TimerType type, milliseconds interval)
{
    if (type == Qt::PreciseTimer) {
        return 0ms;
    }
    if (type == Qt::VeryCoarseTimer && interval >= 2s) {
        return 1s;
    }
    const milliseconds tolerance = std::min(interval / 20, milliseconds(1s));
    return milliseconds(std::bit_floor(static_cast<std::uint64_t>(tolerance.count())));
}

TimerList::Clock::time_point onGrid(TimerList::Clock::time_point time, milliseconds grid)
{
    if (grid == 0ms) {
        return time;
    }
    const auto past = time.time_since_epoch() % grid;
    return past.count() == 0 ? time : time - past + grid;
}

} // namespace

void TimerList::add(int id, milliseconds interval, Qt::TimerType type, QObject *object,
                    Clock::time_point now)
{
    remove(id);
    Timer &timer = m_timers[id];
    timer.id = id;
    timer.type = type;
    timer.interval = std::clamp(interval, milliseconds::zero(), longest);
    timer.object = object;
    schedule(timer, now + timer.interval);
    m_queue.insert(placeOf(timer));
}

bool TimerList::remove(int id)
{
    const auto timer = m_timers.find(id);
    if (timer == m_timers.end()) {
        return false;
    }
    erase(timer);
    return true;
}

bool TimerList::removeAllOf(const QObject *object)
{
    const std::size_t before = m_timers.size();
    for (auto timer = m_timers.begin(); timer != m_timers.end();) {
        timer = timer->second.object == object ? erase(timer) : std::next(timer);
    }
    return m_timers.size() != before;
}

QList<QAbstractEventDispatcher::TimerInfo> TimerList::timersOf(const QObject *object) const
{
    QList<QAbstractEventDispatcher::TimerInfo> infos;
    for (const auto &[id, timer] : m_timers) {
        if (timer.object == object) {
            const auto interval = std::min<milliseconds::rep>(timer.interval.count(),
                                                              std::numeric_limits<int>::max());
            infos.emplaceBack(id, static_cast<int>(interval), timer.type);
        }
    }
    return infos;
}

std::optional<TimerList::Clock::duration> TimerList::remaining(int id, Clock::time_point now) const
{
    const auto timer = m_timers.find(id);
    if (timer == m_timers.end()) {
        return {};
    }
    return std::max(timer->second.expected - now, Clock::duration::zero());
}

std::optional<TimerList::Clock::time_point> TimerList::nextDue() const
{
    if (m_queue.empty()) {
        return {};
    }
    return m_queue.begin()->due;
}

bool TimerList::fireNext(const Pass &pass)
{
    // Whatever is scheduled during the pass stands behind all that the pass began with.
    if (m_queue.empty() || m_queue.begin()->due > pass.now || m_queue.begin()->turn >= pass.end) {
        return false;
    }
    // Out of the queue while its event runs: a nested loop neither fires it again nor waits for it.
    // The node comes back, which saves an allocation each time.
    auto node = m_queue.extract(m_queue.begin());
    const int id = node.value().id;
    Timer &timer = m_timers.at(id);
    const Clock::time_point next = timer.expected + timer.interval;
    // After a stall the missed times are not made up for.
    schedule(timer, next < pass.now ? pass.now + timer.interval : next);
    node.value() = placeOf(timer);

    QTimerEvent event(id);
    QCoreApplication::sendEvent(timer.object, &event);

    // The timer may be gone by now, and its number be that of a new one, which is queued already.
    const auto same = m_timers.find(id);
    if (same != m_timers.end() && same->second.turn == node.value().turn) {
        m_queue.insert(std::move(node));
    }
    return true;
}

TimerList::Place TimerList::placeOf(const Timer &timer)
{
    return {timer.due, timer.turn, timer.id};
}

void TimerList::schedule(Timer &timer, Clock::time_point expected)
{
    timer.expected = expected;
    timer.due = onGrid(expected, gridOf(timer.type, timer.interval));
    timer.turn = m_nextTurn++;
}

TimerList::Timers::iterator TimerList::erase(Timers::iterator timer)
{
    m_queue.erase(placeOf(timer->second));
    return m_timers.erase(timer);
}

} // namespace penstock
