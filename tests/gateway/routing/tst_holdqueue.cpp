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

GatewayConfig limited(std::int64_t tpm = 100)
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].maxTpm = tpm;
    return config;
}

} // namespace

/// Requests that wait for room.
class TestHoldQueue final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void order_isStrictlyThatOfArrival();
    void largerHead_isNotOvertaken();
    void impatientNewcomer_doesNotOvertakeEither();
    void failoverOfOneThatCameBefore_isNotHeldUp();
    void freedRoom_isGrantedOnce();
    void leaving_letsTheNextGo();
    void deadline_endsTheWaitOfThoseBehind();
    void deadline_endsTheWaitOfTheHead();
    void fullQueue_refuses();
    void modelsWaitApart();
    void clientsOwnLimit_holdsUpNobodyElse();
    void strongPin_holdsUpNobodyElse();
    void releasedReservation_wakes();
    void resetByTheOperator_wakes();
    void offline_endsTheWait();
    void throttledTargets_mayBeAskedAgainAfterWaiting();
    void failedTargets_areNotAskedAgainAfterWaiting();
    void sinkThatIsGone_givesBackWhatWasTaken();
    void withoutWaiters_nothingIsToBeWokenFor();
};

void TestHoldQueue::order_isStrictlyThatOfArrival()
{
    ControlBench bench(limited());
    (void)bench.ask(bench.facts(100));
    std::vector<WaitId> waits;
    for (int i = 0; i < 10; ++i) {
        const Admission admission = bench.ask(bench.facts(10, 120s));
        QCOMPARE(admission.decision.kind, Kind::Wait);
        waits.push_back(admission.wait);
    }
    bench.pass(61s);
    QCOMPARE(bench.sink->grants.size(), 10U);
    for (std::size_t i = 0; i < waits.size(); ++i) {
        QCOMPARE(bench.sink->grants[i].wait, waits[i]);
        QCOMPARE(bench.sink->grants[i].decision.kind, Kind::Send);
    }
}

void TestHoldQueue::largerHead_isNotOvertaken()
{
    ControlBench bench(limited());
    (void)bench.ask(bench.facts(60));
    const WaitId large = bench.ask(bench.facts(90, 120s)).wait;
    const Admission small = bench.ask(bench.facts(10, 120s));
    QCOMPARE(small.decision.kind, Kind::Wait);
    bench.pass(59s);
    QVERIFY(bench.sink->grants.empty());
    bench.pass(2s);
    QCOMPARE(bench.sink->grants.size(), 2U);
    QCOMPARE(bench.sink->grants[0].wait, large);
}

void TestHoldQueue::impatientNewcomer_doesNotOvertakeEither()
{
    ControlBench bench(limited());
    (void)bench.ask(bench.facts(60));
    (void)bench.ask(bench.facts(90, 120s));
    const Admission small = bench.ask(bench.facts(10));
    QCOMPARE(small.decision.kind, Kind::Refuse);
    QCOMPARE(small.decision.refusal, Refusal::Capacity);
    QVERIFY(small.decision.until > bench.clock.steadyNow());
}

void TestHoldQueue::failoverOfOneThatCameBefore_isNotHeldUp()
{
    GatewayConfig config = plainConfig({"a", "b"});
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 100;
    }
    ControlBench bench(config);
    Admission first = bench.ask(bench.facts(50, 20s));
    (void)bench.ask(bench.facts(80)); // b
    QCOMPARE(bench.ask(bench.facts(90, 120s)).decision.kind, Kind::Wait);
    bench.answer(first, 500);
    first.trail.tries.push_back({first.decision.target, Outcome::Failed});
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 20s), first.trail)), "b");
}

void TestHoldQueue::freedRoom_isGrantedOnce()
{
    ControlBench bench(limited());
    Admission running = bench.ask(bench.facts(60));
    (void)bench.ask(bench.facts(40));
    for (int i = 0; i < 5; ++i) {
        (void)bench.ask(bench.facts(45, 120s));
    }
    bench.answer(running, 429, 250ms); // its tokens come back, and the limit is taken for lower
    bench.pass(1s);
    QCOMPARE(bench.sink->grants.size(), 1U);
    QCOMPARE(bench.status("a").targets[0].limit, 90);
    QCOMPARE(bench.status("a").targets[0].books.admitted, 85);
}

