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

/// Two instances with two deployments each.
GatewayConfig fourTargets()
{
    GatewayConfig config = plainConfig({"a", "b"});
    for (InstanceSettings &instance : config.instances) {
        instance.modelDeployments.emplace(ModelName("n"),
                                          DeploymentSettings{.deployment = DeploymentId("n")});
    }
    return config;
}

GatewayConfig preset(BreakerPreset which)
{
    GatewayConfig config = fourTargets();
    usePreset(config, which);
    return config;
}

GatewayConfig grouped()
{
    GatewayConfig config = plainConfig({"a", "b", "c"});
    named(config, "a").quotaGroup = named(config, "b").quotaGroup = "g";
    return config;
}

} // namespace

/// To what a failure belongs, and what that keeps away.
class TestControlHealth final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scope_data();
    void scope();
    void answerOfTheTarget_provesTheInstance();
    void apimV1_opensTheInstanceForHalfAMinute_data();
    void apimV1_opensTheInstanceForHalfAMinute();
    void apimV1_whenAllAreOpenAllAreTried();
    void apimV1_a200ClosesIt();
    void apimV2_one429OpensTheTargetForTenSeconds();
    void apimV2_otherFailuresFailOverWithoutOpening();
    void apimV2_twoRetriesAndAPauseOnTheSameTargetOnly();
    void scopeOfOneKind_canBeForced();
    void retryAfter_isKept();
    void quotaGroup_lendsTheSecond429();
    void quotaGroup_secondOneTooLateLendsNothing();
    void quotaGroup_lentProbeIsNotUsedUp();
};

void TestControlHealth::scope_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("times");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("401") << 401 << 1 << true;
    QTest::newRow("403") << 403 << 1 << true;
    QTest::newRow("connection") << 0 << 3 << true;
    QTest::newRow("404") << 404 << 1 << false;
    QTest::newRow("429") << 429 << 1 << false;
    QTest::newRow("500") << 500 << 5 << false;
    QTest::newRow("504") << 504 << 5 << false;
}

void TestControlHealth::scope()
{
    QFETCH(const int, status);
    QFETCH(const int, times);
    QFETCH(const bool, isWhole);
    ControlBench bench(fourTargets());
    for (int i = 0; i < times; ++i) {
        Admission admission = bench.ask();
        QCOMPARE(bench.instanceOf(admission), "a");
        if (status == 0) {
            bench.end(admission, AttemptEnd::NotConnected);
        } else {
            bench.answer(admission, status);
        }
    }
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 0s, "n"))), isWhole ? "b" : "a");
}

void TestControlHealth::answerOfTheTarget_provesTheInstance()
{
    ControlBench bench(fourTargets());
    for (int i = 0; i < 10; ++i) { // never three in a row
        Admission admission = bench.ask();
        bench.end(admission, AttemptEnd::NotConnected);
        admission = bench.ask();
        bench.end(admission, AttemptEnd::NotConnected);
        admission = bench.ask(bench.facts(20, 0s, "n"));
        bench.answer(admission, i % 2 == 0 ? 429 : 200, 250ms);
        bench.pass(61s); // and never so many in a minute
    }
    QVERIFY(bench.stateOf("a") != InstanceState::Open);
}

void TestControlHealth::apimV1_opensTheInstanceForHalfAMinute_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {401, 429, 500, 503, 599, 504, 0}) {
        QTest::addRow("%d", status) << status;
    }
}

void TestControlHealth::apimV1_opensTheInstanceForHalfAMinute()
{
    QFETCH(const int, status);
    ControlBench bench(preset(BreakerPreset::ApimV1));
    Admission admission = bench.ask();
    QCOMPARE(bench.instanceOf(admission), "a");
    if (status == 0) {
        bench.end(admission, AttemptEnd::NotConnected);
    } else {
        bench.answer(admission, status, 5s); // which is not listened to
    }
    QCOMPARE(bench.stateOf("a"), InstanceState::Open);
    for (const char *model : {"m", "n"}) {
        QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 0s, model))), "b");
    }
    bench.pass(29'999ms);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    bench.pass(1ms);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestControlHealth::apimV1_whenAllAreOpenAllAreTried()
{
    ControlBench bench(preset(BreakerPreset::ApimV1));
    QVERIFY(bench.answerFrom("a", 429));
    QVERIFY(bench.answerFrom("b", 500));
    Admission admission = bench.ask();
    QCOMPARE(bench.instanceOf(admission), "a");
    bench.answer(admission, 500);
    admission.trail.tries.push_back({admission.decision.target, Outcome::Failed, true});
    admission = bench.ask(bench.facts(), admission.trail);
    QCOMPARE(bench.instanceOf(admission), "b");
    bench.answer(admission, 500);
    admission.trail.tries.push_back({admission.decision.target, Outcome::Failed, true});
    QCOMPARE(bench.ask(bench.facts(), admission.trail).decision.kind, Kind::Refuse);
}

void TestControlHealth::apimV1_a200ClosesIt()
{
    ControlBench bench(preset(BreakerPreset::ApimV1));
    QVERIFY(bench.answerFrom("a", 429));
    QVERIFY(bench.answerFrom("b", 429));
    Admission forced = bench.ask();
    QVERIFY(forced.decision.isForced);
    bench.answer(forced, 200);
    QCOMPARE(bench.stateOf("a"), InstanceState::Healthy);
    QCOMPARE(bench.stateOf("b"), InstanceState::Open);
}

void TestControlHealth::apimV2_one429OpensTheTargetForTenSeconds()
{
    ControlBench bench(preset(BreakerPreset::ApimV2));
    QVERIFY(bench.answerFrom("a", 200));
    QVERIFY(bench.answerFrom("a", 429));
    QCOMPARE(bench.status("a").targets[0].standing.state, InstanceState::Open);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 0s, "n"))), "a"); // only that target
    bench.pass(9'999ms);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    bench.pass(1ms);
    QCOMPARE(bench.instanceOf(bench.ask()), "a");
}

