#include "routingbench.h"

#include <QTest>

#include <chrono>
#include <functional>
#include <limits>

using namespace penstock;
using namespace penstock::routing;
using namespace penstock::test;
using namespace std::chrono_literals;
using Kind = Decision::Kind;
using resilience::Cause;

namespace
{

GatewayConfig limited(GatewayConfig config, std::int64_t tpm)
{
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = tpm;
    }
    return config;
}

GatewayConfig withClient(GatewayConfig config, std::int64_t tpm)
{
    config.clients.keys.push_back({.name = ClientId("c"), .maxTpm = tpm});
    return config;
}

} // namespace

/// Which candidates a request may go to, and what it is told when there is none.
class TestDecide final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCandidate_hasAReason();
    void tooLongPrompt_skipsTheTarget();
    void tooLongForAll_isSaid();
    void promptIsMeasuredWithTheTargetsOwnFactor();
    void triedTarget_isNotAskedAgain();
    void attempts_areAtMostRetriesAndOne();
    void attemptsUsedUpWithSomebodyFree_neitherWaitsNorBlamesTheLimits();
    void rateLimitedWithinPatience_waitsForTheSoonest();
    void rateLimitedBeyondPatience_isRefusedWithTheSoonest();
    void capacity_comesBeforeOpenBreakers();
    void fullBooks_tellUntilWhen();
    void ownBudgetLargerThanTheQuota_isTooLarge();
    void oneCandidateWithLargerQuota_isTaken();
    void assumedBudget_isCutDownAndAdmittedAlone();
    void assumedBudget_promptLargerThanTheQuota_isTooLarge();
    void absurdBudget_isTooLargeAndNothingOverflows();
    void adviseMode_putsTheFullTargetLast();
    void adviseMode_servesEvenTheLargest();
    void clientsOwnLimit_standsBeforeAllTargets();
    void clientsOwnLimit_countsAnAssumedAnswer();
    void clientsOwnLimit_tooLargeForItDoesNotWait();
    void instanceLimit_holdsForAllItsDeployments();
    void quotaGroup_isSharedByItsMembers();
    void headroom_lowersTheLimit();
    void drainedTarget_isLeftOut();
    void unusableKey_isLeftOutAndSaid();
    void offline_isSaidAtOnce();
    void offline_doesNotConcernThisMachine();
    void operatorsPin_goesBeforeStrategyAndState();
    void operatorsPin_goesNowhereElse();
};

void TestDecide::everyCandidate_hasAReason()
{
    GatewayConfig config = limited(plainConfig({"a", "b", "c", "d", "e", "f", "g"}), 1000);
    named(config, "a").maxInputTokens = 5;
    DecisionBench bench(config, [](std::size_t instance) { return instance == 1; });
    bench.limitRate("c", 7s);
    bench.fill("d", 1000);
    bench.tried("e", Outcome::Failed);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QCOMPARE(bench.instanceOf(decision.target), "f");
    QCOMPARE(bench.scratch.candidates.size(), 7U);
    QCOMPARE(bench.verdict("a"), Verdict::TooLong);
    QCOMPARE(bench.verdict("b"), Verdict::Unusable);
    QCOMPARE(bench.reason("b").cause, Cause::SecretMissing);
    QCOMPARE(bench.verdict("c"), Verdict::RateLimited);
    QCOMPARE(bench.reason("c").until, std::optional(bench.now + 7s));
    QCOMPARE(bench.verdict("d"), Verdict::TokensFull);
    QVERIFY(bench.reason("d").until > bench.now);
    QCOMPARE(bench.verdict("e"), Verdict::Tried);
    QCOMPARE(bench.verdict("f"), Verdict::Chosen);
    QCOMPARE(bench.verdict("g"), Verdict::Eligible);
}

void TestDecide::tooLongPrompt_skipsTheTarget()
{
    GatewayConfig config = plainConfig({"a", "b"});
    named(config, "a").maxInputTokens = 9;
    DecisionBench bench(config);
    QCOMPARE(bench.send(), "b");
    bench.facts.promptTokens = 9; // just what it takes
    QCOMPARE(bench.send(), "a");
}

void TestDecide::tooLongForAll_isSaid()
{
    GatewayConfig config = plainConfig({"a"});
    named(config, "a").maxInputTokens = 9;
    DecisionBench bench(config);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::TooLong);
}

