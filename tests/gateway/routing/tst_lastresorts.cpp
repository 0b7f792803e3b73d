#include "routingbench.h"

#include <QTest>

#include <chrono>

using namespace penstock;
using namespace penstock::routing;
using namespace penstock::test;
using namespace std::chrono_literals;
using Kind = Decision::Kind;
using resilience::Cause;

namespace
{

GatewayConfig withPolicy(std::initializer_list<const char *> instances, AllOpen policy)
{
    GatewayConfig config = plainConfig(instances);
    config.routing.allOpen = policy;
    return config;
}

} // namespace

/// Who is asked although something speaks against it, because there is nobody else.
class TestLastResorts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void soonest_asksTheOneThatOpensFirstAndNobodyAfterIt();
    void all_asksOneAfterTheOther();
    void reject_refusesWithTheSoonest();
    void onlyTarget_isAskedWhateverThePolicy();
    void onlyTarget_isAskedWhileItsTrialIsOut();
    void forcedSend_keepsToTheBooks();
    void forcedSend_keepsToTheWholeLimit();
    void operatorsTrip_isRespected_data();
    void operatorsTrip_isRespected();
    void operatorsWordAndBreaker_theOperatorSpeaks();
    void drainAndBreaker_theOperatorSpeaks();
    void faultAndCooling_isNoMatterOfCapacity();
    void configError_isProbedByEachRequestOnlyWhereNobodyElseServes();
    void configError_siblingWithoutKeyIsNobody();
    void deploymentNotFoundEverywhere_isSaid();
    void mixedConfigErrors_areAboutCredentials();
    void retryOfTheSameTarget_comesAfterItsPause();
    void retryOfTheSameTarget_onlyAfterRateLimits();
    void retryOfTheSameTarget_respectsTheOperator();
    void retryOfTheSameTarget_keepsToTheBooks();
};

void TestLastResorts::soonest_asksTheOneThatOpensFirstAndNobodyAfterIt()
{
    DecisionBench bench(withPolicy({"a", "b", "c"}, AllOpen::Soonest));
    bench.open("b");
    bench.now += 1s;
    bench.open("a");
    bench.open("c");
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QVERIFY(decision.isForced);
    QCOMPARE(bench.instanceOf(decision.target), "b");
    bench.tried("b", Outcome::Failed, true);
    QCOMPARE(bench.decide().refusal, Refusal::Failed); // its result is the answer
}

