#include "routingbench.h"

#include <QTest>

#include <chrono>

using namespace penstock;
using namespace penstock::routing;
using namespace penstock::test;
using namespace std::chrono_literals;
using Kind = Decision::Kind;
using resilience::Cause;

/// Books and rights of way: what is taken, given back, ordered and shown.
class TestTrafficControl final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admission_reservesAllLevelsInOneStep();
    void settling_followsTheTable_data();
    void settling_followsTheTable();
    void groupBook_isShared();
    void answerLengths_areLearnedPerClientAndModel();
    void aDayOfWaiting_oversizedRequestDoesNotCoolTheTarget();
    void aDayOfWaiting_fittingRequestIsShownAndProbedOnceAMinute();
    void throttledWithRoom_lowersTheLimit();
    void reducedLimit_letsALargerRequestGoAlone();
    void repeatOnAFreshConnection_isBookedTwice();
    void foreignUse_lowersTheHeadRoom();
    void trip_holdsUntilItsTimeAndReset();
    void drain_holdsUntilResume();
    void probe_letsOneThrough();
    void commands_reachDeployments();
    void commands_onUnknownThings();
    void forgive_opensNoBreakerAndVoidsWhatRuns();
    void clientCancel_movesNothing();
    void lateAnswersOfOldGenerations_moveNothing();
    void paused_refusesWhatIsNew();
    void renewedKey_endsAConfigError();
    void fallbackModel_servesWhenTheModelCannot();
    void fallbackModel_isNotForcedIntoABreaker();
    void status_showsBooksAndWaiting();
    void status_instanceIsWhatItsTargetsAddUpTo();
};

namespace
{

GatewayConfig fourLevels()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].maxTpm = 1000;
    config.instances[0].quotaGroup = "g";
    config.clients.keys.push_back({.name = ClientId("c"), .maxTpm = 1000});
    return config;
}

GatewayConfig withFallback()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances.push_back(plainInstance("b", "n"));
    config.routing.models[ModelName("m")].fallbackModels = {ModelName("n")};
    return config;
}

} // namespace

void TestTrafficControl::admission_reservesAllLevelsInOneStep()
{
    ControlBench bench(fourLevels());
    RequestFacts facts = bench.facts(100);
    facts.client = 0;
    Admission admission = bench.ask(facts);
    QCOMPARE(admission.ticket.reserve, 100);
    QCOMPARE(admission.ticket.reservation.count, 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(admission.ticket.reservation.parts[i].tokens, 100);
    }
    QCOMPARE(bench.status("a").books.reserved, 100);
    QCOMPARE(bench.status("a").targets[0].books.inFlight, 1);
    bench.answer(admission, 200, {}, 60);
    QVERIFY(admission.ticket.reservation.isEmpty());
    QCOMPARE(bench.status("a").books.reserved, 0);
    QCOMPARE(bench.status("a").books.used, 60);
    QCOMPARE(bench.status("a").targets[0].books.inFlight, 0);
}

void TestTrafficControl::settling_followsTheTable_data()
{
    QTest::addColumn<int>("end");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("admitted");
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("used");
    const int answered = static_cast<int>(AttemptEnd::Answered);
    QTest::newRow("200") << answered << 200 << 100 << 1 << 60;
    QTest::newRow("no connection")
        << static_cast<int>(AttemptEnd::NotConnected) << 0 << 0 << 0 << 0;
    QTest::newRow("429") << answered << 429 << 0 << 1 << 0;
    QTest::newRow("400") << answered << 400 << 100 << 1 << 60;
    QTest::newRow("500") << answered << 500 << 100 << 1 << 60;
    QTest::newRow("cancelled") << static_cast<int>(AttemptEnd::Abandoned) << 0 << 100 << 1 << 60;
}

