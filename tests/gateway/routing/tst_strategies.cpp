#include "routingbench.h"
#include "support/property.h"

#include <QTest>

#include <chrono>
#include <map>
#include <numeric>

using namespace penstock;
using namespace penstock::routing;
using namespace penstock::test;
using namespace std::chrono_literals;

namespace
{

GatewayConfig with(Strategy strategy, std::initializer_list<const char *> instances)
{
    GatewayConfig config = plainConfig(instances);
    config.routing.strategy = strategy;
    return config;
}

GatewayConfig manyInstances(Strategy strategy, std::size_t count)
{
    GatewayConfig config;
    config.routing.strategy = strategy;
    for (std::size_t i = 0; i < count; ++i) {
        config.instances.push_back(plainInstance("i" + std::to_string(i)));
    }
    return config;
}

/// Where the next `count` requests go, in one word.
QString sequence(DecisionBench &bench, int count)
{
    QString all;
    for (int i = 0; i < count; ++i) {
        all += QString::fromStdString(bench.send());
    }
    return all;
}

std::map<std::string, std::int64_t> shares(DecisionBench &bench, std::int64_t count)
{
    std::map<std::string, std::int64_t> shares;
    for (std::int64_t i = 0; i < count; ++i) {
        ++shares[bench.send()];
    }
    return shares;
}

} // namespace

/// Whose turn it is among those that could serve.
class TestStrategies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failover_isByPriorityThenAsConfigured();
    void priority_isStrictTiersWithLeastLoadedInside();
    void roundRobin_isExactTurns();
    void roundRobin_skipsWhoCannotAndGoesOn();
    void roundRobin_goesOnUnderANewConfiguration();
    void weighted_isSmoothAndExact();
    void weighted_allZeroIsRoundRobin();
    void weighted_zeroOnlyWhenNobodyElseCan();
    void weighted_fullTargetUnderAdviceSavesUpNothing();
    void leastLoaded_lowestShareThenInFlightThenTurns();
    void leastLoaded_unknownLimitCountsWithTheMedian();
    void leastLoaded_withoutLimitsUsedTokensCompare();
    void headroom_mostLeftAfterThisRequest();
    void headroom_unlimitedHasMost();
    void modelSpecific_isFailoverOverWhoMapsTheModel();
    void withinPriority_keepsToTheBestTier();
    void withoutWithinPriority_tiersDoNotCount();
    void spillAt_goesToTheNextTierAndComesBack();
    void spillAt_betterTierServesWhenAllAreAbove();
    void streamReserve_keepsAShareOfProvisionedThroughput();
    void streamReserve_drainsAtTheWholeRate();
    void modelOverride_hasItsOwnStrategy();
    void anyRoundRobin_isExact();
    void anyWeights_areExact();
};

void TestStrategies::failover_isByPriorityThenAsConfigured()
{
    GatewayConfig config = with(Strategy::Failover, {"a", "b", "c", "d"});
    named(config, "c").priority = named(config, "d").priority = 1;
    DecisionBench bench(config);
    QString order;
    for (std::string where = bench.send(); !where.empty(); where = bench.send()) {
        order += QString::fromStdString(where);
        bench.tried(where, Outcome::Failed);
    }
    QCOMPARE(order, QStringLiteral("cdab"));
    bench.trail = {};
    QCOMPARE(sequence(bench, 3), QStringLiteral("ccc"));
}

void TestStrategies::priority_isStrictTiersWithLeastLoadedInside()
{
    GatewayConfig config = with(Strategy::Priority, {"a", "b", "c"});
    named(config, "a").priority = 200;
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 1000;
    }
    DecisionBench bench(config);
    bench.fill("b", 500);
    QCOMPARE(sequence(bench, 2), QStringLiteral("cc"));
    bench.fill("c", 600);
    QCOMPARE(bench.send(), "b");
    bench.fill("b", 500);
    bench.fill("c", 400);
    QCOMPARE(bench.send(), "a"); // nobody of the better tier can
}

