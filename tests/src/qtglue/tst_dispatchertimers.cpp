#include "loopbench.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <thread>
#include <vector>

using namespace penstock;

class TestDispatcherTimers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void fireInTheOrderOfTheirTimes();
    void manyFireAllAndInOrder();
    void zeroTimersLeaveRoomForSockets();
    void readySocketsLeaveRoomForTimers();
    void aTimerMayKillItself();
    void aTimerMayKillAnotherThatIsDue();
    void aTimerMayStartAgainInItsEvent();
    void aTimerMayDeleteItsObject();
    void aNestedLoopDoesNotFireItAgain();
    void aStallIsNotMadeUpFor();
    void areKnownToTheDispatcher();
    void moveWithTheirObject();
    void areExcludedOnDemand();
};

namespace
{

class Receiver final : public QObject
{
public:
    std::function<void(int)> handle = [](int) { };
    int fired = 0;

protected:
    void timerEvent(QTimerEvent *event) override
    {
        ++fired;
        handle(event->timerId());
    }
};

void stall(int milliseconds)
{
    const QDeadlineTimer end(milliseconds, Qt::PreciseTimer);
    while (!end.hasExpired()) { }
}

} // namespace

void TestDispatcherTimers::initTestCase_data()
{
    addPathRows();
}

void TestDispatcherTimers::fireInTheOrderOfTheirTimes()
{
    std::vector<int> order;
    std::vector<qint64> early;
    inLoopThread([&] {
        QObject context;
        QElapsedTimer clock;
        clock.start();
        for (const int interval : {80, 20, 50, 0}) {
            QTimer::singleShot(interval, Qt::PreciseTimer, &context, [&, interval] {
                order.push_back(interval);
                early.push_back(std::max<qint64>(interval - clock.elapsed(), 0));
            });
        }
        turnUntil([&order] { return order.size() == 4; });
    });
    QCOMPARE(order, (std::vector<int>{0, 20, 50, 80}));
    for (const qint64 milliseconds : early) {
        QVERIFY(milliseconds <= 1);
    }
}

void TestDispatcherTimers::manyFireAllAndInOrder()
{
    std::vector<int> order;
    inLoopThread([&order] {
        QObject context;
        for (int i = 0; i < 1000; ++i) {
            const int interval = (i * 37) % 40;
            QTimer::singleShot(interval, Qt::PreciseTimer, &context,
                               [&order, interval] { order.push_back(interval); });
        }
        // All of them are due at once then, and their times are further apart than their starts.
        stall(60);
        turnUntil([&order] { return order.size() == 1000; });
    });
    QCOMPARE(order.size(), std::size_t(1000));
    int falls = 0;
    for (std::size_t i = 1; i < order.size(); ++i) {
        falls += order[i] + 10 < order[i - 1] ? 1 : 0;
    }
    QCOMPARE(falls, 0);
}

void TestDispatcherTimers::zeroTimersLeaveRoomForSockets()
{
    int received = 0;
    int fired = 0;
    int firedAtOnce = 0;
    inLoopThread([&] {
        const FdPair pair;
        QTimer zero;
        int since = 0;
        QObject::connect(&zero, &QTimer::timeout, &zero, [&] {
            ++fired;
            ++since;
            pair.fill();
        });
        QSocketNotifier notifier(pair.near(), QSocketNotifier::Read);
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
            takeByte(pair.near());
            ++received;
            firedAtOnce = std::max(firedAtOnce, std::exchange(since, 0));
        });
        zero.start(0);
        turnUntil([&received] { return received == 100; });
    });
    QCOMPARE(received, 100);
    QVERIFY(fired >= 100);
    QVERIFY(firedAtOnce <= 10);
}

