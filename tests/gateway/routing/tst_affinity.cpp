#include "routingbench.h"

#include <QTest>

#include <chrono>

using namespace penstock;
using namespace penstock::routing;
using namespace penstock::test;
using namespace std::chrono_literals;
using Kind = Decision::Kind;

namespace
{

GatewayConfig sticky(AffinityStrength strength)
{
    GatewayConfig config = plainConfig({"a", "b", "c"});
    config.routing.strategy = Strategy::RoundRobin;
    config.routing.affinity = Affinity::Auto;
    config.routing.affinityStrength = strength;
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 1000;
    }
    return config;
}

constexpr std::uint64_t session = 7;

} // namespace

/// Requests that had better go where their like went before.
class TestAffinity final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutKey_itIsOff();
    void firstRequest_misses();
    void laterRequests_hit();
    void cookie_namesTheInstanceByItsNumber();
    void cookieOfNobody_misses();
    void cookie_isNotRememberedForTheKey();
    void unavailableTarget_isRepinned();
    void fullerThan95Percent_isRepinned();
    void fullerThan95Percent_strongStays();
    void strong_waitsForItsTargetFirst();
    void strong_waitsNoLongerThanItsPatience();
    void strong_failedThere_isRepinned();
    void nobodyElse_isStillAHit();
    void numbersSurviveAConfiguration();
    void pins_areForgottenAfterAnHourWithoutUse();
    void pins_leastRecentlyUsedGoesFirst();
};

void TestAffinity::withoutKey_itIsOff()
{
    ControlBench bench(sticky(AffinityStrength::Soft));
    QCOMPARE(bench.ask().decision.affinity, AffinityResult::Off);
}

void TestAffinity::firstRequest_misses()
{
    ControlBench bench(sticky(AffinityStrength::Soft));
    RequestFacts facts = bench.facts();
    facts.affinityKey = session;
    QCOMPARE(bench.ask(facts).decision.affinity, AffinityResult::Miss);
}

void TestAffinity::laterRequests_hit()
{
    ControlBench bench(sticky(AffinityStrength::Soft));
    RequestFacts facts = bench.facts();
    facts.affinityKey = session;
    const std::string first = bench.instanceOf(bench.ask(facts));
    for (int i = 0; i < 5; ++i) {
        (void)bench.ask(); // others take their turns
        const Admission admission = bench.ask(facts);
        QCOMPARE(bench.instanceOf(admission), first);
        QCOMPARE(admission.decision.affinity, AffinityResult::Hit);
    }
}

void TestAffinity::cookie_namesTheInstanceByItsNumber()
{
    ControlBench bench(sticky(AffinityStrength::Soft));
    for (const char *name : {"c", "a", "b"}) {
        RequestFacts facts = bench.facts();
        facts.cookieInstance = bench.control.numberOf(InstanceId(name));
        const Admission admission = bench.ask(facts);
        QCOMPARE(bench.instanceOf(admission), name);
        QCOMPARE(admission.decision.affinity, AffinityResult::Hit);
    }
    QVERIFY(!bench.control.numberOf(InstanceId("nobody")));
}

void TestAffinity::cookieOfNobody_misses()
{
    ControlBench bench(sticky(AffinityStrength::Soft));
    RequestFacts facts = bench.facts();
    facts.cookieInstance = 4'000'000'000;
    const Admission admission = bench.ask(facts);
    QCOMPARE(admission.decision.kind, Kind::Send);
    QCOMPARE(admission.decision.affinity, AffinityResult::Miss);
}

void TestAffinity::cookie_isNotRememberedForTheKey()
{
    ControlBench bench(sticky(AffinityStrength::Soft));
    RequestFacts facts = bench.facts();
    facts.affinityKey = session;
    facts.cookieInstance = bench.control.numberOf(InstanceId("c"));
    QCOMPARE(bench.instanceOf(bench.ask(facts)), "c");
    facts.cookieInstance.reset();
    QCOMPARE(bench.ask(facts).decision.affinity, AffinityResult::Miss);
}

void TestAffinity::unavailableTarget_isRepinned()
{
    DecisionBench bench(sticky(AffinityStrength::Soft));
    bench.facts.affinityKey = session;
    bench.state.pins.put(session, InstanceId("b"), bench.now);
    QCOMPARE(bench.send(), "b");
    bench.open("b");
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QVERIFY(bench.instanceOf(decision.target) != "b");
    QCOMPARE(decision.affinity, AffinityResult::Repinned);
}

void TestAffinity::fullerThan95Percent_isRepinned()
{
    DecisionBench bench(sticky(AffinityStrength::Soft));
    bench.facts.affinityKey = session;
    bench.state.pins.put(session, InstanceId("b"), bench.now);
    bench.fill("b", 950);
    QCOMPARE(bench.decide().affinity, AffinityResult::Hit);
    bench.fill("b", 1);
    const Decision decision = bench.decide();
    QCOMPARE(decision.affinity, AffinityResult::Repinned);
    QVERIFY(bench.instanceOf(decision.target) != "b");
}

