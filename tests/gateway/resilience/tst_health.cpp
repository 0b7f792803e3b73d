#include "healthbench.h"

#include <QTest>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;
using Bench = test::HealthBench;

Q_DECLARE_METATYPE(penstock::resilience::HealthReport)

/// States, coolings and errors of the configuration.
class TestHealth final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingHeard_isUnknown();
    void oneSuccess_isHealthy();
    void aFifthFailing_isDegraded_data();
    void aFifthFailing_isDegraded();
    void fewOutcomes_areNoShare();
    void nothingButFailures_isDegraded();
    void degraded_endsWithTheWindow();

    void rateLimit_coolsAsLongAsTold();
    void rateLimit_withoutATime_isAssumed();
    void rateLimit_retryAfterCanBeIgnored();
    void rateLimit_jitterDelaysTheReturnOnly();
    void rateLimit_nobodyWakesInVain();
    void rateLimit_ofRequestsUnderWay_theLatestEndHolds();
    void rateLimit_endsWithASuccessSentAfterIt();
    void rateLimit_lateOnes_areOfThePast();
    void rateLimit_keepsItsCause();
    void longCooling_letsOneInEveryMinute();
    void longCooling_trialDecides();
    void longCooling_trialGivenBack();
    void endlessCooling_isCutDown();

    void configError_letsOneInEveryFiveMinutes();
    void configError_healsWithASuccess();
    void configError_forcedRequestIsAProbe();
    void configError_endsWhenTheKeyChanges();
    void configError_oldRefusalsDoNotCountAgainstANewKey();
    void configError_newKeyClosesWhatTheOldOneOpened();
    void configError_lateSuccess_healsNothing();

    void strictestLeave_firstState();
    void sleep_voidsWhatIsUnderWay();
    void sleep_breaksRuns();
    void sleep_leavesCoolings();
    void newSettings_keepWhatIsKnown();
};

void TestHealth::nothingHeard_isUnknown()
{
    const Bench bench;
    QCOMPARE(bench.look(), Standing());
    Bench other;
    other.ask(Bench::nothing(), 3);
    QCOMPARE(other.look(), Standing());
}

void TestHealth::oneSuccess_isHealthy()
{
    Bench bench;
    bench.ask(Bench::success());
    QCOMPARE(bench.look(), Standing{.state = InstanceState::Healthy});
    bench.pass(24h);
    QCOMPARE(bench.look(), Standing{.state = InstanceState::Healthy});
}

void TestHealth::aFifthFailing_isDegraded_data()
{
    QTest::addColumn<HealthReport>("report");
    QTest::newRow("5xx") << Bench::serverError();
    QTest::newRow("time-out") << Bench::timeout();
    QTest::newRow("404") << Bench::failure(FailureKind::NotFound);
    QTest::newRow("429") << Bench::rateLimited(1ms);
}

void TestHealth::aFifthFailing_isDegraded()
{
    QFETCH(const HealthReport, report);
    Bench bench;
    bench.ask(Bench::success(), 5);
    bench.ask(report);
    bench.pass(1s);
    QCOMPARE(bench.state(), InstanceState::Healthy);
    bench.ask(Bench::success(), 2);
    bench.ask(report);
    bench.pass(1s);
    QCOMPARE(bench.state(), InstanceState::Degraded);
    QCOMPARE(bench.leave(), Leave::Free);
    QVERIFY(bench.cause() != Cause::None);
    bench.ask(Bench::success(), 2);
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealth::fewOutcomes_areNoShare()
{
    Bench bench;
    bench.ask(Bench::success(), 3);
    bench.ask(Bench::serverError());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealth::nothingButFailures_isDegraded()
{
    Bench bench;
    bench.ask(Bench::serverError());
    QCOMPARE(bench.state(), InstanceState::Degraded);
    bench.pass(60s);
    QCOMPARE(bench.state(), InstanceState::Unknown);
}

void TestHealth::degraded_endsWithTheWindow()
{
    Bench bench;
    bench.ask(Bench::success(), 8);
    bench.ask(Bench::serverError(), 2);
    QCOMPARE(bench.state(), InstanceState::Degraded);
    QCOMPARE(bench.cause(), Cause::ServerErrors);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(60s));
    bench.pass(60s);
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealth::rateLimit_coolsAsLongAsTold()
{
    Bench bench;
    bench.ask(Bench::success());
    bench.ask(Bench::rateLimited(7s));
    QCOMPARE(
        bench.look(),
        (Standing{Leave::None, InstanceState::RateLimited, Cause::RateLimited, bench.now + 7s}));
    bench.pass(7s - 1ns);
    QCOMPARE(bench.leave(), Leave::None);
    bench.pass(250ms + 1ns);
    QCOMPARE(bench.look(), Standing{.state = InstanceState::Healthy});
}

void TestHealth::rateLimit_withoutATime_isAssumed()
{
    BreakerSettings settings;
    settings.rateLimit = 33s;
    Bench bench(settings);
    bench.ask(Bench::rateLimited(0s));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(33s));
}

void TestHealth::rateLimit_retryAfterCanBeIgnored()
{
    BreakerSettings settings;
    settings.honorRetryAfter = false;
    Bench bench(settings);
    bench.ask(Bench::rateLimited(86400s));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(10s));
}

