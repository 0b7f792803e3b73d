#include "healthbench.h"

#include <QTest>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;
using Bench = test::HealthBench;

Q_DECLARE_METATYPE(penstock::resilience::Cause)
Q_DECLARE_METATYPE(penstock::resilience::HealthReport)

namespace
{

void openWithServerErrors(Bench &bench)
{
    bench.ask(Bench::serverError(), 5);
    QCOMPARE(bench.state(), InstanceState::Open);
}

/// Waits until it is half-open and lets the trial fail.
void reopen(Bench &bench)
{
    bench.pass(bench.untilChange().value_or(0ns));
    QCOMPARE(bench.leave(), Leave::Trial);
    bench.ask(Bench::serverError());
    QCOMPARE(bench.state(), InstanceState::Open);
}

} // namespace

class TestBreaker final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void consecutiveConnectionFailures_open();
    void consecutiveServerErrors_open();
    void oneInBetween_breaksTheRun_data();
    void oneInBetween_breaksTheRun();
    void halfOfFiveOutcomes_opens();
    void lessThanHalf_opensNothing();
    void successAsTheFifthOutcome_opensNothing();
    void failuresBeforeTheWindow_doNotCount();
    void whatIsNotCounted_opensNothing();
    void timeoutsCountAmongServerErrors();
    void timeoutsAlone_canBeCounted();

    void openTime_doublesToTheMaximumAndBeginsAnew();
    void openTime_isSpreadByChance();
    void openTime_aboveTheMaximum_isKept();
    void halfOpen_letsExactlyOneIn();
    void halfOpen_needsTwoAfterServerErrors();
    void halfOpen_needsOneAfterConnectionFailures();
    void halfOpen_needsAsManyAsConfigured();
    void halfOpen_trialGivenBack_isDueAgain();
    void halfOpen_trialWithAFailureOfAnotherKind_isDueAgain();
    void lateAnswers_moveNothing();
    void forcedSuccess_heals();
    void forcedFailure_doesNoHarm();

    void statusInOpenOn_opensAtOnce_data();
    void statusInOpenOn_opensAtOnce();
    void retryAfter_isTheOpenTime();
    void retryAfter_canBeIgnored();
};

void TestBreaker::consecutiveConnectionFailures_open()
{
    Bench bench;
    bench.ask(Bench::success(), 20);
    bench.ask(Bench::notConnected(), 2);
    QCOMPARE(bench.leave(), Leave::Free);
    bench.ask(Bench::notConnected());
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.leave(), Leave::None);
    QCOMPARE(bench.cause(), Cause::ConnectionFailures);
}

void TestBreaker::consecutiveServerErrors_open()
{
    Bench bench;
    bench.ask(Bench::success(), 20);
    bench.ask(Bench::serverError(), 4);
    QCOMPARE(bench.leave(), Leave::Free);
    bench.ask(Bench::serverError());
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.cause(), Cause::ServerErrors);
}

void TestBreaker::oneInBetween_breaksTheRun_data()
{
    QTest::addColumn<HealthReport>("between");
    QTest::addColumn<bool>("isBroken");
    QTest::newRow("success") << Bench::success() << true;
    QTest::newRow("429") << Bench::rateLimited(1ns) << true;
    QTest::newRow("404") << Bench::failure(FailureKind::NotFound) << true;
    QTest::newRow("5xx") << Bench::serverError() << true;
    QTest::newRow("says nothing") << Bench::nothing() << false;
}

void TestBreaker::oneInBetween_breaksTheRun()
{
    QFETCH(const HealthReport, between);
    QFETCH(const bool, isBroken);
    Bench bench;
    bench.ask(Bench::success(), 20);
    bench.ask(Bench::notConnected(), 2);
    bench.ask(between);
    bench.pass(1s);
    bench.ask(Bench::notConnected());
    QCOMPARE(bench.state() == InstanceState::Open, !isBroken);
}

void TestBreaker::halfOfFiveOutcomes_opens()
{
    Bench bench;
    bench.ask(Bench::success(), 2);
    bench.ask(Bench::serverError(), 2);
    QCOMPARE(bench.leave(), Leave::Free);
    bench.ask(Bench::serverError());
    QCOMPARE(bench.state(), InstanceState::Open);
}

void TestBreaker::lessThanHalf_opensNothing()
{
    Bench bench;
    for (int i = 0; i < 50; ++i) {
        bench.ask(Bench::success(), 2);
        bench.ask(Bench::serverError());
        QCOMPARE(bench.leave(), Leave::Free);
    }
}