void TestHoldQueue::leaving_letsTheNextGo()
{
    ControlBench bench(limited());
    (void)bench.ask(bench.facts(60));
    const WaitId large = bench.ask(bench.facts(90, 120s)).wait;
    const WaitId small = bench.ask(bench.facts(10, 120s)).wait;
    QVERIFY(bench.control.leave(large));
    QVERIFY(!bench.control.leave(large));
    QCOMPARE(bench.sink->grants.size(), 1U);
    QCOMPARE(bench.sink->grants[0].wait, small);
    QVERIFY(!bench.control.leave(small)); // it is on its way
    QVERIFY(bench.control.status().waiting.empty());
}

void TestHoldQueue::deadline_endsTheWaitOfThoseBehind()
{
    ControlBench bench(limited());
    (void)bench.ask(bench.facts(60));
    (void)bench.ask(bench.facts(90, 120s));
    const WaitId impatient = bench.ask(bench.facts(10, 5s)).wait;
    const WaitId patient = bench.ask(bench.facts(10, 120s)).wait;
    bench.pass(4999ms);
    QVERIFY(bench.sink->grants.empty());
    bench.pass(1ms);
    QVERIFY(bench.sink->of(impatient));
    QCOMPARE(bench.sink->of(impatient)->decision.kind, Kind::Refuse);
    QCOMPARE(bench.sink->of(impatient)->decision.refusal, Refusal::Capacity);
    QVERIFY(bench.sink->of(impatient)->decision.until > bench.clock.steadyNow());
    QVERIFY(!bench.sink->of(patient));
}

void TestHoldQueue::deadline_endsTheWaitOfTheHead()
{
    ControlBench bench(plainConfig({"a"}));
    Admission running = bench.ask();
    Admission other = bench.ask();
    bench.answer(running, 429, 10s);
    const WaitId head = bench.ask(bench.facts(20, 15s)).wait;
    bench.answer(other, 429, 40s); // it takes longer than was said
    QVERIFY(bench.sink->of(head));
    QCOMPARE(bench.sink->of(head)->decision.refusal, Refusal::Capacity);
}

void TestHoldQueue::fullQueue_refuses()
{
    GatewayConfig config = limited();
    config.routing.maxWaiting = 3;
    ControlBench bench(config);
    (void)bench.ask(bench.facts(100));
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(bench.ask(bench.facts(10, 120s)).decision.kind, Kind::Wait);
    }
    const Admission admission = bench.ask(bench.facts(10, 120s));
    QCOMPARE(admission.decision.kind, Kind::Refuse);
    QCOMPARE(admission.decision.refusal, Refusal::QueueFull);
    QVERIFY(admission.decision.until.has_value());
}

void TestHoldQueue::modelsWaitApart()
{
    GatewayConfig config = limited();
    config.instances.push_back(plainInstance("b", "n"));
    ControlBench bench(config);
    (void)bench.ask(bench.facts(100));
    QCOMPARE(bench.ask(bench.facts(10, 120s)).decision.kind, Kind::Wait);
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(10, 120s, "n"))), "b");
}

void TestHoldQueue::clientsOwnLimit_holdsUpNobodyElse()
{
    GatewayConfig config = plainConfig({"a"});
    config.clients.keys.push_back({.name = ClientId("c"), .maxTpm = 100});
    ControlBench bench(config);
    RequestFacts facts = bench.facts(90, 120s);
    facts.client = 0;
    (void)bench.ask(facts);
    const Admission own = bench.ask(facts);
    QCOMPARE(own.decision.kind, Kind::Wait);
    QCOMPARE(own.decision.refusal, Refusal::ClientCapacity);
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 120s))), "a");
    bench.pass(61s);
    QVERIFY(bench.sink->of(own.wait));
    QCOMPARE(bench.sink->of(own.wait)->decision.kind, Kind::Send);
}

void TestHoldQueue::strongPin_holdsUpNobodyElse()
{
    GatewayConfig config = plainConfig({"a", "b"});
    config.routing.affinityStrength = AffinityStrength::Strong;
    ControlBench bench(config);
    RequestFacts facts = bench.facts(20, 120s);
    facts.affinityKey = 1;
    Admission admission = bench.ask(facts);
    bench.answer(admission, 429, 30s);
    const Admission pinned = bench.ask(facts);
    QCOMPARE(pinned.decision.kind, Kind::Wait);
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 120s))), "b");
    bench.pass(31s);
    QVERIFY(bench.sink->of(pinned.wait));
    QCOMPARE(bench.sink->of(pinned.wait)->decision.affinity, AffinityResult::Hit);
}