void TestHealth::rateLimit_jitterDelaysTheReturnOnly()
{
    bool someWait = false;
    bool someDoNot = false;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Bench bench;
        bench.random = SeededRandom(seed);
        bench.ask(Bench::rateLimited(1s));
        QCOMPARE(bench.untilChange(), std::optional<Duration>(1s));
        bench.pass(1s + 125ms);
        someWait = someWait || bench.leave() == Leave::None;
        someDoNot = someDoNot || bench.leave() == Leave::Free;
        bench.pass(125ms);
        QCOMPARE(bench.leave(), Leave::Free);
    }
    QVERIFY(someWait);
    QVERIFY(someDoNot);
}

void TestHealth::rateLimit_nobodyWakesInVain()
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Bench bench;
        bench.random = SeededRandom(seed);
        bench.ask(Bench::rateLimited(1s));
        int wakings = 0;
        while (bench.leave() == Leave::None) {
            const Duration rest = bench.untilChange().value_or(0ns);
            QVERIFY(rest > 0ns);
            bench.pass(rest);
            ++wakings;
        }
        QVERIFY(wakings <= 2);
    }
}

void TestHealth::rateLimit_ofRequestsUnderWay_theLatestEndHolds()
{
    Bench bench;
    const Pass first = bench.enter();
    const Pass second = bench.enter();
    const Pass third = bench.enter();
    bench.tell(first, Bench::rateLimited(10s));
    bench.tell(second, Bench::rateLimited(30s));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(30s));
    bench.pass(1s);
    bench.tell(third, Bench::rateLimited(5s));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(29s));
}

void TestHealth::rateLimit_endsWithASuccessSentAfterIt()
{
    Bench bench;
    const Pass before = bench.enter();
    const Pass refused = bench.enter();
    const Pass alsoRefused = bench.enter();
    bench.tell(refused, Bench::rateLimited(60s));
    const Pass after = bench.enter();
    bench.tell(before, Bench::success());
    QCOMPARE(bench.state(), InstanceState::RateLimited);
    bench.tell(alsoRefused, Bench::rateLimited(90s));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(90s));
    bench.tell(after, Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestHealth::rateLimit_lateOnes_areOfThePast()
{
    Bench bench;
    const Pass early = bench.enter();
    bench.ask(Bench::rateLimited(60s));
    bench.ask(Bench::success());
    bench.tell(early, Bench::rateLimited(60s));
    QCOMPARE(bench.leave(), Leave::Free);
    // Nobody has it from an earlier state.
    bench.ask(Bench::rateLimited(60s));
    QCOMPARE(bench.leave(), Leave::None);
}

void TestHealth::rateLimit_keepsItsCause()
{
    Bench bench;
    HealthReport report = Bench::rateLimited(5s);
    report.cause = Cause::QuotaShared;
    bench.ask(report);
    QCOMPARE(bench.cause(), Cause::QuotaShared);
}

void TestHealth::longCooling_letsOneInEveryMinute()
{
    Bench bench;
    bench.ask(Bench::rateLimited(120s));
    bench.pass(119s);
    QCOMPARE(bench.leave(), Leave::None);
    bench.pass(2s);

    bench.ask(Bench::rateLimited(24h));
    const std::optional<SteadyTime> until = bench.now + 24h;
    bench.pass(60s - 1ns);
    QCOMPARE(bench.leave(), Leave::None);
    bench.pass(1ns);
    QCOMPARE(bench.look(),
             (Standing{Leave::Trial, InstanceState::RateLimited, Cause::RateLimited, until}));
    const Pass trial = bench.enter();
    QVERIFY(trial.isTrial);
    QCOMPARE(bench.leave(), Leave::None);
    QCOMPARE(bench.look().nextChange, until);
    // It takes its time; nobody else is let in meanwhile.
    bench.pass(10min);
    QCOMPARE(bench.leave(), Leave::None);
    bench.tell(trial, Bench::serverError());
    QCOMPARE(bench.leave(), Leave::Trial);
    QCOMPARE(bench.look().nextChange, until);
}

void TestHealth::longCooling_trialDecides()
{
    Bench bench;
    bench.ask(Bench::rateLimited(24h));
    bench.pass(60s);
    // Sooner than was told before, and it knows better.
    bench.ask(Bench::rateLimited(600s));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(600s));
    bench.pass(60s);
    QCOMPARE(bench.leave(), Leave::Trial);
    bench.ask(Bench::success());
    QCOMPARE(bench.look(), Standing{.state = InstanceState::Healthy});
}