void TestTrafficControl::settling_followsTheTable()
{
    QFETCH(const int, end);
    QFETCH(const int, status);
    QFETCH(const int, admitted);
    QFETCH(const int, requests);
    QFETCH(const int, used);
    ControlBench bench(fourLevels());
    Admission admission = bench.ask(bench.facts(100));
    bench.control.report(
        *bench.plan, admission.ticket,
        {.facts = {.end = static_cast<AttemptEnd>(end), .status = status}, .usedTokens = 60});
    const resilience::Ledger::View books = bench.status("a").targets[0].books;
    QCOMPARE(books.admitted, admitted);
    QCOMPARE(books.requests, requests);
    QCOMPARE(books.used, used);
    QCOMPARE(books.reserved, 0);
    QCOMPARE(books.inFlight, 0);
    bench.pass(61s);
    QCOMPARE(bench.status("a").targets[0].books.admitted, 0);
}

void TestTrafficControl::groupBook_isShared()
{
    GatewayConfig config = plainConfig({"a", "b"});
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 100;
        instance.quotaGroup = "g";
    }
    ControlBench bench(config);
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(60))), "a");
    QCOMPARE(bench.ask(bench.facts(60)).decision.refusal, Refusal::Capacity);
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(40))), "a");
}

void TestTrafficControl::answerLengths_areLearnedPerClientAndModel()
{
    ControlBench bench(fourLevels());
    RequestFacts facts = bench.facts(0);
    facts.outputBudget.reset();
    facts.client = 0;
    Admission admission = bench.ask(facts);
    QCOMPARE(admission.ticket.reserve, 512);
    QVERIFY(admission.decision.isAssumed);
    for (int i = 0; i < 60; ++i) {
        bench.control.report(*bench.plan, admission.ticket,
                             {.facts = {.status = 200}, .usedTokens = 100, .answerTokens = 100});
        bench.pass(61s);
        admission = bench.ask(facts);
    }
    QVERIFY(admission.ticket.reserve >= 100 && admission.ticket.reserve < 110);
    facts.client.reset();
    bench.pass(61s);
    QCOMPARE(bench.ask(facts).ticket.reserve, 512); // of others nothing is known
}

void TestTrafficControl::aDayOfWaiting_oversizedRequestDoesNotCoolTheTarget()
{
    GatewayConfig config = plainConfig({"a", "b"});
    config.instances[0].maxTpm = 1000;
    ControlBench bench(config);
    Admission admission = bench.ask(bench.facts(400));
    const Ruling ruling = bench.answer(admission, 429, 24h);
    QVERIFY(ruling.exceedsQuota);
    QCOMPARE(ruling.rule.next, NextStep::OtherTarget);
    QVERIFY(bench.stateOf("a") != InstanceState::RateLimited);
    QCOMPARE(bench.status("a").targets[0].limit, 1000);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestTrafficControl::aDayOfWaiting_fittingRequestIsShownAndProbedOnceAMinute()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].maxTpm = 1000;
    ControlBench bench(config);
    Admission before = bench.ask(bench.facts(500));
    bench.answer(before, 200, {}, 500);
    Admission admission = bench.ask();
    QVERIFY(!bench.answer(admission, 429, 24h).exceedsQuota);
    const SteadyTime limitedAt = bench.clock.steadyNow();
    QCOMPARE(bench.stateOf("a"), InstanceState::RateLimited);
    QCOMPARE(bench.status("a").standing.nextChange, std::optional(limitedAt + 24h));
    int probes = 0;
    for (int second = 1; second <= 300; ++second) {
        bench.clock.advance(1s);
        Admission probe = bench.ask();
        if (probe.decision.kind == Kind::Send) {
            QVERIFY(probe.decision.isTrial);
            ++probes;
            bench.answer(probe, 429, 23h);
        }
    }
    QVERIFY2(probes == 4 || probes == 5, qPrintable(QString::number(probes)));
    bench.clock.advance(1min);
    Admission probe = bench.ask();
    bench.answer(probe, 200);
    QCOMPARE(bench.stateOf("a"), InstanceState::Healthy); // a good answer ends it
}

void TestTrafficControl::throttledWithRoom_lowersTheLimit()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].maxTpm = 1000;
    ControlBench bench(config);
    Admission admission = bench.ask();
    bench.answer(admission, 429, 1s);
    QVERIFY(bench.status("a").targets[0].isReduced);
    QCOMPARE(bench.status("a").targets[0].limit, 900);
    bench.pass(6min);
    QCOMPARE(bench.status("a").targets[0].limit, 1000);
}

