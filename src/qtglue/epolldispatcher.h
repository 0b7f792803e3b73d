#pragma once

#include "qtglue/epollset.h"
#include "qtglue/timerlist.h"

#include <QAbstractEventDispatcher>

#include <atomic>

namespace penstock
{

/// Qt's event loop over epoll, for threads with many sockets: Qt's own asks the kernel about every
/// one of them each turn. To be installed by QThread::setEventDispatcher() before the thread
/// starts, which takes it over. Sockets, timers and posted events get their share of every turn.
class EpollDispatcher final : public QAbstractEventDispatcher
{
public:
    explicit EpollDispatcher(QObject *parent = nullptr);

    [[nodiscard]] bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType,
                       QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    [[nodiscard]] QList<TimerInfo> registeredTimers(QObject *object) const override;
    [[nodiscard]] int remainingTime(int timerId) override;

    void wakeUp() override;
    void interrupt() override;

private:
    enum class Sleep { Awake, Asleep, WakeRequested };

    [[nodiscard]] bool mayBlock(QEventLoop::ProcessEventsFlags flags) const;
    [[nodiscard]] EpollSet::Timeout timeUntilNextTimer(QEventLoop::ProcessEventsFlags flags) const;
    [[nodiscard]] bool sleep(QEventLoop::ProcessEventsFlags flags, EpollSet::Timeout timeout);
    [[nodiscard]] bool deliverSocketEvents();
    [[nodiscard]] bool fireTimers();

    EpollSet m_sockets;
    TimerList m_timers;
    std::atomic<Sleep> m_sleep{Sleep::Awake};
    std::atomic<bool> m_isInterrupted{false};
};

} // namespace penstock