void TestHealth::longCooling_trialGivenBack()
{
    Bench bench;
    bench.ask(Bench::rateLimited(24h));
    bench.pass(60s);
    bench.ask(Bench::nothing());
    QCOMPARE(bench.leave(), Leave::Trial);
}

void TestHealth::endlessCooling_isCutDown()
{
    Bench bench;
    bench.ask(Bench::rateLimited(Duration::max()));
    QCOMPARE(bench.untilChange(), std::optional<Duration>(7 * 24h));
}

void TestHealth::configError_letsOneInEveryFiveMinutes()
{
    Bench bench;
    bench.ask(Bench::success());
    bench.ask(Bench::refused(Cause::Unauthorized));
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(bench.look(),
                 (Standing{Leave::None, InstanceState::ConfigError, Cause::Unauthorized,
                           bench.now + 5min}));
        bench.pass(5min);
        QCOMPARE(bench.look(),
                 (Standing{Leave::Trial, InstanceState::ConfigError, Cause::Unauthorized, {}}));
        const Pass trial = bench.enter();
        QVERIFY(trial.isTrial);
        QCOMPARE(bench.leave(), Leave::None);
        bench.tell(trial, Bench::refused(Cause::Unauthorized));
    }
}

void TestHealth::configError_healsWithASuccess()
{
    Bench bench;
    bench.ask(Bench::refused(Cause::DeploymentNotFound));
    bench.pass(5min);
    bench.ask(Bench::nothing());
    QCOMPARE(bench.leave(), Leave::Trial);
    bench.ask(Bench::success());
    QCOMPARE(bench.look(), Standing{.state = InstanceState::Healthy});
}