void TestTrafficControl::reducedLimit_letsALargerRequestGoAlone()
{
    GatewayConfig config = plainConfig({"a"});
    named(config, "a").maxTpm = 1000;
    ControlBench bench(std::move(config));
    Admission small = bench.ask(bench.facts(10));
    bench.answer(small, 429,
                 std::chrono::seconds(1)); // with all that room: the limit must be lower
    QVERIFY(bench.status("a").targets.front().limit < 1000);
    bench.pass(std::chrono::seconds(2));
    Admission large = bench.ask(bench.facts(950));
    QCOMPARE(large.decision.kind, Decision::Kind::Send);
    Admission beside = bench.ask(bench.facts(950));
    QCOMPARE(beside.decision.kind, Decision::Kind::Refuse);
    QCOMPARE(beside.decision.refusal, Refusal::Capacity);
    Admission tooLarge = bench.ask(bench.facts(1100));
    QCOMPARE(tooLarge.decision.refusal, Refusal::TooLarge);
}

// The first one, on the dead connection, may have been counted over there.
void TestTrafficControl::repeatOnAFreshConnection_isBookedTwice()
{
    GatewayConfig config = plainConfig({"a"});
    named(config, "a").maxTpm = 1000;
    ControlBench bench(std::move(config));
    Admission admission = bench.ask(bench.facts(100));
    bench.control.noteRepeat(admission.ticket);
    QCOMPARE(bench.status("a").targets.front().books.admitted, 200);
    QCOMPARE(bench.status("a").targets.front().books.inFlight, 1);
    bench.answer(admission, 200, {}, 100);
    QCOMPARE(bench.status("a").targets.front().books.admitted, 200);
    QCOMPARE(bench.status("a").targets.front().books.used, 100);
    QCOMPARE(bench.status("a").targets.front().books.inFlight, 0);
}

void TestTrafficControl::foreignUse_lowersTheHeadRoom()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].maxTpm = 1000;
    ControlBench bench(config);
    Admission admission = bench.ask(bench.facts(100));
    bench.control.observe(*bench.plan, admission.ticket, {.remainingTokens = 200});
    QCOMPARE(bench.ask(bench.facts(300)).decision.refusal, Refusal::Capacity);
    QCOMPARE(bench.ask(bench.facts(100)).decision.kind, Kind::Send);
    bench.control.observe(*bench.plan, admission.ticket, {.remainingTokens = 5000});
    QCOMPARE(bench.ask(bench.facts(900)).decision.refusal, Refusal::Capacity); // never raises it
}

void TestTrafficControl::trip_holdsUntilItsTimeAndReset()
{
    ControlBench bench(plainConfig({"a", "b"}));
    QVERIFY(bench.control.command(Command::Trip, InstanceId("a"), std::nullopt, 30s));
    QCOMPARE(bench.stateOf("a"), InstanceState::Open);
    QCOMPARE(bench.status("a").standing.cause, Cause::Operator);
    QCOMPARE(bench.status("a").standing.nextChange, std::optional(bench.clock.steadyNow() + 30s));
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    bench.pass(30s);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
    QVERIFY(bench.control.command(Command::Trip, InstanceId("a"), std::nullopt, std::nullopt));
    bench.pass(24h);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    QVERIFY(bench.control.command(Command::Reset, InstanceId("a"), std::nullopt, std::nullopt));
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestTrafficControl::drain_holdsUntilResume()
{
    ControlBench bench(plainConfig({"a", "b"}));
    Admission running = bench.ask();
    QCOMPARE(bench.instanceOf(running), "a");
    QVERIFY(bench.control.command(Command::Drain, InstanceId("a"), std::nullopt, std::nullopt));
    QCOMPARE(bench.stateOf("a"), InstanceState::Draining);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    bench.answer(running, 200); // what runs finishes
    QCOMPARE(bench.stateOf("a"), InstanceState::Draining);
    QVERIFY(bench.control.command(Command::Resume, InstanceId("a"), std::nullopt, std::nullopt));
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
    QVERIFY(bench.control.command(Command::Drain, InstanceId("a"), std::nullopt, 10s));
    bench.pass(10s);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestTrafficControl::probe_letsOneThrough()
{
    ControlBench bench(plainConfig({"a", "b"}));
    QVERIFY(bench.answerFrom("a", 429));
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    QVERIFY(bench.control.command(Command::Probe, InstanceId("a"), std::nullopt, std::nullopt));
    Admission probe = bench.ask();
    QCOMPARE(bench.instanceOf(probe), "a");
    QVERIFY(probe.decision.isTrial);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    bench.answer(probe, 200);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestTrafficControl::commands_reachDeployments()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].modelDeployments.emplace(
        ModelName("n"), DeploymentSettings{.deployment = DeploymentId("n")});
    ControlBench bench(config);
    QVERIFY(bench.control.command(Command::Drain, InstanceId("a"), DeploymentId("n"), {}));
    QCOMPARE(bench.ask(bench.facts(20, 0s, "n")).decision.refusal, Refusal::Draining);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
    QVERIFY(bench.control.command(Command::Resume, InstanceId("a"), {}, {})); // the whole
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 0s, "n"))), "a");
}

