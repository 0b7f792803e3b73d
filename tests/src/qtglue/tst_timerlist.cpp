#include "qtglue/timerlist.h"

#include <QTest>
#include <QTimerEvent>

#include <functional>
#include <string>

using namespace penstock;
using namespace std::chrono_literals;

class TestTimerList final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firesWhatIsDue();
    void preciseTimersKeepTheirPace();
    void coarseTimersAreLateButDoNotDrift();
    void nearbyCoarseTimersShareAWakeUp();
    void veryCoarseTimersAreDueAtWholeSeconds();
    void aStallIsNotMadeUpFor();
    void aZeroTimerFiresOncePerPass();
    void timersMayGoDuringAnEvent();
    void aNumberMayBeUsedAgainDuringItsEvent();
    void aTimerDoesNotWaitDuringItsEvent();
    void knowsWhoseTheyAre();
    void takesAnyInterval();
};

namespace
{

using Clock = TimerList::Clock;

// On no line of any grid.
constexpr Clock::time_point start{1'000'000'000ns + 123'456'789ns};

class Receiver final : public QObject
{
public:
    std::string fired;
    std::function<void(int)> handle = [](int) { };

protected:
    void timerEvent(QTimerEvent *event) override
    {
        fired += static_cast<char>('0' + event->timerId());
        handle(event->timerId());
    }
};

int fireAll(TimerList &timers, Clock::time_point now)
{
    int count = 0;
    const TimerList::Pass pass = timers.beginPass(now);
    while (timers.fireNext(pass)) {
        ++count;
    }
    return count;
}

} // namespace

void TestTimerList::firesWhatIsDue()
{
    Receiver receiver;
    TimerList timers;
    QVERIFY(timers.isEmpty());
    QVERIFY(!timers.nextDue());
    timers.add(1, 30ms, Qt::PreciseTimer, &receiver, start);
    timers.add(2, 10ms, Qt::PreciseTimer, &receiver, start);
    timers.add(3, 20ms, Qt::PreciseTimer, &receiver, start);
    QVERIFY(*timers.nextDue() == start + 10ms);
    QCOMPARE(fireAll(timers, start + 10ms - 1ns), 0);
    QCOMPARE(fireAll(timers, start + 10ms), 1);
    QCOMPARE(fireAll(timers, start + 30ms), 3);
    QCOMPARE(receiver.fired, std::string("2321"));
}

void TestTimerList::preciseTimersKeepTheirPace()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, 10ms, Qt::PreciseTimer, &receiver, start);
    for (int i = 1; i <= 100; ++i) {
        QVERIFY(*timers.nextDue() == start + i * 10ms);
        // A little late each time, which must not add up.
        QCOMPARE(fireAll(timers, *timers.nextDue() + 3ms), 1);
    }
}

void TestTimerList::coarseTimersAreLateButDoNotDrift()
{
    Receiver receiver;
    TimerList timers;
    for (const auto interval : {5ms, 20ms, 100ms, 333ms, 5000ms, 60'000ms}) {
        timers.add(1, interval, Qt::CoarseTimer, &receiver, start);
        for (int i = 1; i <= 50; ++i) {
            const auto late = *timers.nextDue() - (start + i * interval);
            QVERIFY(late >= 0ns);
            QVERIFY(late <= interval / 20);
            QCOMPARE(fireAll(timers, *timers.nextDue()), 1);
        }
    }
}

void TestTimerList::nearbyCoarseTimersShareAWakeUp()
{
    Receiver receiver;
    TimerList timers;
    constexpr Clock::time_point onALine{1'024'000ms};
    for (int id = 0; id < 10; ++id) {
        timers.add(id, 1000ms, Qt::CoarseTimer, &receiver, onALine + id * 1ms);
    }
    QCOMPARE(fireAll(timers, *timers.nextDue()), 10);
}

void TestTimerList::veryCoarseTimersAreDueAtWholeSeconds()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, 2500ms, Qt::VeryCoarseTimer, &receiver, start);
    QVERIFY(timers.nextDue()->time_since_epoch() % 1s == 0s);
    QVERIFY(*timers.nextDue() >= start + 2500ms);
    QVERIFY(*timers.nextDue() < start + 3500ms);
    // Whole seconds would be far too coarse here.
    timers.add(1, 100ms, Qt::VeryCoarseTimer, &receiver, start);
    QVERIFY(*timers.nextDue() <= start + 105ms);
}

