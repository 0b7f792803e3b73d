#include "healthbench.h"

#include <QTest>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;
using Bench = test::HealthBench;

/// What somebody orders by hand.
class TestHealthOperator final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void trip_keepsEverybodyAwayUntilReset();
    void trip_withATime_endsAsNew();
    void trip_isNotHealedBySuccesses();
    void trip_answersOfBefore_moveNothing();
    void trip_endless_neverOverflows();
    void drain_leavesWhatRunsAlone();
    void drain_withATime_ends();
    void drain_survivesReset();
    void reset_forgetsEverythingElse();
    void reset_voidsWhatIsUnderWay();
    void trial_isExactlyOne();
    void trial_passesEverything();
    void trial_mayTakeThePlaceOfAnother();
    void trial_ofWhatIsFree_isNotKeptForLater();
    void trial_isVoidAfterATrip();
};

void TestHealthOperator::trip_keepsEverybodyAwayUntilReset()
{
    Bench bench;
    bench.ask(Bench::success());
    bench.health.trip(bench.now, std::nullopt);
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(bench.look(),
                 (Standing{Leave::None, InstanceState::Open, Cause::Operator, std::nullopt}));
        bench.pass(1h);
    }
    bench.health.reset(bench.now);
    QCOMPARE(bench.look(), Standing());
}

void TestHealthOperator::trip_withATime_endsAsNew()
{
    Bench bench(test::exactTimes());
    bench.ask(Bench::serverError(), 5);
    bench.health.trip(bench.now, 90s);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(90s));
    bench.pass(90s - 1ns);
    QCOMPARE(bench.leave(), Leave::None);
    bench.pass(1ns);
    QCOMPARE(bench.look(), Standing());
    bench.ask(Bench::serverError());
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestHealthOperator::trip_isNotHealedBySuccesses()
{
    Bench bench;
    bench.health.trip(bench.now, std::nullopt);
    bench.ask(Bench::success(), 10);
    QCOMPARE(bench.leave(), Leave::None);
    // Nor do failures of those sent all the same leave anything behind.
    bench.ask(Bench::serverError(), 10);
    bench.health.trip(bench.now, 1s);
    bench.ask(Bench::serverError(), 10);
    bench.pass(1s);
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestHealthOperator::trip_answersOfBefore_moveNothing()
{
    Bench bench;
    const Pass before = bench.enter();
    bench.health.trip(bench.now, 1s);
    bench.pass(1s);
    for (int i = 0; i < 5; ++i) {
        bench.tell(before, Bench::notConnected());
    }
    QCOMPARE(bench.look(), Standing());
}

void TestHealthOperator::trip_endless_neverOverflows()
{
    Bench bench;
    bench.health.trip(bench.now, Duration::max());
    QCOMPARE(bench.leave(), Leave::None);
    QVERIFY(!bench.untilChange());
    bench.health.drain(bench.now, Duration::max() - 30min);
    QCOMPARE(bench.state(), InstanceState::Draining);
}

void TestHealthOperator::drain_leavesWhatRunsAlone()
{
    Bench bench;
    const Pass running = bench.enter();
    bench.health.drain(bench.now, std::nullopt);
    QCOMPARE(bench.look(),
             (Standing{Leave::None, InstanceState::Draining, Cause::Operator, std::nullopt}));
    bench.tell(running, Bench::success());
    bench.health.resume(bench.now);
    QCOMPARE(bench.look(), Standing{.state = InstanceState::Healthy});
}

void TestHealthOperator::drain_withATime_ends()
{
    Bench bench;
    bench.health.drain(bench.now, 30s);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(30s));
    bench.pass(30s);
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestHealthOperator::drain_survivesReset()
{
    Bench bench;
    bench.health.drain(bench.now, std::nullopt);
    bench.health.reset(bench.now);
    QCOMPARE(bench.state(), InstanceState::Draining);
}

void TestHealthOperator::reset_forgetsEverythingElse()
{
    Bench bench(test::exactTimes());
    bench.ask(Bench::success());
    bench.ask(Bench::serverError(), 5);
    bench.ask(Bench::rateLimited(1h));
    bench.ask(Bench::refused(Cause::Forbidden));
    bench.health.trip(bench.now, std::nullopt);
    bench.health.reset(bench.now);
    QCOMPARE(bench.look(), Standing());
    // Of the doubling as well.
    bench.ask(Bench::serverError(), 5);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(10s));
}

void TestHealthOperator::reset_voidsWhatIsUnderWay()
{
    Bench bench;
    bench.ask(Bench::rateLimited(1h));
    bench.pass(60s);
    const Pass trial = bench.enter();
    QVERIFY(trial.isTrial);
    bench.health.reset(bench.now);
    bench.tell(trial, Bench::rateLimited(1h));
    QCOMPARE(bench.look(), Standing());
}

void TestHealthOperator::trial_isExactlyOne()
{
    Bench bench(test::exactTimes());
    bench.ask(Bench::notConnected(), 3);
    bench.health.allowTrial(bench.now);
    QCOMPARE(bench.leave(), Leave::Trial);
    QCOMPARE(bench.state(), InstanceState::Open);
    const Pass trial = bench.enter();
    QVERIFY(trial.isTrial);
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::None);
    bench.tell(trial, Bench::notConnected());
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(20s));
    bench.health.allowTrial(bench.now);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealthOperator::trial_passesEverything()
{
    Bench bench;
    bench.ask(Bench::refused(Cause::Forbidden));
    bench.ask(Bench::rateLimited(1h));
    bench.health.trip(bench.now, std::nullopt);
    bench.health.drain(bench.now, std::nullopt);
    bench.health.allowTrial(bench.now);
    QCOMPARE(bench.leave(), Leave::Trial);
    QCOMPARE(bench.state(), InstanceState::Draining);
    bench.ask(Bench::success());
    // What it has found out heals; what was ordered stands.
    QCOMPARE(bench.leave(), Leave::None);
    bench.health.resume(bench.now);
    QCOMPARE(bench.cause(), Cause::Operator);
    bench.health.trip(bench.now, 1s);
    bench.pass(1s);
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestHealthOperator::trial_mayTakeThePlaceOfAnother()
{
    Bench bench(test::exactTimes());
    bench.ask(Bench::notConnected(), 3);
    bench.pass(10s);
    const Pass slow = bench.enter();
    QCOMPARE(bench.leave(), Leave::None);
    bench.health.allowTrial(bench.now);
    const Pass quick = bench.enter();
    QVERIFY(quick.isTrial);
    bench.tell(slow, Bench::notConnected());
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::None);
    bench.tell(quick, Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealthOperator::trial_ofWhatIsFree_isNotKeptForLater()
{
    Bench bench;
    bench.health.allowTrial(bench.now);
    QCOMPARE(bench.leave(), Leave::Free);
    bench.ask(Bench::rateLimited(5s));
    QCOMPARE(bench.leave(), Leave::None);

    bench.health.allowTrial(bench.now);
    bench.pass(6s);
    QCOMPARE(bench.leave(), Leave::Free);
    bench.ask(Bench::rateLimited(5s));
    QCOMPARE(bench.leave(), Leave::None);
}

void TestHealthOperator::trial_isVoidAfterATrip()
{
    Bench bench;
    bench.ask(Bench::rateLimited(5s));
    bench.health.allowTrial(bench.now);
    bench.health.trip(bench.now, std::nullopt);
    QCOMPARE(bench.leave(), Leave::None);
}

QTEST_APPLESS_MAIN(TestHealthOperator)
#include "tst_healthoperator.moc"