void TestStrategies::roundRobin_isExactTurns()
{
    DecisionBench bench(with(Strategy::RoundRobin, {"a", "b", "c"}));
    QCOMPARE(sequence(bench, 7), QStringLiteral("abcabca"));
}

void TestStrategies::roundRobin_skipsWhoCannotAndGoesOn()
{
    DecisionBench bench(with(Strategy::RoundRobin, {"a", "b", "c"}));
    bench.limitRate("b", 60s);
    QCOMPARE(sequence(bench, 5), QStringLiteral("acaca"));
}

void TestStrategies::roundRobin_goesOnUnderANewConfiguration()
{
    ControlBench bench(with(Strategy::RoundRobin, {"a", "b", "c"}));
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
    GatewayConfig other = with(Strategy::RoundRobin, {"a", "b", "c"});
    other.name = "other";
    bench.adopt(other);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
}

void TestStrategies::weighted_isSmoothAndExact()
{
    GatewayConfig config = with(Strategy::Weighted, {"a", "b", "c"});
    named(config, "a").weight = 5;
    named(config, "b").weight = 1;
    named(config, "c").weight = 1;
    DecisionBench bench(config);
    const QString cycle = QStringLiteral("aabacaa");
    QCOMPARE(sequence(bench, 14), cycle + cycle);
}

void TestStrategies::weighted_allZeroIsRoundRobin()
{
    GatewayConfig config = with(Strategy::Weighted, {"a", "b", "c"});
    for (InstanceSettings &instance : config.instances) {
        instance.weight = 0;
    }
    DecisionBench bench(config);
    QCOMPARE(sequence(bench, 6), QStringLiteral("abcabc"));
}

void TestStrategies::weighted_zeroOnlyWhenNobodyElseCan()
{
    GatewayConfig config = with(Strategy::Weighted, {"a", "b"});
    named(config, "a").weight = 0;
    DecisionBench bench(config);
    QCOMPARE(sequence(bench, 5), QStringLiteral("bbbbb"));
    bench.open("b");
    QCOMPARE(bench.send(), "a");
}

void TestStrategies::weighted_fullTargetUnderAdviceSavesUpNothing()
{
    GatewayConfig config = with(Strategy::Weighted, {"a", "b", "c"});
    config.limits.mode = LimitMode::Advise;
    named(config, "a").maxTpm = 100;
    DecisionBench bench(config);
    bench.fill("a", 100);
    QCOMPARE(sequence(bench, 6), QStringLiteral("bcbcbc"));
    bench.now += 61s;
    QCOMPARE(shares(bench, 6), (std::map<std::string, std::int64_t>{{"a", 2}, {"b", 2}, {"c", 2}}));
}

void TestStrategies::leastLoaded_lowestShareThenInFlightThenTurns()
{
    GatewayConfig config = with(Strategy::LeastLoaded, {"a", "b", "c"});
    named(config, "a").maxTpm = named(config, "b").maxTpm = 1000;
    named(config, "c").maxTpm = 10'000;
    DecisionBench bench(config);
    bench.fill("a", 100);
    bench.fill("b", 50);
    bench.fill("c", 600); // 6 %
    QCOMPARE(bench.send(), "b");
    bench.fill("b", 25);
    bench.fill("b", 25); // 10 %, but three are under way
    bench.fill("c", 400);
    QCOMPARE(sequence(bench, 1), QStringLiteral("a"));
    bench.fill("a", 0);
    bench.fill("a", 0);
    bench.fill("c", 0); // all alike: whose turn is longest ago
    QCOMPARE(sequence(bench, 4), QStringLiteral("cbac"));
}

void TestStrategies::leastLoaded_unknownLimitCountsWithTheMedian()
{
    GatewayConfig config = with(Strategy::LeastLoaded, {"a", "b", "c", "d"});
    named(config, "b").maxTpm = 1000;
    named(config, "c").maxTpm = 2000;
    named(config, "d").maxTpm = 90'000;
    DecisionBench bench(config);
    bench.fill("a", 200); // of 2,000: 10 %
    bench.fill("b", 101);
    bench.fill("c", 202);
    bench.fill("d", 9090);
    QCOMPARE(bench.send(), "a");
    bench.fill("a", 4);
    QCOMPARE(bench.send(), "b");
}