void TestBreaker::successAsTheFifthOutcome_opensNothing()
{
    Bench bench;
    bench.ask(Bench::serverError(), 4);
    bench.ask(Bench::success());
    QCOMPARE(bench.leave(), Leave::Free);
    bench.ask(Bench::serverError());
    QCOMPARE(bench.leave(), Leave::None);
}

void TestBreaker::failuresBeforeTheWindow_doNotCount()
{
    Bench bench;
    bench.ask(Bench::serverError(), 3);
    bench.ask(Bench::success());
    bench.pass(60s);
    bench.ask(Bench::success(), 3);
    bench.ask(Bench::serverError(), 2);
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestBreaker::whatIsNotCounted_opensNothing()
{
    BreakerSettings settings;
    settings.openOn = {FailureKind::Connection};
    Bench bench(settings);
    bench.ask(Bench::serverError(), 20);
    bench.ask(Bench::timeout(), 20);
    QCOMPARE(bench.leave(), Leave::Free);
    QCOMPARE(bench.state(), InstanceState::Degraded);
}

void TestBreaker::timeoutsCountAmongServerErrors()
{
    Bench bench;
    bench.ask(Bench::success(), 20);
    bench.ask(Bench::serverError(), 2);
    bench.ask(Bench::timeout(), 3);
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.cause(), Cause::Timeouts);
}

void TestBreaker::timeoutsAlone_canBeCounted()
{
    BreakerSettings settings;
    settings.openOn = {FailureKind::Timeout};
    Bench bench(settings);
    bench.ask(Bench::serverError(), 20);
    QCOMPARE(bench.leave(), Leave::Free);
    bench.ask(Bench::timeout(), 5);
    QCOMPARE(bench.state(), InstanceState::Open);
}

void TestBreaker::openTime_doublesToTheMaximumAndBeginsAnew()
{
    Bench bench(test::exactTimes());
    openWithServerErrors(bench);
    for (const Duration expected : {10s, 20s, 40s, 80s, 120s, 120s}) {
        QCOMPARE(bench.untilChange(), std::optional(expected));
        reopen(bench);
    }
    bench.pass(120s);
    bench.ask(Bench::success(), 2);
    QCOMPARE(bench.state(), InstanceState::Healthy);
    openWithServerErrors(bench);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(10s));
}

void TestBreaker::openTime_isSpreadByChance()
{
    Duration shortest = 1h;
    Duration longest{0};
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Bench bench;
        bench.random = SeededRandom(seed);
        openWithServerErrors(bench);
        const Duration time = bench.untilChange().value_or(0ns);
        shortest = std::min(shortest, time);
        longest = std::max(longest, time);
    }
    QVERIFY(shortest >= 8s && shortest < 8500ms);
    QVERIFY(longest > 11500ms && longest <= 12s);
}

void TestBreaker::openTime_aboveTheMaximum_isKept()
{
    BreakerSettings settings = test::exactTimes();
    settings.open = 300s;
    Bench bench(settings);
    openWithServerErrors(bench);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(300s));
    reopen(bench);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(300s));
}

void TestBreaker::halfOpen_letsExactlyOneIn()
{
    Bench bench(test::exactTimes());
    openWithServerErrors(bench);
    bench.pass(10s - 1ns);
    QCOMPARE(bench.leave(), Leave::None);
    bench.pass(1ns);
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.cause(), Cause::ServerErrors);
    QCOMPARE(bench.leave(), Leave::Trial);
    const Pass trial = bench.enter();
    QVERIFY(trial.isTrial);
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::None);
    QVERIFY(!bench.untilChange());
    QVERIFY(!bench.enter().isTrial);
    bench.pass(10min);
    QCOMPARE(bench.leave(), Leave::None);
    bench.tell(trial, Bench::success());
    QCOMPARE(bench.leave(), Leave::Trial);
}