void TestTimerList::aStallIsNotMadeUpFor()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, 10ms, Qt::PreciseTimer, &receiver, start);
    const auto late = start + 10'005ms;
    QCOMPARE(fireAll(timers, late), 1);
    QCOMPARE(fireAll(timers, late), 0);
    QVERIFY(*timers.nextDue() == late + 10ms);
}

void TestTimerList::aZeroTimerFiresOncePerPass()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, 0ms, Qt::CoarseTimer, &receiver, start);
    timers.add(2, 0ms, Qt::PreciseTimer, &receiver, start);
    receiver.handle = [&](int id) {
        if (id == 1) {
            timers.remove(3);
            timers.add(3, 0ms, Qt::PreciseTimer, &receiver, start);
        }
    };
    QCOMPARE(fireAll(timers, start), 2);
    QCOMPARE(receiver.fired, std::string("12"));
    QCOMPARE(fireAll(timers, start + 1ms), 2);
    QVERIFY(*timers.nextDue() <= start + 1ms);
}

void TestTimerList::timersMayGoDuringAnEvent()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, 10ms, Qt::PreciseTimer, &receiver, start);
    timers.add(2, 11ms, Qt::PreciseTimer, &receiver, start);
    timers.add(3, 12ms, Qt::PreciseTimer, &receiver, start);
    receiver.handle = [&timers](int id) {
        timers.remove(id);
        timers.remove(2);
    };
    QCOMPARE(fireAll(timers, start + 20ms), 2);
    QCOMPARE(receiver.fired, std::string("13"));
    QVERIFY(timers.isEmpty());
    QVERIFY(!timers.nextDue());
}

void TestTimerList::aNumberMayBeUsedAgainDuringItsEvent()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, 10ms, Qt::PreciseTimer, &receiver, start);
    receiver.handle = [&](int) {
        QVERIFY(timers.remove(1));
        timers.add(1, 50ms, Qt::PreciseTimer, &receiver, start + 10ms);
    };
    QCOMPARE(fireAll(timers, start + 10ms), 1);
    QVERIFY(*timers.nextDue() == start + 60ms);
    QCOMPARE(fireAll(timers, start + 59ms), 0);
    QCOMPARE(fireAll(timers, start + 60ms), 1);
}

void TestTimerList::aTimerDoesNotWaitDuringItsEvent()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, 10ms, Qt::PreciseTimer, &receiver, start);
    timers.add(2, 20ms, Qt::PreciseTimer, &receiver, start);
    receiver.handle = [&](int id) {
        if (id == 1) {
            QVERIFY(*timers.nextDue() == start + 20ms);
            QCOMPARE(fireAll(timers, start + 90ms), 1);
        }
    };
    QCOMPARE(fireAll(timers, start + 10ms), 1);
    QCOMPARE(receiver.fired, std::string("12"));
    QVERIFY(*timers.nextDue() == start + 20ms);
}

void TestTimerList::knowsWhoseTheyAre()
{
    Receiver one;
    Receiver other;
    TimerList timers;
    timers.add(1, 100ms, Qt::CoarseTimer, &one, start);
    timers.add(2, 3000ms, Qt::VeryCoarseTimer, &other, start);
    timers.add(3, 7ms, Qt::PreciseTimer, &one, start);
    QCOMPARE(timers.timersOf(&one).size(), 2);
    const auto infos = timers.timersOf(&other);
    QCOMPARE(infos.size(), 1);
    QCOMPARE(infos[0].timerId, 2);
    QCOMPARE(infos[0].interval, 3000);
    QCOMPARE(infos[0].timerType, Qt::VeryCoarseTimer);
    QVERIFY(*timers.remaining(1, start + 40ms) == 60ms);
    QVERIFY(*timers.remaining(1, start + 400ms) == 0ms);
    QVERIFY(!timers.remaining(4, start));
    QVERIFY(timers.removeAllOf(&one));
    QVERIFY(!timers.removeAllOf(&one));
    QVERIFY(!timers.remove(3));
    QVERIFY(timers.remove(2));
}

void TestTimerList::takesAnyInterval()
{
    Receiver receiver;
    TimerList timers;
    timers.add(1, std::chrono::milliseconds::max(), Qt::PreciseTimer, &receiver, start);
    timers.add(2, std::chrono::milliseconds::min(), Qt::VeryCoarseTimer, &receiver, start);
    QCOMPARE(fireAll(timers, start + std::chrono::hours(24 * 365)), 1);
    QCOMPARE(receiver.fired, std::string("2"));
    QCOMPARE(timers.timersOf(&receiver).size(), 2);
}

QTEST_GUILESS_MAIN(TestTimerList)
#include "tst_timerlist.moc"