void TestDispatcherTimers::readySocketsLeaveRoomForTimers()
{
    int fired = 0;
    int posted = 0;
    inLoopThread([&] {
        const FdPair pair;
        pair.fill();
        QSocketNotifier notifier(pair.near(), QSocketNotifier::Read);
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
            ++fired;
            QMetaObject::invokeMethod(&timer, [&posted] { ++posted; }, Qt::QueuedConnection);
        });
        timer.start(5);
        turnUntil([&posted] { return posted == 5; });
    });
    QVERIFY(fired >= 5);
    QCOMPARE(posted, 5);
}

void TestDispatcherTimers::aTimerMayKillItself()
{
    int fired = 0;
    int quietTurns = 0;
    inLoopThread([&] {
        Receiver receiver;
        receiver.handle = [&receiver](int id) { receiver.killTimer(id); };
        receiver.startTimer(0);
        receiver.startTimer(3, Qt::PreciseTimer);
        turnUntil([&receiver] { return receiver.fired == 2; });
        quietTurns = turnsInQuietTime();
        fired = receiver.fired;
    });
    QCOMPARE(fired, 2);
    QVERIFY(quietTurns <= fewTurns);
}

void TestDispatcherTimers::aTimerMayKillAnotherThatIsDue()
{
    int fired = 0;
    inLoopThread([&fired] {
        Receiver receiver;
        std::vector<int> ids;
        receiver.handle = [&](int) {
            for (const int id : std::exchange(ids, {})) {
                receiver.killTimer(id);
            }
        };
        for (int i = 0; i < 3; ++i) {
            ids.push_back(receiver.startTimer(5, Qt::PreciseTimer));
        }
        stall(20);
        turnUntil([&receiver] { return receiver.fired > 0; });
        turnsInQuietTime();
        fired = receiver.fired;
    });
    QCOMPARE(fired, 1);
}

void TestDispatcherTimers::aTimerMayStartAgainInItsEvent()
{
    int fired = 0;
    inLoopThread([&fired] {
        Receiver receiver;
        receiver.handle = [&receiver](int id) {
            receiver.killTimer(id);
            // Qt hands out the number that has just become free.
            receiver.startTimer(receiver.fired % 2, Qt::PreciseTimer);
        };
        receiver.startTimer(1, Qt::PreciseTimer);
        turnUntil([&receiver] { return receiver.fired == 20; });
        fired = receiver.fired;
    });
    QCOMPARE(fired, 20);
}

void TestDispatcherTimers::aTimerMayDeleteItsObject()
{
    int fired = 0;
    inLoopThread([&fired] {
        auto receiver = std::make_unique<Receiver>();
        receiver->startTimer(0);
        receiver->startTimer(1, Qt::PreciseTimer);
        receiver->handle = [&](int) {
            ++fired;
            // Not from inside its own function, which is a member.
            receiver.release()->deleteLater();
        };
        turnUntil([&receiver] { return receiver == nullptr; });

        auto *timer = new QTimer;
        QObject::connect(
            timer, &QTimer::timeout, qApp,
            [&fired, timer] {
                ++fired;
                delete timer;
            },
            Qt::DirectConnection);
        timer->start(1);
        turnUntil([&fired] { return fired == 2; });
    });
    QCOMPARE(fired, 2);
}

void TestDispatcherTimers::aNestedLoopDoesNotFireItAgain()
{
    int depth = 0;
    int deepest = 0;
    int outer = 0;
    int others = 0;
    inLoopThread([&] {
        QTimer zero;
        QTimer other;
        QObject::connect(&other, &QTimer::timeout, &other, [&others] { ++others; });
        QObject::connect(&zero, &QTimer::timeout, &zero, [&] {
            deepest = std::max(deepest, ++depth);
            const int seen = others;
            turnUntil([&] { return others >= seen + 3; });
            --depth;
            ++outer;
        });
        other.start(2);
        zero.start(0);
        turnUntil([&outer] { return outer == 3; });
    });
    QCOMPARE(outer, 3);
    QCOMPARE(deepest, 1);
    QVERIFY(others >= 9);
}