void TestDecide::promptIsMeasuredWithTheTargetsOwnFactor()
{
    DecisionBench bench(limited(plainConfig({"a"}), 1'000'000));
    const Decision before = bench.decide();
    QCOMPARE(before.reserve, 20);
    resilience::LimitLearning &learning
        = bench.state.targets[bench.plan->targets()[0].slot].learning;
    for (int i = 0; i < 40; ++i) {
        const std::int64_t ours = 2000 * (i + 1);
        (void)learning.observe(bench.now,
                               {.remainingTokens = 1'000'000 - 3000 * (i + 1),
                                .promptTokens = 1000,
                                .outputTokens = 1000,
                                .ourAdmittedAfterReserve = ours,
                                .ourRemainingAfterReserve = 1'000'000 - ours,
                                .nextRelease = bench.now + 60s,
                                .alone = true});
        bench.now += 100ms;
    }
    QVERIFY(learning.factor() > 1.5);
    QVERIFY(bench.decide().reserve > 25);
}

void TestDecide::triedTarget_isNotAskedAgain()
{
    DecisionBench bench(plainConfig({"a", "b"}));
    bench.tried("a", Outcome::Failed);
    QCOMPARE(bench.send(), "b");
    bench.tried("b", Outcome::Failed);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Failed);
}

void TestDecide::attempts_areAtMostRetriesAndOne()
{
    GatewayConfig config = plainConfig({"a", "b", "c", "d", "e"});
    config.routing.retries = 2;
    DecisionBench bench(config);
    int sent = 0;
    for (std::string where = bench.send(); !where.empty(); where = bench.send()) {
        bench.tried(where, Outcome::Failed);
        QVERIFY(++sent <= 3);
    }
    QCOMPARE(sent, 3);
    QCOMPARE(bench.decide().refusal, Refusal::Failed);
}

void TestDecide::attemptsUsedUpWithSomebodyFree_neitherWaitsNorBlamesTheLimits()
{
    GatewayConfig config = plainConfig({"a", "b"});
    config.routing.retries = 0;
    DecisionBench bench(config);
    bench.facts.waitsUntil = bench.now + 20s;
    bench.limitRate("a", 5s);
    bench.tried("a", Outcome::RateLimited);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Failed);
}

void TestDecide::rateLimitedWithinPatience_waitsForTheSoonest()
{
    DecisionBench bench(plainConfig({"a", "b"}));
    bench.limitRate("a", 12s);
    bench.limitRate("b", 7s);
    bench.facts.waitsUntil = bench.now + 20s;
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Wait);
    QCOMPARE(decision.refusal, Refusal::Capacity);
    QCOMPARE(decision.until, std::optional(bench.now + 7s));
    QCOMPARE(bench.instanceOf(decision.soonest), "b");
}

void TestDecide::rateLimitedBeyondPatience_isRefusedWithTheSoonest()
{
    DecisionBench bench(plainConfig({"a", "b"}));
    bench.limitRate("a", 30s);
    bench.limitRate("b", 40s);
    bench.facts.waitsUntil = bench.now + 20s;
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Capacity);
    QCOMPARE(decision.until, std::optional(bench.now + 30s));
    QCOMPARE(bench.instanceOf(decision.soonest), "a");
}

void TestDecide::capacity_comesBeforeOpenBreakers()
{
    DecisionBench bench(plainConfig({"a", "b"}));
    bench.open("a");
    bench.limitRate("b", 60s);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Capacity);
    QCOMPARE(decision.until, std::optional(bench.now + 10s)); // when the breaker may let one in
}

void TestDecide::fullBooks_tellUntilWhen()
{
    DecisionBench bench(limited(plainConfig({"a"}), 100));
    bench.fill("a", 90);
    const SteadyTime begin = bench.now;
    bench.now += 10s;
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Capacity);
    QVERIFY(*decision.until >= begin + 60s && *decision.until <= begin + 61s);
    bench.now = *decision.until;
    QCOMPARE(bench.send(), "a");
}