void TestStrategies::leastLoaded_withoutLimitsUsedTokensCompare()
{
    ControlBench bench(with(Strategy::LeastLoaded, {"a", "b"}));
    Admission first = bench.ask();
    QCOMPARE(bench.instanceOf(first), "a");
    bench.answer(first, 200, {}, 500);
    for (int i = 0; i < 4; ++i) {
        Admission next = bench.ask();
        QCOMPARE(bench.instanceOf(next), "b");
        bench.answer(next, 200, {}, 100);
    }
    bench.pass(61s); // what was used a minute ago does not count
    Admission turn = bench.ask();
    QCOMPARE(bench.instanceOf(turn), "a");
    bench.answer(turn, 200, {}, 1);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
}

void TestStrategies::headroom_mostLeftAfterThisRequest()
{
    GatewayConfig config = with(Strategy::Headroom, {"a", "b"});
    named(config, "a").maxTpm = 1000;
    named(config, "b").maxTpm = 5000;
    DecisionBench bench(config);
    bench.fill("b", 3900);
    QCOMPARE(bench.send(), "b"); // 1,100 against 1,000, though 78 % are used
    bench.fill("b", 101);
    QCOMPARE(bench.send(), "a");
}

void TestStrategies::headroom_unlimitedHasMost()
{
    GatewayConfig config = with(Strategy::Headroom, {"a", "b"});
    named(config, "a").maxTpm = 1'000'000'000;
    DecisionBench bench(config);
    QCOMPARE(sequence(bench, 3), QStringLiteral("bbb"));
}

void TestStrategies::modelSpecific_isFailoverOverWhoMapsTheModel()
{
    GatewayConfig config = with(Strategy::ModelSpecific, {"a", "b", "c"});
    config.routing.models[ModelName("m")] = {};
    named(config, "a").modelDeployments.clear();
    named(config, "a").supportedModels = {ModelName("m")}; // serves it, but does not map it
    named(config, "c").priority = 1;
    DecisionBench bench(config);
    QCOMPARE(bench.send(), "c");
    bench.tried("c", Outcome::Failed);
    QCOMPARE(bench.send(), "b");
    bench.tried("b", Outcome::Failed);
    QCOMPARE(bench.send(), "");
}

void TestStrategies::withinPriority_keepsToTheBestTier()
{
    GatewayConfig config = with(Strategy::RoundRobin, {"a", "b", "c"});
    config.routing.withinPriority = true;
    named(config, "c").priority = 200;
    DecisionBench bench(config);
    QCOMPARE(sequence(bench, 4), QStringLiteral("abab"));
    bench.open("a");
    bench.open("b");
    QCOMPARE(sequence(bench, 2), QStringLiteral("cc"));
}

void TestStrategies::withoutWithinPriority_tiersDoNotCount()
{
    GatewayConfig config = with(Strategy::RoundRobin, {"a", "b"});
    named(config, "b").priority = 1;
    DecisionBench bench(config);
    QCOMPARE(sequence(bench, 4), QStringLiteral("baba"));
}

void TestStrategies::spillAt_goesToTheNextTierAndComesBack()
{
    GatewayConfig config = with(Strategy::Failover, {"a", "b", "c"});
    config.routing.spillAt = 0.8;
    named(config, "c").priority = 200;
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 1000;
    }
    DecisionBench bench(config);
    bench.fill("a", 799);
    bench.fill("b", 800);
    QCOMPARE(bench.send(), "a");
    bench.fill("a", 1);
    QCOMPARE(bench.send(), "c");
    bench.now += 61s;
    QCOMPARE(bench.send(), "a");
}

void TestStrategies::spillAt_betterTierServesWhenAllAreAbove()
{
    GatewayConfig config = with(Strategy::Failover, {"a", "b"});
    config.routing.spillAt = 0.5;
    named(config, "b").priority = 200;
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 1000;
    }
    DecisionBench bench(config);
    bench.fill("a", 600);
    bench.fill("b", 600);
    QCOMPARE(bench.send(), "a");
}