void TestDispatcherTimers::aStallIsNotMadeUpFor()
{
    int fired = 0;
    inLoopThread([&fired] {
        Receiver receiver;
        receiver.startTimer(40, Qt::PreciseTimer);
        stall(400);
        for (int i = 0; i < 10; ++i) {
            turn();
        }
        fired = receiver.fired;
    });
    QVERIFY(fired >= 1);
    // One, and another if these ten turns took so long.
    QVERIFY(fired <= 3);
}

void TestDispatcherTimers::areKnownToTheDispatcher()
{
    int count = 0;
    int remaining = 0;
    int unknown = 0;
    int wrong = 0;
    bool areGone = false;
    inLoopThread([&] {
        auto *dispatcher = QAbstractEventDispatcher::instance();
        Receiver receiver;
        const int id = receiver.startTimer(60'000, Qt::PreciseTimer);
        receiver.startTimer(3000, Qt::VeryCoarseTimer);
        for (const auto &info : dispatcher->registeredTimers(&receiver)) {
            const bool isFirst = info.timerId == id;
            wrong += info.interval == (isFirst ? 60'000 : 3000) ? 0 : 1;
            wrong += info.timerType == (isFirst ? Qt::PreciseTimer : Qt::VeryCoarseTimer) ? 0 : 1;
            ++count;
        }
        remaining = dispatcher->remainingTime(id);
        areGone = dispatcher->unregisterTimers(&receiver)
            && dispatcher->registeredTimers(&receiver).isEmpty();
        unknown = dispatcher->remainingTime(id);
    });
    QCOMPARE(count, 2);
    QCOMPARE(wrong, 0);
    QVERIFY(remaining > 30'000);
    QVERIFY(remaining <= 60'000);
    // Qt 6.8 says anything below zero.
    QVERIFY(unknown < 0);
    QVERIFY(areGone);
}

void TestDispatcherTimers::moveWithTheirObject()
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("bench"), path);
    QThread *home = nullptr;
    thread.run([&home] { home = QThread::currentThread(); });
    std::atomic<int> fired{0};
    auto timer = std::make_unique<QTimer>();
    QObject::connect(timer.get(), &QTimer::timeout, timer.get(),
                     [&] { fired += QThread::currentThread() == home ? 1 : 0; });
    timer->start(1);
    timer->moveToThread(home);
    QTRY_VERIFY(fired.load() >= 3);
    thread.run([&timer] { timer.reset(); });
}

void TestDispatcherTimers::areExcludedOnDemand()
{
    int excluded = 0;
    int turns = 0;
    int fired = 0;
    inLoopThread([&] {
        const FdPair pair;
        Receiver receiver;
        receiver.startTimer(0);
        receiver.startTimer(1, Qt::PreciseTimer);
        stall(5);
        QSocketNotifier notifier(pair.near(), QSocketNotifier::Read);
        bool isReady = false;
        QObject::connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
            isReady = true;
            notifier.setEnabled(false);
        });
        turn(QEventLoop::X11ExcludeTimers);
        // What is due and excluded must not keep the loop awake either.
        std::thread filler([&pair] {
            stall(50);
            pair.fill();
        });
        for (; !isReady; ++turns) {
            turn(QEventLoop::WaitForMoreEvents | QEventLoop::X11ExcludeTimers);
        }
        filler.join();
        excluded = receiver.fired;
        turnUntil([&receiver] { return receiver.fired >= 2; });
        fired = receiver.fired;
    });
    QCOMPARE(excluded, 0);
    QFETCH_GLOBAL(const EventPath, path);
    // The loop that Qt 6.8 brings turns all the while.
    QVERIFY(path == EventPath::Portable || turns <= fewTurns);
    QVERIFY(fired >= 2);
}

QTEST_GUILESS_MAIN(TestDispatcherTimers)
#include "tst_dispatchertimers.moc"