void TestDecide::ownBudgetLargerThanTheQuota_isTooLarge()
{
    DecisionBench bench(limited(plainConfig({"a", "b"}), 100));
    bench.facts.outputBudget = 91;
    const Decision decision = bench.decide();
    QCOMPARE(decision.refusal, Refusal::TooLarge);
    QCOMPARE(bench.verdict("a"), Verdict::TooLarge);
    bench.facts.outputBudget = 90;
    QCOMPARE(bench.send(), "a");
}

void TestDecide::oneCandidateWithLargerQuota_isTaken()
{
    GatewayConfig config = limited(plainConfig({"a", "b"}), 100);
    named(config, "b").maxTpm = 1000;
    DecisionBench bench(config);
    bench.facts.outputBudget = 500;
    QCOMPARE(bench.send(), "b");
    QCOMPARE(bench.verdict("a"), Verdict::TooLarge);
    bench.limitRate("b", 60s); // then the limits of b are what is said, not that it never fits
    QCOMPARE(bench.decide().refusal, Refusal::Capacity);
}

void TestDecide::assumedBudget_isCutDownAndAdmittedAlone()
{
    DecisionBench bench(limited(plainConfig({"a"}), 100));
    bench.facts.outputBudget.reset();
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QVERIFY(decision.isAssumed);
    QCOMPARE(decision.reserve, 100);
    bench.fill("a", 1);
    QCOMPARE(bench.decide().refusal, Refusal::Capacity);
    QCOMPARE(bench.verdict("a"), Verdict::TokensFull);
}

void TestDecide::assumedBudget_promptLargerThanTheQuota_isTooLarge()
{
    DecisionBench bench(limited(plainConfig({"a"}), 100));
    bench.facts.outputBudget.reset();
    bench.facts.promptTokens = 101;
    QCOMPARE(bench.decide().refusal, Refusal::TooLarge);
}

void TestDecide::absurdBudget_isTooLargeAndNothingOverflows()
{
    DecisionBench bench(limited(plainConfig({"a"}), 100));
    bench.facts.outputBudget = std::numeric_limits<std::int64_t>::max();
    QCOMPARE(bench.decide().refusal, Refusal::TooLarge);
}

void TestDecide::adviseMode_putsTheFullTargetLast()
{
    GatewayConfig config = limited(plainConfig({"a", "b"}), 100);
    config.limits.mode = LimitMode::Advise;
    DecisionBench bench(config);
    bench.fill("a", 100);
    QCOMPARE(bench.send(), "b");
    bench.fill("b", 100);
    QCOMPARE(bench.send(), "a");
}

void TestDecide::adviseMode_servesEvenTheLargest()
{
    GatewayConfig config = limited(plainConfig({"a"}), 100);
    config.limits.mode = LimitMode::Advise;
    DecisionBench bench(config);
    bench.facts.outputBudget = 100'000;
    QCOMPARE(bench.send(), "a");
}

void TestDecide::clientsOwnLimit_standsBeforeAllTargets()
{
    DecisionBench bench(withClient(plainConfig({"a", "b"}), 100));
    bench.facts.client = 0;
    QCOMPARE(bench.send(), "a");
    bench.fillClient("c", 90);
    Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::ClientCapacity);
    QVERIFY(decision.until > bench.now);
    bench.facts.waitsUntil = bench.now + 120s;
    decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Wait);
    QCOMPARE(decision.refusal, Refusal::ClientCapacity);
    bench.facts.client.reset();
    QCOMPARE(bench.send(), "a"); // others have nothing to do with it
}

void TestDecide::clientsOwnLimit_countsAnAssumedAnswer()
{
    DecisionBench bench(withClient(plainConfig({"a"}), 1000));
    bench.facts.client = 0;
    bench.facts.outputBudget.reset();
    bench.fillClient("c", 600);
    QCOMPARE(bench.decide().refusal, Refusal::ClientCapacity);
}

void TestDecide::clientsOwnLimit_tooLargeForItDoesNotWait()
{
    DecisionBench bench(withClient(plainConfig({"a"}), 100));
    bench.facts.client = 0;
    bench.facts.outputBudget = 500;
    bench.facts.waitsUntil = bench.now + 120s;
    bench.fillClient("c", 50);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::TooLarge);
}

