#pragma once

#include "qtglue/eventthread.h"

#include <QAbstractEventDispatcher>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace penstock
{

/// Both ends of something, closed at the end.
class FdPair final
{
public:
    FdPair() { [[maybe_unused]] const int r = socketpair(AF_UNIX, kind, 0, m_ends.data()); }
    ~FdPair()
    {
        close(m_ends[0]);
        closeFar();
    }
    FdPair(const FdPair &) = delete;
    FdPair &operator=(const FdPair &) = delete;

    [[nodiscard]] int near() const { return m_ends[0]; }
    [[nodiscard]] int far() const { return m_ends[1]; }
    void closeFar() { close(std::exchange(m_ends[1], -1)); }
    void fill() const { send(m_ends[1], "x", 1, MSG_NOSIGNAL); }

private:
    static constexpr int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    std::array<int, 2> m_ends{-1, -1};
};

inline void takeByte(int fd)
{
    char byte = 0;
    [[maybe_unused]] const auto r = read(fd, &byte, 1);
}

inline bool turn(QEventLoop::ProcessEventsFlags flags = QEventLoop::AllEvents)
{
    return QAbstractEventDispatcher::instance()->processEvents(flags);
}

/// Turns of this thread's loop, which block in between, until the condition holds.
inline bool turnUntil(const std::function<bool()> &isFulfilled, int *turns = nullptr)
{
    bool isLate = false;
    QTimer guard;
    QObject::connect(&guard, &QTimer::timeout, &guard, [&isLate] { isLate = true; });
    guard.start(20'000);
    while (!isFulfilled() && !isLate) {
        turn(QEventLoop::WaitForMoreEvents);
        if (turns != nullptr) {
            ++*turns;
        }
    }
    return !isLate;
}

/// How many turns the loop makes in a time in which it should have nothing to do.
inline int turnsInQuietTime()
{
    bool isOver = false;
    QTimer::singleShot(100, Qt::PreciseTimer, QAbstractEventDispatcher::instance(),
                       [&isOver] { isOver = true; });
    int turns = 0;
    turnUntil([&isOver] { return isOver; }, &turns);
    return turns;
}

constexpr int fewTurns = 20;

inline void allowManyDescriptors()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
    setrlimit(RLIMIT_NOFILE, &limit);
}

inline void addPathRows()
{
    QTest::addColumn<EventPath>("path");
    QTest::newRow("best") << EventPath::Best;
    QTest::newRow("portable") << EventPath::Portable;
}

/// Runs the work in a thread with the loop that the global row asks for. It checks nothing there:
/// Qt Test wants that from the test's own thread.
inline void inLoopThread(const std::function<void()> &work)
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("bench"), path);
    thread.run(work);
}

inline bool isPortable()
{
    QFETCH_GLOBAL(const EventPath, path);
    return path == EventPath::Portable;
}

/// In the loop's thread.
inline bool isGlib()
{
    const QByteArray name = QAbstractEventDispatcher::instance()->metaObject()->className();
    return name.contains("Glib");
}

inline std::unique_ptr<QSocketNotifier> makeNotifier(int fd, QSocketNotifier::Type type,
                                                     const std::function<void()> &activated)
{
    auto notifier = std::make_unique<QSocketNotifier>(fd, type);
    QObject::connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), activated);
    return notifier;
}

} // namespace penstock