void TestTrafficControl::commands_onUnknownThings()
{
    ControlBench bench(plainConfig({"a", "b"}));
    QVERIFY(!bench.control.command(Command::Trip, InstanceId("c"), {}, {}));
    QVERIFY(!bench.control.command(Command::Trip, InstanceId("a"), DeploymentId("x"), {}));
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
    bench.adopt(plainConfig({"b"}));
    QVERIFY(!bench.control.command(Command::Trip, InstanceId("a"), {}, {})); // not any more
}

void TestTrafficControl::forgive_opensNoBreakerAndVoidsWhatRuns()
{
    ControlBench bench(plainConfig({"a"}));
    std::vector<Admission> running;
    for (int i = 0; i < 20; ++i) {
        running.push_back(bench.ask());
    }
    bench.control.forgive();
    for (Admission &admission : running) {
        bench.end(admission, AttemptEnd::LostBeforeAnswer);
    }
    QCOMPARE(bench.stateOf("a"), InstanceState::Unknown);
    QCOMPARE(bench.status("a").books.inFlight, 0); // the books are in order all the same
    for (int i = 0; i < 3; ++i) {
        Admission admission = bench.ask();
        bench.end(admission, AttemptEnd::NotConnected);
    }
    QCOMPARE(bench.stateOf("a"), InstanceState::Open);
    bench.control.forgive(); // what was open may be tried at once
    QVERIFY(bench.ask().decision.isTrial);
}

void TestTrafficControl::clientCancel_movesNothing()
{
    ControlBench bench(plainConfig({"a"}));
    const auto cancel = [&](int times) {
        for (int i = 0; i < times; ++i) {
            Admission admission = bench.ask();
            bench.end(admission, AttemptEnd::Abandoned);
        }
    };
    cancel(50);
    QCOMPARE(bench.stateOf("a"), InstanceState::Unknown);
    QVERIFY(bench.answerFrom("a", 500, 5));
    QCOMPARE(bench.stateOf("a"), InstanceState::Open);
    bench.pass(10s);
    Admission trial = bench.ask();
    QVERIFY(trial.decision.isTrial);
    bench.end(trial, AttemptEnd::Abandoned);
    QCOMPARE(bench.stateOf("a"), InstanceState::HalfOpen);
    QVERIFY(bench.ask().decision.isTrial); // its place is free again
}

void TestTrafficControl::lateAnswersOfOldGenerations_moveNothing()
{
    ControlBench bench(plainConfig({"a"}));
    std::vector<Admission> late;
    for (int i = 0; i < 6; ++i) {
        late.push_back(bench.ask());
    }
    QVERIFY(bench.answerFrom("a", 500, 5));
    bench.pass(10s);
    QCOMPARE(bench.stateOf("a"), InstanceState::HalfOpen);
    bench.answer(late[0], 200);
    bench.answer(late[1], 500);
    QCOMPARE(bench.stateOf("a"), InstanceState::HalfOpen);
    Admission first = bench.ask();
    bench.answer(first, 200);
    Admission second = bench.ask();
    bench.answer(second, 200);
    QCOMPARE(bench.stateOf("a"), InstanceState::Healthy);
    for (std::size_t i = 2; i < late.size(); ++i) {
        bench.answer(late[i], 500);
    }
    QCOMPARE(bench.stateOf("a"), InstanceState::Healthy);
}

