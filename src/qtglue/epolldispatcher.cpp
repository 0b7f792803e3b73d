#include "qtglue/epolldispatcher.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace penstock
{

namespace
{

using std::chrono::ceil;
using std::chrono::milliseconds;

} // namespace

EpollDispatcher::EpollDispatcher(QObject *parent) : QAbstractEventDispatcher(parent) { }

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    m_isInterrupted = false;
    QCoreApplication::sendPostedEvents();

    const bool isBlocking = mayBlock(flags);
    if (isBlocking) {
        Q_EMIT aboutToBlock();
    }
    // What was connected to the signal may have started timers.
    bool hasHandled = sleep(flags, isBlocking ? timeUntilNextTimer(flags) : milliseconds::zero());
    if (isBlocking) {
        Q_EMIT awake();
    }
    if (!flags.testFlag(QEventLoop::ExcludeSocketNotifiers)) {
        hasHandled = deliverSocketEvents() || hasHandled;
    }
    if (!flags.testFlag(QEventLoop::X11ExcludeTimers)) {
        hasHandled = fireTimers() || hasHandled;
    }
    return hasHandled;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    m_sockets.add(notifier);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    m_sockets.remove(notifier);
}

void EpollDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                                    QObject *object)
{
    m_timers.add(timerId, milliseconds(interval), timerType, object, TimerList::Clock::now());
}

bool EpollDispatcher::unregisterTimer(int timerId)
{
    return m_timers.remove(timerId);
}

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return m_timers.removeAllOf(object);
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    return m_timers.timersOf(object);
}

int EpollDispatcher::remainingTime(int timerId)
{
    const auto remaining = m_timers.remaining(timerId, TimerList::Clock::now());
    if (!remaining) {
        return -1;
    }
    constexpr milliseconds::rep most = std::numeric_limits<int>::max();
    return static_cast<int>(std::min(ceil<milliseconds>(*remaining).count(), most));
}

void EpollDispatcher::wakeUp()
{
    // Most wake-ups come from this very thread or while it is busy, and need no system call.
    if (m_sleep.exchange(Sleep::WakeRequested) == Sleep::Asleep) {
        m_sockets.wakeUp();
    }
}

void EpollDispatcher::interrupt()
{
    m_isInterrupted = true;
    wakeUp();
}

bool EpollDispatcher::mayBlock(QEventLoop::ProcessEventsFlags flags) const
{
    return flags.testFlag(QEventLoop::WaitForMoreEvents) && !m_isInterrupted
        && m_sleep != Sleep::WakeRequested;
}

EpollSet::Timeout EpollDispatcher::timeUntilNextTimer(QEventLoop::ProcessEventsFlags flags) const
{
    const auto due = m_timers.nextDue();
    if (!due || flags.testFlag(QEventLoop::X11ExcludeTimers)) {
        return {};
    }
    const auto left = *due - TimerList::Clock::now();
    // Upwards: a wait that ends a little early would be followed by a turn for nothing.
    return std::max(ceil<milliseconds>(left), milliseconds::zero());
}

/// Whether somebody asked to wake up. Requests that were made before the sleep end it at once, also
/// those that an interruption made before the turn cleared its flag.
bool EpollDispatcher::sleep(QEventLoop::ProcessEventsFlags flags, EpollSet::Timeout timeout)
{
    Sleep expected = Sleep::Awake;
    const bool isToBlock = timeout != milliseconds::zero();
    if (isToBlock && !m_sleep.compare_exchange_strong(expected, Sleep::Asleep)) {
        timeout = milliseconds::zero();
    }
    if (flags.testFlag(QEventLoop::ExcludeSocketNotifiers)) {
        m_sockets.waitForWakeUp(timeout);
    } else {
        m_sockets.wait(timeout);
    }
    return m_sleep.exchange(Sleep::Awake) == Sleep::WakeRequested;
}

bool EpollDispatcher::deliverSocketEvents()
{
    bool hasDelivered = false;
    // What an interruption leaves over is found again by the next wait.
    while (!m_isInterrupted && m_sockets.deliverNext()) {
        hasDelivered = true;
    }
    return hasDelivered;
}

bool EpollDispatcher::fireTimers()
{
    if (m_timers.isEmpty()) {
        return false;
    }
    bool hasFired = false;
    const TimerList::Pass pass = m_timers.beginPass(TimerList::Clock::now());
    while (!m_isInterrupted && m_timers.fireNext(pass)) {
        hasFired = true;
    }
    return hasFired;
}

} // namespace penstock