void TestHoldQueue::releasedReservation_wakes()
{
    ControlBench bench(limited());
    Admission running = bench.ask(bench.facts(90));
    const WaitId wait = bench.ask(bench.facts(50, 120s)).wait;
    bench.end(running, AttemptEnd::NotConnected); // refunded at once, with no time passing
    QVERIFY(bench.sink->of(wait));
    QCOMPARE(bench.sink->of(wait)->decision.kind, Kind::Send);
}

void TestHoldQueue::resetByTheOperator_wakes()
{
    ControlBench bench(plainConfig({"a"}));
    QVERIFY(bench.answerFrom("a", 429));
    const WaitId wait = bench.ask(bench.facts(20, 20s)).wait;
    QVERIFY(bench.control.command(Command::Reset, InstanceId("a"), {}, {}));
    QVERIFY(bench.sink->of(wait));
}

void TestHoldQueue::offline_endsTheWait()
{
    ControlBench bench(plainConfig({"a"}));
    QVERIFY(bench.answerFrom("a", 429));
    const WaitId wait = bench.ask(bench.facts(20, 20s)).wait;
    bench.control.setOffline(true);
    QVERIFY(bench.sink->of(wait));
    QCOMPARE(bench.sink->of(wait)->decision.refusal, Refusal::Offline);
}

void TestHoldQueue::throttledTargets_mayBeAskedAgainAfterWaiting()
{
    GatewayConfig config = plainConfig({"a"});
    config.routing.retries = 0;
    ControlBench bench(config);
    const RequestFacts facts = bench.facts(20, 20s);
    Admission admission = bench.ask(facts);
    bench.answer(admission, 429, 3s);
    admission.trail.tries.push_back({admission.decision.target, Outcome::RateLimited});
    admission = bench.ask(facts, admission.trail);
    QCOMPARE(admission.decision.kind, Kind::Wait);
    bench.pass(4s);
    QVERIFY(bench.sink->of(admission.wait));
    QCOMPARE(bench.sink->of(admission.wait)->decision.kind, Kind::Send);
}

void TestHoldQueue::failedTargets_areNotAskedAgainAfterWaiting()
{
    ControlBench bench(plainConfig({"a", "b"}));
    const RequestFacts facts = bench.facts(20, 20s);
    Admission admission = bench.ask(facts);
    bench.answer(admission, 500);
    admission.trail.tries.push_back({admission.decision.target, Outcome::Failed});
    admission = bench.ask(facts, admission.trail);
    QCOMPARE(bench.instanceOf(admission), "b");
    bench.answer(admission, 429, 3s);
    admission.trail.tries.push_back({admission.decision.target, Outcome::RateLimited});
    admission = bench.ask(facts, admission.trail);
    QCOMPARE(admission.decision.kind, Kind::Wait);
    bench.pass(4s);
    QCOMPARE(bench.instanceOf(*bench.sink->of(admission.wait)), "b");
}

void TestHoldQueue::sinkThatIsGone_givesBackWhatWasTaken()
{
    ControlBench bench(limited());
    Admission running = bench.ask(bench.facts(90));
    (void)bench.ask(bench.facts(50, 120s));
    bench.sink->isThere = false;
    bench.end(running, AttemptEnd::NotConnected);
    const resilience::Ledger::View books = bench.status("a").targets[0].books;
    QCOMPARE(books.admitted, 0);
    QCOMPARE(books.inFlight, 0);
}

void TestHoldQueue::withoutWaiters_nothingIsToBeWokenFor()
{
    ControlBench bench(limited());
    QVERIFY(!bench.control.nextWake());
    (void)bench.ask(bench.facts(100));
    const Admission waiting = bench.ask(bench.facts(10, 120s));
    QCOMPARE(bench.control.nextWake(), waiting.decision.until);
    QVERIFY(bench.control.leave(waiting.wait));
    QVERIFY(!bench.control.nextWake());
}

QTEST_APPLESS_MAIN(TestHoldQueue)
#include "tst_holdqueue.moc"