void TestBreaker::halfOpen_needsTwoAfterServerErrors()
{
    Bench bench(test::exactTimes());
    openWithServerErrors(bench);
    bench.pass(10s);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
    QCOMPARE(bench.leave(), Leave::Free);
    // What opened it is forgotten.
    bench.ask(Bench::serverError(), 2);
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestBreaker::halfOpen_needsOneAfterConnectionFailures()
{
    Bench bench(test::exactTimes());
    bench.ask(Bench::notConnected(), 3);
    bench.pass(10s);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestBreaker::halfOpen_needsAsManyAsConfigured()
{
    BreakerSettings settings = test::exactTimes();
    settings.halfOpenSuccesses = 4;
    Bench bench(settings);
    bench.ask(Bench::notConnected(), 3);
    bench.pass(10s);
    bench.ask(Bench::success(), 3);
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestBreaker::halfOpen_trialGivenBack_isDueAgain()
{
    Bench bench(test::exactTimes());
    openWithServerErrors(bench);
    bench.pass(10s);
    bench.ask(Bench::nothing());
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::Trial);
    QVERIFY(bench.enter().isTrial);
}

void TestBreaker::halfOpen_trialWithAFailureOfAnotherKind_isDueAgain()
{
    Bench bench(test::exactTimes());
    openWithServerErrors(bench);
    bench.pass(10s);
    bench.ask(Bench::rateLimited(7s));
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::None);
    // The cooling is what is waited for.
    QCOMPARE(bench.untilChange(), std::optional<Duration>(7s));
    bench.pass(7s + 250ms);
    QCOMPARE(bench.leave(), Leave::Trial);
}

void TestBreaker::lateAnswers_moveNothing()
{
    Bench bench(test::exactTimes());
    const Pass early = bench.enter();
    openWithServerErrors(bench);
    const Standing open = bench.look();
    bench.tell(early, Bench::success());
    bench.tell(early, Bench::serverError());
    QCOMPARE(bench.look(), open);

    const Pass whileOpen = bench.enter();
    bench.pass(10s);
    const Pass trial = bench.enter();
    bench.tell(early, Bench::serverError());
    bench.tell(whileOpen, Bench::serverError());
    bench.tell(whileOpen, Bench::success());
    bench.tell(whileOpen, Bench::success());
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::None);

    bench.tell(trial, Bench::success());
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
    for (int i = 0; i < 5; ++i) {
        bench.tell(early, Bench::serverError());
        bench.tell(trial, Bench::serverError());
        bench.tell(Pass{}, Bench::serverError());
    }
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestBreaker::forcedSuccess_heals()
{
    Bench bench(test::exactTimes());
    openWithServerErrors(bench);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::Trial);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestBreaker::forcedFailure_doesNoHarm()
{
    Bench bench(test::exactTimes());
    openWithServerErrors(bench);
    const Standing open = bench.look();
    bench.pass(3s);
    bench.ask(Bench::serverError(), 10);
    QCOMPARE(bench.look(), open);
}

void TestBreaker::statusInOpenOn_opensAtOnce_data()
{
    QTest::addColumn<HealthReport>("report");
    QTest::addColumn<Cause>("cause");
    QTest::newRow("401") << Bench::refused(Cause::Unauthorized) << Cause::Unauthorized;
    QTest::newRow("403") << Bench::refused(Cause::Forbidden) << Cause::Forbidden;
    QTest::newRow("404") << Bench::refused(Cause::DeploymentNotFound) << Cause::DeploymentNotFound;
    QTest::newRow("404, old") << Bench::refused(Cause::ApiVersion) << Cause::ApiVersion;
    QTest::newRow("429") << Bench::rateLimited(0ns) << Cause::RateLimited;
    QTest::newRow("401 as a failure")
        << Bench::failure(FailureKind::Unauthorized) << Cause::Unauthorized;
}

void TestBreaker::statusInOpenOn_opensAtOnce()
{
    QFETCH(const HealthReport, report);
    QFETCH(const Cause, cause);
    BreakerSettings settings = test::exactTimes();
    settings.openOn = {FailureKind::Unauthorized, FailureKind::Forbidden, FailureKind::NotFound,
                       FailureKind::RateLimited};
    Bench bench(settings);
    bench.ask(Bench::success(), 20);
    bench.ask(report);
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.cause(), cause);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(10s));
}

void TestBreaker::retryAfter_isTheOpenTime()
{
    BreakerSettings settings = test::exactTimes();
    settings.openOn = {FailureKind::RateLimited};
    Bench bench(settings);
    bench.ask(Bench::rateLimited(437s));
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(437s));
}

void TestBreaker::retryAfter_canBeIgnored()
{
    BreakerSettings settings = test::exactTimes();
    settings.openOn = {FailureKind::RateLimited};
    settings.honorRetryAfter = false;
    Bench bench(settings);
    bench.ask(Bench::rateLimited(437s));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(10s));
}

QTEST_APPLESS_MAIN(TestBreaker)
#include "tst_breaker.moc"