void TestStrategies::streamReserve_keepsAShareOfProvisionedThroughput()
{
    GatewayConfig config = with(Strategy::Failover, {"a", "b"});
    config.routing.streamReserve = 0.5;
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 1000;
    }
    named(config, "a").kind = DeploymentKind::Ptu;
    DecisionBench bench(config);
    bench.fill("a", 485);
    QCOMPARE(bench.send(), "b"); // 485 and 20 are more than half
    bench.facts.isStream = true;
    QCOMPARE(bench.send(), "a");
    bench.facts.isStream = false;
    bench.fill("b", 900);
    QCOMPARE(bench.send(), "b"); // not provisioned: nothing is kept
    bench.facts.outputBudget = 600;
    QCOMPARE(bench.send(), "");
    QCOMPARE(bench.verdict("a"), Verdict::TooLarge);
}

void TestStrategies::streamReserve_drainsAtTheWholeRate()
{
    GatewayConfig config = with(Strategy::Failover, {"a"});
    config.routing.streamReserve = 0.5;
    config.instances[0].maxTpm = 6000;
    config.instances[0].kind = DeploymentKind::Ptu;
    ControlBench bench(config);
    Admission admission = bench.ask(bench.facts(3000));
    bench.answer(admission, 200, {}, 3000);
    bench.pass(15s);
    QCOMPARE(bench.status("a").targets[0].books.admitted, 1500);
}

void TestStrategies::modelOverride_hasItsOwnStrategy()
{
    GatewayConfig config = with(Strategy::Failover, {"a", "b"});
    config.routing.models[ModelName("m")].strategy = Strategy::RoundRobin;
    for (InstanceSettings &instance : config.instances) {
        instance.modelDeployments.emplace(ModelName("n"),
                                          DeploymentSettings{.deployment = DeploymentId("n")});
    }
    DecisionBench bench(config);
    bench.facts.pool = bench.plan->forModel("m")->pool;
    QCOMPARE(sequence(bench, 4), QStringLiteral("abab"));
    bench.facts.pool = bench.plan->forModel("n")->pool;
    QCOMPARE(sequence(bench, 4), QStringLiteral("aaaa"));
}

void TestStrategies::anyRoundRobin_isExact()
{
    forEachRound(200, [](SeededRandom &random) {
        const std::size_t count = 1 + random.below(12);
        DecisionBench bench(manyInstances(Strategy::RoundRobin, count));
        std::size_t free = count;
        for (std::size_t i = 0; i < count; ++i) {
            if (free > 1 && random.below(3) == 0) {
                bench.limitRate("i" + std::to_string(i), 60s);
                --free;
            }
        }
        (void)shares(bench, static_cast<std::int64_t>(random.below(50)));
        // Whatever came before: over any whole number of turns each has as many.
        const auto turns = static_cast<std::int64_t>(1 + random.below(5));
        const auto counts = shares(bench, turns * static_cast<std::int64_t>(free));
        QCOMPARE(counts.size(), free);
        for (const auto &[name, times] : counts) {
            QCOMPARE(times, turns);
        }
    });
}

void TestStrategies::anyWeights_areExact()
{
    forEachRound(200, [](SeededRandom &random) {
        const std::size_t count = 1 + random.below(8);
        GatewayConfig config = manyInstances(Strategy::Weighted, count);
        for (InstanceSettings &instance : config.instances) {
            instance.weight = static_cast<int>(random.below(10));
        }
        config.instances.front().weight = 1 + static_cast<int>(random.below(9));
        DecisionBench bench(config);
        std::int64_t cycle = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0 && random.below(3) == 0) {
                bench.limitRate("i" + std::to_string(i), 60s);
                config.instances[i].weight = 0;
            }
            cycle += config.instances[i].weight;
        }
        for (int round = 0; round < 3; ++round) {
            auto counts = shares(bench, cycle);
            for (const InstanceSettings &instance : config.instances) {
                QCOMPARE(counts[instance.name], instance.weight);
            }
        }
    });
}

QTEST_APPLESS_MAIN(TestStrategies)
#include "tst_strategies.moc"
