#pragma once

#include <QAbstractEventDispatcher>
#include <QList>

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>

class QObject;

namespace penstock
{

/// The timers of one thread, for an event dispatcher. It asks no clock: the time is told. A precise
/// timer is due at its time, a coarse one up to 5 % of its interval later and a very coarse one up
/// to a second, so that timers which are near to each other need one wake-up together; none is
/// early.
class TimerList final
{
public:
    using Clock = std::chrono::steady_clock;

    /// Fences off what is (re)started while timers are fired: each fires once in a pass, at most.
    struct Pass {
        Clock::time_point now;
        std::uint64_t end = 0;
    };

    void add(int id, std::chrono::milliseconds interval, Qt::TimerType type, QObject *object,
             Clock::time_point now);
    bool remove(int id);
    bool removeAllOf(const QObject *object);

    [[nodiscard]] bool isEmpty() const { return m_timers.empty(); }
    [[nodiscard]] QList<QAbstractEventDispatcher::TimerInfo> timersOf(const QObject *object) const;
    [[nodiscard]] std::optional<Clock::duration> remaining(int id, Clock::time_point now) const;
    /// Of the timers that wait: one whose event is being handled does not, until that has ended.
    [[nodiscard]] std::optional<Clock::time_point> nextDue() const;

    [[nodiscard]] Pass beginPass(Clock::time_point now) const { return {now, m_nextTurn}; }
    /// Sends one event, which may do anything with timers. False when no timer is left in the pass.
    bool fireNext(const Pass &pass);

private:
    struct Timer {
        int id = 0;
        Qt::TimerType type = Qt::CoarseTimer;
        std::chrono::milliseconds interval{};
        QObject *object = nullptr;
        /// Without the coarseness, which must not add up.
        Clock::time_point expected;
        Clock::time_point due;
        std::uint64_t turn = 0;
    };
    struct Place {
        Clock::time_point due;
        std::uint64_t turn = 0;
        int id = 0;

        friend bool operator<(const Place &a, const Place &b)
        {
            return a.due != b.due ? a.due < b.due : a.turn < b.turn;
        }
    };
    using Timers = std::unordered_map<int, Timer>;

    [[nodiscard]] static Place placeOf(const Timer &timer);
    void schedule(Timer &timer, Clock::time_point expected);
    Timers::iterator erase(Timers::iterator timer);

    Timers m_timers;
    std::set<Place> m_queue;
    std::uint64_t m_nextTurn = 0;
};

} // namespace penstock