void TestTrafficControl::paused_refusesWhatIsNew()
{
    ControlBench bench(plainConfig({"a"}));
    Admission running = bench.ask();
    bench.control.setPaused(true);
    QCOMPARE(bench.ask().decision.refusal, Refusal::Paused);
    bench.answer(running, 200);
    bench.control.setPaused(false);
    QCOMPARE(bench.ask().decision.kind, Kind::Send);
}

void TestTrafficControl::renewedKey_endsAConfigError()
{
    ControlBench bench(plainConfig({"a", "b"}));
    QVERIFY(bench.answerFrom("a", 401));
    QCOMPARE(bench.stateOf("a"), InstanceState::ConfigError);
    bench.adopt(plainConfig({"a", "b"}));
    QCOMPARE(bench.instanceOf(bench.ask()), "b"); // the same key: no better than before
    bench.adopt(plainConfig({"a", "b"}), {InstanceId("a")});
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestTrafficControl::fallbackModel_servesWhenTheModelCannot()
{
    ControlBench bench(withFallback());
    QVERIFY(bench.answerFrom("a", 429));
    const Admission admission = bench.ask(bench.facts(20, 20s));
    QCOMPARE(bench.instanceOf(admission), "b");
    QCOMPARE(admission.pool, bench.plan->forModel("n")->pool);
    QCOMPARE(admission.passedOver.size(), 1U);
    QCOMPARE(admission.passedOver[0].verdict, Verdict::RateLimited);
    bench.pass(11s);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestTrafficControl::fallbackModel_isNotForcedIntoABreaker()
{
    ControlBench bench(withFallback());
    for (int i = 0; i < 5; ++i) {
        Admission admission = bench.ask(bench.facts(20, 0s, "n"));
        bench.answer(admission, 500);
    }
    QCOMPARE(bench.stateOf("b"), InstanceState::Open);
    QVERIFY(bench.answerFrom("a", 429));
    QCOMPARE(bench.ask().decision.refusal, Refusal::Capacity);
}

void TestTrafficControl::status_showsBooksAndWaiting()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].maxTpm = 100;
    ControlBench bench(config);
    (void)bench.ask(bench.facts(90));
    const Admission waiting = bench.ask(bench.facts(90, 120s));
    QCOMPARE(waiting.decision.kind, Kind::Wait);
    const ControlStatus status = bench.control.status();
    QCOMPARE(status.at, bench.clock.steadyNow());
    QCOMPARE(status.instances[0].targets[0].books.admitted, 90);
    QCOMPARE(status.instances[0].targets[0].limit, 100);
    QCOMPARE(status.waiting.size(), 1U);
    QCOMPARE(status.waiting[0].name, "m");
    QCOMPARE(status.waiting[0].waiting, 1U);
}

void TestTrafficControl::status_instanceIsWhatItsTargetsAddUpTo()
{
    GatewayConfig config = plainConfig({"a"});
    config.instances[0].modelDeployments.emplace(
        ModelName("n"), DeploymentSettings{.deployment = DeploymentId("n")});
    ControlBench bench(config);
    QCOMPARE(bench.stateOf("a"), InstanceState::Unknown);
    Admission admission = bench.ask(bench.facts(20, 0s, "n"));
    bench.answer(admission, 200);
    QCOMPARE(bench.stateOf("a"), InstanceState::Healthy);
    admission = bench.ask();
    bench.answer(admission, 429, 20s);
    QCOMPARE(bench.stateOf("a"), InstanceState::Degraded); // one of two
    admission = bench.ask(bench.facts(20, 0s, "n"));
    bench.answer(admission, 429, 5s);
    const resilience::Standing standing = bench.status("a").standing;
    QCOMPARE(standing.state, InstanceState::RateLimited);
    QCOMPARE(standing.nextChange, std::optional(bench.clock.steadyNow() + 5s));
}

QTEST_APPLESS_MAIN(TestTrafficControl)
#include "tst_trafficcontrol.moc"