void TestAffinity::fullerThan95Percent_strongStays()
{
    DecisionBench bench(sticky(AffinityStrength::Strong));
    bench.facts.affinityKey = session;
    bench.state.pins.put(session, InstanceId("b"), bench.now);
    bench.fill("b", 970);
    QCOMPARE(bench.decide().affinity, AffinityResult::Hit);
}

void TestAffinity::strong_waitsForItsTargetFirst()
{
    DecisionBench bench(sticky(AffinityStrength::Strong));
    bench.facts.affinityKey = session;
    bench.facts.waitsUntil = bench.now + 20s;
    bench.state.pins.put(session, InstanceId("b"), bench.now);
    bench.limitRate("b", 5s);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Wait);
    QCOMPARE(decision.until, std::optional(bench.now + 5s));
    QCOMPARE(bench.instanceOf(decision.soonest), "b");
    QVERIFY(decision.isOwnWait);
}

void TestAffinity::strong_waitsNoLongerThanItsPatience()
{
    DecisionBench bench(sticky(AffinityStrength::Strong));
    bench.facts.affinityKey = session;
    bench.facts.waitsUntil = bench.now + 4s;
    bench.state.pins.put(session, InstanceId("b"), bench.now);
    bench.limitRate("b", 5s);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QCOMPARE(decision.affinity, AffinityResult::Repinned);
}

void TestAffinity::strong_failedThere_isRepinned()
{
    DecisionBench bench(sticky(AffinityStrength::Strong));
    bench.facts.affinityKey = session;
    bench.facts.waitsUntil = bench.now + 20s;
    bench.state.pins.put(session, InstanceId("b"), bench.now);
    bench.tried("b", Outcome::Failed);
    const Decision decision = bench.decide();
    QCOMPARE(decision.kind, Kind::Send);
    QCOMPARE(decision.affinity, AffinityResult::Repinned);
}

void TestAffinity::nobodyElse_isStillAHit()
{
    DecisionBench bench(sticky(AffinityStrength::Soft));
    bench.facts.affinityKey = session;
    bench.state.pins.put(session, InstanceId("b"), bench.now);
    bench.fill("b", 960);
    bench.open("a");
    bench.open("c");
    const Decision decision = bench.decide();
    QCOMPARE(bench.instanceOf(decision.target), "b");
    QCOMPARE(decision.affinity, AffinityResult::Hit);
}

void TestAffinity::numbersSurviveAConfiguration()
{
    ControlBench bench(sticky(AffinityStrength::Soft));
    const auto before = bench.control.numberOf(InstanceId("c"));
    GatewayConfig config = sticky(AffinityStrength::Soft);
    config.instances.insert(config.instances.begin(), plainInstance("new"));
    std::erase_if(config.instances, [](const auto &instance) { return instance.name == "a"; });
    bench.adopt(config);
    QCOMPARE(bench.control.numberOf(InstanceId("c")), before);
    QVERIFY(bench.control.numberOf(InstanceId("new")) != bench.control.numberOf(InstanceId("a")));
    RequestFacts facts = bench.facts();
    facts.cookieInstance = before;
    QCOMPARE(bench.instanceOf(bench.ask(facts)), "c");
}

void TestAffinity::pins_areForgottenAfterAnHourWithoutUse()
{
    MemoryPins pins;
    SteadyTime now{10h};
    pins.put(session, InstanceId("a"), now);
    now += 59min;
    QCOMPARE(pins.find(session, now), std::optional(InstanceId("a")));
    pins.put(session, InstanceId("a"), now); // used: it counts from now
    now += 59min;
    QVERIFY(pins.find(session, now));
    now += 1min;
    QVERIFY(!pins.find(session, now));
    pins.put(session + 1, InstanceId("b"), now);
    QCOMPARE(pins.size(), 1U); // what is over takes no room
}

void TestAffinity::pins_leastRecentlyUsedGoesFirst()
{
    MemoryPins pins;
    const SteadyTime now{10h};
    for (std::uint64_t key = 0; key < MemoryPins::mostPins; ++key) {
        pins.put(key, InstanceId("a"), now);
    }
    pins.put(0, InstanceId("a"), now);
    pins.put(MemoryPins::mostPins, InstanceId("a"), now);
    QCOMPARE(pins.size(), MemoryPins::mostPins);
    QVERIFY(pins.find(0, now));
    QVERIFY(!pins.find(1, now));
    QVERIFY(pins.find(MemoryPins::mostPins, now));
}

QTEST_APPLESS_MAIN(TestAffinity)
#include "tst_affinity.moc"