void TestLastResorts::all_asksOneAfterTheOther()
{
    DecisionBench bench(withPolicy({"a", "b", "c"}, AllOpen::All));
    for (const char *name : {"a", "b", "c"}) {
        bench.open(name);
    }
    QStringList asked;
    for (std::string where = bench.send(); !where.empty(); where = bench.send()) {
        asked << QString::fromStdString(where);
        bench.tried(where, Outcome::Failed, true);
    }
    QCOMPARE(asked, QStringList({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
    QCOMPARE(bench.decide().refusal, Refusal::Failed);
}

void TestLastResorts::reject_refusesWithTheSoonest()
{
    DecisionBench bench(withPolicy({"a", "b"}, AllOpen::Reject));
    bench.open("a");
    bench.now += 3s;
    bench.open("b");
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Open);
    QCOMPARE(decision.until, std::optional(bench.now + 7s));
}

void TestLastResorts::onlyTarget_isAskedWhateverThePolicy()
{
    for (const AllOpen policy : {AllOpen::Soonest, AllOpen::All, AllOpen::Reject}) {
        DecisionBench bench(withPolicy({"a"}, policy));
        bench.open("a");
        const Decision decision = bench.decide();
        QCOMPARE(decision.kind, Kind::Send);
        QVERIFY(decision.isForced);
    }
}

void TestLastResorts::onlyTarget_isAskedWhileItsTrialIsOut()
{
    DecisionBench bench(withPolicy({"a"}, AllOpen::Reject));
    bench.open("a");
    bench.now += 10s;
    Decision decision = bench.decide();
    QVERIFY(decision.isTrial && !decision.isForced);
    (void)bench.targetHealth("a").enter(bench.now);
    decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QVERIFY(decision.isForced);
}

void TestLastResorts::forcedSend_keepsToTheBooks()
{
    GatewayConfig config = withPolicy({"a"}, AllOpen::Soonest);
    config.instances[0].maxTpm = 100;
    DecisionBench bench(config);
    bench.open("a");
    bench.fill("a", 90);
    Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Capacity);
    QCOMPARE(bench.verdict("a"), Verdict::TokensFull);
    QVERIFY(*decision.until > bench.now + 59s);
    bench.facts.waitsUntil = bench.now + 120s;
    QCOMPARE(bench.decide().kind, Kind::Wait);
}

void TestLastResorts::forcedSend_keepsToTheWholeLimit()
{
    GatewayConfig config = withPolicy({"a"}, AllOpen::Soonest);
    config.instances[0].maxTpm = 100;
    DecisionBench bench(config);
    bench.open("a");
    bench.facts.outputBudget = 500;
    QCOMPARE(bench.decide().refusal, Refusal::TooLarge);
    bench.facts.outputBudget.reset();
    const Decision decision = bench.decide();
    QVERIFY(decision.kind == Kind::Send && decision.isForced);
    QCOMPARE(decision.reserve, 100);
}

void TestLastResorts::operatorsTrip_isRespected_data()
{
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("target") << false;
    QTest::newRow("instance") << true;
}

void TestLastResorts::operatorsTrip_isRespected()
{
    QFETCH(const bool, isWhole);
    DecisionBench bench(withPolicy({"a"}, AllOpen::All));
    resilience::Health &health = isWhole ? bench.health("a") : bench.targetHealth("a");
    health.trip(bench.now, std::nullopt);
    Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Open);
    QCOMPARE(bench.reason("a").cause, Cause::Operator);
    health.allowTrial(bench.now);
    decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QVERIFY(decision.isTrial);
}

void TestLastResorts::operatorsWordAndBreaker_theOperatorSpeaks()
{
    DecisionBench bench(withPolicy({"a"}, AllOpen::All));
    bench.open("a");
    bench.health("a").trip(bench.now, std::nullopt);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(bench.reason("a").cause, Cause::Operator);
    QCOMPARE(bench.reason("a").until, std::optional<SteadyTime>()); // nobody knows
}

void TestLastResorts::drainAndBreaker_theOperatorSpeaks()
{
    DecisionBench bench(withPolicy({"a"}, AllOpen::All));
    bench.targetHealth("a").drain(bench.now, std::nullopt);
    for (int i = 0; i < 3; ++i) {
        bench.report(
            bench.health("a"),
            {.kind = resilience::HealthReport::Kind::Failure, .failure = FailureKind::Connection});
    }
    QCOMPARE(bench.health("a").look(bench.now).state, InstanceState::Open);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(bench.verdict("a"), Verdict::Draining);
}

void TestLastResorts::faultAndCooling_isNoMatterOfCapacity()
{
    DecisionBench bench(withPolicy({"a", "b"}, AllOpen::Soonest));
    bench.facts.waitsUntil = bench.now + 20s;
    for (const char *name : {"a", "b"}) {
        bench.limitRate(name, 5s);
        bench.misconfigure(name, Cause::Unauthorized);
    }
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Credentials);
}

void TestLastResorts::configError_isProbedByEachRequestOnlyWhereNobodyElseServes()
{
    DecisionBench alone(withPolicy({"a"}, AllOpen::Soonest));
    alone.misconfigure("a", Cause::Unauthorized);
    const Decision decision = alone.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QVERIFY(decision.isForced);
    alone.tried("a", Outcome::Refused);
    QCOMPARE(alone.decide().refusal, Refusal::Credentials);

    DecisionBench bench(withPolicy({"a", "b"}, AllOpen::Soonest));
    bench.misconfigure("a", Cause::Unauthorized);
    bench.misconfigure("b", Cause::Forbidden);
    QCOMPARE(bench.decide().refusal, Refusal::Credentials);
    bench.now += 5min; // now and then one request finds out
    QVERIFY(bench.decide().isTrial);
}