void TestControlHealth::apimV2_otherFailuresFailOverWithoutOpening()
{
    ControlBench bench(preset(BreakerPreset::ApimV2));
    QVERIFY(bench.answerFrom("a", 500, 20));
    QVERIFY(bench.answerFrom("a", 504, 20));
    Admission admission = bench.ask();
    bench.answer(admission, 500);
    admission.trail.tries.push_back({admission.decision.target, Outcome::Failed});
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(), admission.trail)), "b");
}

void TestControlHealth::apimV2_twoRetriesAndAPauseOnTheSameTargetOnly()
{
    GatewayConfig config = plainConfig({"a"});
    usePreset(config, BreakerPreset::ApimV2);
    ControlBench bench(config);
    Trail trail;
    QVector<int> pauses;
    for (;;) {
        Admission admission = bench.ask(bench.facts(), trail);
        if (admission.decision.kind != Kind::Send) {
            QCOMPARE(admission.decision.refusal, Refusal::Failed);
            break;
        }
        pauses << static_cast<int>(admission.decision.delay / 1ms);
        bench.answer(admission, 429);
        trail = admission.trail;
        trail.tries.push_back({admission.decision.target, Outcome::RateLimited});
        QVERIFY(pauses.size() < 10);
    }
    QCOMPARE(pauses, QVector<int>({0, 1000, 1000}));
}

void TestControlHealth::scopeOfOneKind_canBeForced()
{
    GatewayConfig config = fourTargets();
    for (InstanceSettings &instance : config.instances) {
        instance.breaker.scope = BreakerScope::Target;
    }
    ControlBench bench(config);
    for (int i = 0; i < 3; ++i) {
        Admission admission = bench.ask();
        bench.end(admission, AttemptEnd::NotConnected);
    }
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
    QCOMPARE(bench.instanceOf(bench.ask(bench.facts(20, 0s, "n"))), "a");
}

void TestControlHealth::retryAfter_isKept()
{
    ControlBench bench(plainConfig({"a"}));
    Admission admission = bench.ask();
    bench.answer(admission, 429, 7s);
    const SteadyTime end = bench.clock.steadyNow() + 7s;
    const Admission refused = bench.ask();
    QCOMPARE(refused.decision.refusal, Refusal::Capacity);
    QCOMPARE(refused.decision.until, std::optional(end)); // without the jitter
    bench.pass(6999ms);
    QCOMPARE(bench.ask().decision.kind, Kind::Refuse);
    bench.pass(251ms + 1ms);
    QCOMPARE(bench.ask().decision.kind, Kind::Send);
}

void TestControlHealth::quotaGroup_lendsTheSecond429()
{
    ControlBench bench(grouped());
    Admission one = bench.ask();
    Admission two = bench.ask();
    bench.answer(one, 429, 30s);
    QCOMPARE(bench.instanceOf(bench.ask()), "b"); // one may be about one deployment
    bench.pass(2s);
    bench.answer(two, 429, 30s);
    QCOMPARE(bench.instanceOf(bench.ask()), "c");
    QCOMPARE(bench.stateOf("b"), InstanceState::RateLimited);
    QCOMPARE(bench.stateOf("c"), InstanceState::Unknown);
}

void TestControlHealth::quotaGroup_secondOneTooLateLendsNothing()
{
    ControlBench bench(grouped());
    Admission one = bench.ask();
    Admission two = bench.ask();
    bench.answer(one, 429, 30s);
    bench.pass(2s + 1ms);
    bench.answer(two, 429, 30s);
    QCOMPARE(bench.instanceOf(bench.ask()), "b");
}

void TestControlHealth::quotaGroup_lentProbeIsNotUsedUp()
{
    ControlBench bench(grouped());
    Admission one = bench.ask();
    Admission two = bench.ask();
    bench.answer(one, 429, 30s);
    QVERIFY(bench.control.command(Command::Drain, InstanceId("b"), DeploymentId("m"), {}));
    QVERIFY(bench.control.command(Command::Probe, InstanceId("b"), DeploymentId("m"), {}));
    bench.answer(two, 429, 30s);
    const Admission probe = bench.ask();
    QCOMPARE(bench.instanceOf(probe), "b"); // what the operator allowed stays allowed
    QVERIFY(probe.decision.isTrial);
}

QTEST_APPLESS_MAIN(TestControlHealth)
#include "tst_controlhealth.moc"