void TestHealth::configError_forcedRequestIsAProbe()
{
    Bench bench;
    bench.ask(Bench::refused(Cause::Forbidden));
    bench.pass(4min);
    bench.ask(Bench::refused(Cause::Forbidden));
    // Five minutes from the last attempt on.
    QCOMPARE(bench.untilChange(), std::optional<Duration>(5min));
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealth::configError_endsWhenTheKeyChanges()
{
    Bench bench;
    bench.ask(Bench::success());
    bench.ask(Bench::refused(Cause::SecretMissing));
    bench.health.forgetConfigError(bench.now);
    QCOMPARE(bench.leave(), Leave::Free);
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealth::configError_oldRefusalsDoNotCountAgainstANewKey()
{
    BreakerSettings opening = test::exactTimes();
    opening.openOn.insert(FailureKind::Unauthorized);
    for (const BreakerSettings &settings : {BreakerSettings{}, opening}) {
        Bench bench(settings);
        const Pass old = bench.enter();
        bench.health.forgetConfigError(bench.now);
        bench.tell(old, Bench::refused(Cause::Unauthorized));
        QCOMPARE(bench.leave(), Leave::Free);
        bench.ask(Bench::refused(Cause::Unauthorized));
        QCOMPARE(bench.leave(), Leave::None);
    }
}

void TestHealth::configError_newKeyClosesWhatTheOldOneOpened()
{
    BreakerSettings settings = test::exactTimes();
    settings.openOn.insert(FailureKind::Unauthorized);
    Bench bench(settings);
    bench.ask(Bench::refused(Cause::Unauthorized));
    QCOMPARE(bench.state(), InstanceState::Open);
    bench.health.forgetConfigError(bench.now);
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::Trial);

    Bench other(settings);
    other.ask(Bench::notConnected(), 3);
    other.health.forgetConfigError(other.now);
    QCOMPARE(other.state(), InstanceState::Open);
}

void TestHealth::configError_lateSuccess_healsNothing()
{
    Bench bench;
    const Pass early = bench.enter();
    bench.ask(Bench::refused(Cause::Unauthorized));
    const Standing broken = bench.look();
    bench.tell(early, Bench::success());
    QCOMPARE(bench.look(), broken);
}

void TestHealth::strictestLeave_firstState()
{
    Bench bench(test::exactTimes());
    bench.ask(Bench::success());
    bench.ask(Bench::rateLimited(100s));
    bench.pass(1s);
    bench.ask(Bench::notConnected(), 3);
    QCOMPARE(bench.state(), InstanceState::Open);
    // Open for 10 s, but it may not be asked before the cooling is over.
    QCOMPARE(bench.untilChange(), std::optional<Duration>(99s));
    bench.ask(Bench::refused(Cause::Forbidden));
    QCOMPARE(bench.state(), InstanceState::ConfigError);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(5min));
    bench.health.trip(bench.now, 1min);
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.cause(), Cause::Operator);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(5min));
    bench.health.drain(bench.now, std::nullopt);
    QCOMPARE(bench.look(),
             (Standing{Leave::None, InstanceState::Draining, Cause::Operator, std::nullopt}));
}

void TestHealth::sleep_voidsWhatIsUnderWay()
{
    Bench bench(test::exactTimes());
    const Pass before = bench.enter();
    bench.ask(Bench::notConnected(), 3);
    bench.pass(10s);
    const Pass trial = bench.enter();
    bench.health.voidClocks(bench.now);
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::Trial);
    for (const Pass &old : {before, trial}) {
        bench.tell(old, Bench::notConnected());
        bench.tell(old, Bench::success());
        bench.tell(old, Bench::rateLimited(10s));
        bench.tell(old, Bench::refused(Cause::Unauthorized));
    }
    QCOMPARE(bench.state(), InstanceState::HalfOpen);
    QCOMPARE(bench.leave(), Leave::Trial);

    bench.ask(Bench::notConnected());
    QCOMPARE(bench.state(), InstanceState::Open);
    bench.health.voidClocks(bench.now);
    QCOMPARE(bench.leave(), Leave::Trial);
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestHealth::sleep_breaksRuns()
{
    Bench bench;
    bench.ask(Bench::success(), 20);
    bench.ask(Bench::notConnected(), 2);
    bench.health.voidClocks(bench.now);
    bench.ask(Bench::notConnected());
    QCOMPARE(bench.leave(), Leave::Free);
}

void TestHealth::sleep_leavesCoolings()
{
    Bench bench;
    bench.ask(Bench::rateLimited(24h));
    bench.pass(60s);
    const Pass trial = bench.enter();
    bench.health.voidClocks(bench.now);
    QCOMPARE(bench.state(), InstanceState::RateLimited);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(24h - 60s));
    // Nobody will hear of the trial.
    QCOMPARE(bench.leave(), Leave::Trial);
    bench.tell(trial, Bench::success());
    QCOMPARE(bench.state(), InstanceState::RateLimited);
}

void TestHealth::newSettings_keepWhatIsKnown()
{
    Bench bench(test::exactTimes());
    bench.ask(Bench::serverError(), 4);
    BreakerSettings settings = test::exactTimes();
    settings.open = 77s;
    bench.health.configure(settings);
    bench.ask(Bench::serverError());
    QCOMPARE(bench.untilChange(), std::optional<Duration>(77s));
    settings.window = 10s;
    settings.open = 5s;
    bench.health.configure(settings);
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.untilChange(), std::optional<Duration>(77s));
}

QTEST_APPLESS_MAIN(TestHealth)
#include "tst_health.moc"