void TestLastResorts::configError_siblingWithoutKeyIsNobody()
{
    DecisionBench bench(withPolicy({"a", "b"}, AllOpen::Soonest),
                        [](std::size_t instance) { return instance == 0; });
    bench.misconfigure("b", Cause::Unauthorized);
    QCOMPARE(bench.send(), "b");
}

void TestLastResorts::deploymentNotFoundEverywhere_isSaid()
{
    DecisionBench bench(withPolicy({"a", "b"}, AllOpen::Soonest));
    for (const char *name : {"a", "b"}) {
        bench.report(bench.targetHealth(name),
                     {.kind = resilience::HealthReport::Kind::ConfigError,
                      .cause = Cause::DeploymentNotFound});
    }
    QCOMPARE(bench.decide().refusal, Refusal::NotFound);
}

void TestLastResorts::mixedConfigErrors_areAboutCredentials()
{
    DecisionBench bench(withPolicy({"a", "b"}, AllOpen::Soonest));
    bench.misconfigure("a", Cause::Unauthorized);
    bench.report(
        bench.targetHealth("b"),
        {.kind = resilience::HealthReport::Kind::ConfigError, .cause = Cause::DeploymentNotFound});
    QCOMPARE(bench.decide().refusal, Refusal::Credentials);
}

void TestLastResorts::retryOfTheSameTarget_comesAfterItsPause()
{
    GatewayConfig config = plainConfig({"a", "b"});
    usePreset(config, BreakerPreset::ApimV2);
    DecisionBench bench(config);
    QCOMPARE(bench.send(), "a");
    bench.limitRate("a", 60s);
    bench.tried("a", Outcome::RateLimited);
    Decision decision = bench.decide();
    QCOMPARE(bench.instanceOf(decision.target), "b");
    QCOMPARE(decision.delay, Duration(0)); // never a pause between different targets
    bench.limitRate("b", 60s);
    bench.tried("b", Outcome::RateLimited);
    decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QCOMPARE(bench.instanceOf(decision.target), "b");
    QCOMPARE(decision.delay, Duration(1s));
    bench.tried("b", Outcome::RateLimited, true);
    QCOMPARE(bench.decide().kind, Kind::Refuse); // two retries and no more
}

void TestLastResorts::retryOfTheSameTarget_onlyAfterRateLimits()
{
    for (const Outcome outcome : {Outcome::Failed, Outcome::Refused, Outcome::TimedOut}) {
        GatewayConfig config = plainConfig({"a"});
        usePreset(config, BreakerPreset::ApimV2);
        DecisionBench bench(config);
        bench.tried("a", outcome);
        QCOMPARE(bench.decide().kind, Kind::Refuse);
    }
}

void TestLastResorts::retryOfTheSameTarget_respectsTheOperator()
{
    GatewayConfig config = plainConfig({"a"});
    usePreset(config, BreakerPreset::ApimV2);
    DecisionBench bench(config);
    bench.limitRate("a", 60s);
    bench.tried("a", Outcome::RateLimited);
    QCOMPARE(bench.decide().kind, Kind::Send);
    bench.targetHealth("a").drain(bench.now, std::nullopt);
    QCOMPARE(bench.decide().kind, Kind::Refuse);
    bench.targetHealth("a").resume(bench.now);
    bench.health("a").trip(bench.now, std::nullopt);
    QCOMPARE(bench.decide().kind, Kind::Refuse);
}

void TestLastResorts::retryOfTheSameTarget_keepsToTheBooks()
{
    GatewayConfig config = plainConfig({"a"});
    usePreset(config, BreakerPreset::ApimV2);
    config.instances[0].maxTpm = 100;
    DecisionBench bench(config);
    bench.limitRate("a", 60s);
    bench.tried("a", Outcome::RateLimited);
    bench.fill("a", 90);
    QCOMPARE(bench.decide().refusal, Refusal::Capacity);
}

QTEST_APPLESS_MAIN(TestLastResorts)
#include "tst_lastresorts.moc"