void TestDecide::instanceLimit_holdsForAllItsDeployments()
{
    GatewayConfig config = plainConfig({"a"});
    InstanceSettings &instance = config.instances.front();
    instance.maxTpm = 100;
    instance.modelDeployments.emplace(
        ModelName("n"), DeploymentSettings{.deployment = DeploymentId("n"), .maxTpm = 100});
    DecisionBench bench(config);
    const auto account = bench.state.instances[0].account;
    const resilience::Charge charge{account, 95, {.tpm = 100}};
    (void)bench.state.ledger.reserve(bench.now, std::span(&charge, 1));
    QCOMPARE(bench.decide().refusal, Refusal::Capacity);
    QCOMPARE(bench.verdict("a"), Verdict::TokensFull);
}

void TestDecide::quotaGroup_isSharedByItsMembers()
{
    GatewayConfig config = limited(plainConfig({"a", "b"}), 100);
    named(config, "a").quotaGroup = named(config, "b").quotaGroup = "g";
    DecisionBench bench(config);
    QCOMPARE(bench.plan->targets()[0].groupTpm, 100);
    const resilience::Charge charge{bench.state.groups[0], 90, {.tpm = 100}};
    (void)bench.state.ledger.reserve(bench.now, std::span(&charge, 1));
    QCOMPARE(bench.decide().refusal, Refusal::Capacity);
    QCOMPARE(bench.verdict("a"), Verdict::TokensFull);
    QCOMPARE(bench.verdict("b"), Verdict::TokensFull);
}

void TestDecide::headroom_lowersTheLimit()
{
    GatewayConfig config = limited(plainConfig({"a"}), 100);
    config.limits.headroom = 0.5;
    DecisionBench bench(config);
    bench.fill("a", 30);
    QCOMPARE(bench.send(), "a");
    bench.fill("a", 1);
    QCOMPARE(bench.decide().refusal, Refusal::Capacity);
}

void TestDecide::drainedTarget_isLeftOut()
{
    DecisionBench bench(plainConfig({"a", "b"}));
    bench.targetHealth("a").drain(bench.now, std::nullopt);
    QCOMPARE(bench.send(), "b");
    bench.health("b").drain(bench.now, std::nullopt);
    QCOMPARE(bench.decide().refusal, Refusal::Draining);
    QCOMPARE(bench.verdict("b"), Verdict::Draining);
}

void TestDecide::unusableKey_isLeftOutAndSaid()
{
    DecisionBench bench(plainConfig({"a", "b"}), [](std::size_t) { return true; });
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Credentials);
}

void TestDecide::offline_isSaidAtOnce()
{
    DecisionBench bench(plainConfig({"a"}));
    bench.state.isOffline = true;
    bench.facts.waitsUntil = bench.now + 20s;
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Offline);
}

void TestDecide::offline_doesNotConcernThisMachine()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].apiBase = "http://127.0.0.1:8080/v1";
    DecisionBench bench(config);
    bench.state.isOffline = true;
    QCOMPARE(bench.send(), "a");
}

void TestDecide::operatorsPin_goesBeforeStrategyAndState()
{
    GatewayConfig config = limited(plainConfig({"a", "b", "c"}), 100);
    DecisionBench bench(config);
    bench.facts.pinnedInstance = bench.plan->instanceNamed("c");
    Decision decision = bench.decide();
    QCOMPARE(bench.instanceOf(decision.target), "c");
    QCOMPARE(decision.affinity, AffinityResult::Pinned);
    QVERIFY(!decision.isForced);
    QCOMPARE(bench.verdict("a"), Verdict::NotPinned);
    for (const auto &spoil : std::initializer_list<std::function<void()>>{
             [&] { bench.open("c"); }, [&] { bench.fill("c", 100); },
             [&] { bench.targetHealth("c").drain(bench.now, std::nullopt); }}) {
        spoil();
        decision = bench.decide();
        QCOMPARE(decision.kind, Kind::Send);
        QCOMPARE(bench.instanceOf(decision.target), "c");
        QVERIFY(decision.isForced);
    }
}

void TestDecide::operatorsPin_goesNowhereElse()
{
    DecisionBench bench(plainConfig({"a", "b"}));
    bench.facts.pinnedInstance = bench.plan->instanceNamed("b");
    bench.tried("b", Outcome::Failed);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Refuse);
    QCOMPARE(decision.refusal, Refusal::Failed);
}

QTEST_APPLESS_MAIN(TestDecide)
#include "tst_decide.moc"
