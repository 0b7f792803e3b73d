#include "routingbench.h"
#include "secrets/localsecrets.h"
#include "service/snapshotbuilder.h"

#include <QTest>

using namespace penstock;
using namespace penstock::service;
using namespace std::chrono_literals;
using penstock::test::ControlBench;
using penstock::test::plainConfig;

/// What a person is to see: settings, traffic and how the routing stands, put together.
class TestSnapshotBuilder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void untouched_isUnknown();
    void throttled_saysUntilWhen();
    void openByHand_hasNoNextChange();
    void configuration_comesFirst();
    void targets_areEachOnItsOwn();
    void books_areShown();
    void waiting_isCounted();
    void missingKey_isSaid();
    void instances_areFoundByTheirId();
};

namespace
{

/// A gateway's parts without a gateway.
class SnapshotBench final
{
public:
    explicit SnapshotBench(GatewayConfig config)
        : m_config(withoutKeys(std::move(config)))
        , m_bench(*m_config)
        , m_tally(m_bench.clock)
    {
    }

    ControlBench &control() { return m_bench; }
    [[nodiscard]] GatewaySnapshot snapshot() const { return snapshotWith(*m_config); }
    /// As it is seen with other settings than those that the control has.
    [[nodiscard]] GatewaySnapshot snapshotWith(const GatewayConfig &config) const
    {
        const proxy::Snapshot settings(std::make_shared<const GatewayConfig>(config),
                                       LocalSecrets({}, nullptr));
        return snapshotOf(settings, m_tally, m_bench.control, m_bench.clock);
    }
    [[nodiscard]] GatewayConfig config() const { return *m_config; }

private:
    static std::shared_ptr<const GatewayConfig> withoutKeys(GatewayConfig config)
    {
        for (InstanceSettings &instance : config.instances) {
            if (!instance.credential.apiKey) {
                instance.credential.auth = AuthKind::None;
            }
        }
        return std::make_shared<const GatewayConfig>(std::move(config));
    }

    std::shared_ptr<const GatewayConfig> m_config;
    ControlBench m_bench;
    TrafficTally m_tally;
};

void addDeployment(GatewayConfig &config, const char *model)
{
    config.instances[0].modelDeployments[ModelName(model)].deployment = DeploymentId(model);
}

} // namespace

void TestSnapshotBuilder::untouched_isUnknown()
{
    const SnapshotBench bench(plainConfig({"one", "two"}));
    const GatewaySnapshot snapshot = bench.snapshot();
    QCOMPARE(snapshot.instances.size(), 2U);
    QCOMPARE(snapshot.instances[1].name, std::string("two"));
    QCOMPARE(snapshot.instances[1].host, std::string("two.example"));
    QCOMPARE(snapshot.instances[1].state, InstanceState::Unknown);
    QVERIFY(!snapshot.instances[1].nextChange);
    QCOMPARE(snapshot.instances[1].targets.size(), 1U);
    QCOMPARE(snapshot.instances[1].targets[0].deployment, DeploymentId("m"));
    QVERIFY(snapshot.queues.empty());
}

void TestSnapshotBuilder::throttled_saysUntilWhen()
{
    SnapshotBench bench(plainConfig({"one"}));
    auto admission = bench.control().ask();
    bench.control().answer(admission, 429, 9s);
    const SystemTime until = bench.control().clock.systemNow() + 9s;
    // Moments of the steady clock become those of the wall, however late one looks.
    for (int second = 0; second < 3; ++second) {
        const GatewaySnapshot snapshot = bench.snapshot();
        const InstanceView &view = snapshot.instances[0];
        QCOMPARE(view.state, InstanceState::RateLimited);
        QVERIFY(view.cause.find("429") != std::string::npos);
        QVERIFY(view.nextChange == until);
        QCOMPARE(view.targets[0].state, InstanceState::RateLimited);
        QVERIFY(view.targets[0].nextChange == until);
        bench.control().pass(1s);
    }
    bench.control().pass(7s);
    QVERIFY(bench.snapshot().instances[0].state != InstanceState::RateLimited);
}

void TestSnapshotBuilder::openByHand_hasNoNextChange()
{
    SnapshotBench bench(plainConfig({"one"}));
    QVERIFY(bench.control().control.command(OperatorAction::Trip, InstanceId("one"), {}, {}));
    const GatewaySnapshot endless = bench.snapshot();
    QCOMPARE(endless.instances[0].state, InstanceState::Open);
    QVERIFY(!endless.instances[0].nextChange);
    QVERIFY(bench.control().control.command(OperatorAction::Trip, InstanceId("one"), {}, 60s));
    QVERIFY(bench.snapshot().instances[0].nextChange == endless.at + 60s);
}

void TestSnapshotBuilder::configuration_comesFirst()
{
    SnapshotBench bench(plainConfig({"one"}));
    auto admission = bench.control().ask();
    bench.control().answer(admission, 429, 9s);
    GatewayConfig config = bench.config();
    config.instances[0].disabledBecause = "The variable KEY is not set.";
    GatewaySnapshot snapshot = bench.snapshotWith(config);
    QCOMPARE(snapshot.instances[0].state, InstanceState::Disabled);
    QCOMPARE(snapshot.instances[0].cause, std::string("The variable KEY is not set."));
    QVERIFY(!snapshot.instances[0].nextChange);
    config.instances[0].enabled = false;
    snapshot = bench.snapshotWith(config);
    QCOMPARE(snapshot.instances[0].state, InstanceState::Disabled);
    QVERIFY(snapshot.instances[0].cause.empty());
}

void TestSnapshotBuilder::targets_areEachOnItsOwn()
{
    GatewayConfig config = plainConfig({"one"});
    addDeployment(config, "other");
    SnapshotBench bench(std::move(config));
    auto good = bench.control().ask(bench.control().facts(20, 0s, "other"));
    bench.control().answer(good, 200);
    auto throttled = bench.control().ask();
    bench.control().answer(throttled, 429, 9s);
    const GatewaySnapshot snapshot = bench.snapshot();
    const InstanceView &view = snapshot.instances[0];
    QCOMPARE(view.state, InstanceState::Degraded);
    QVERIFY(view.cause.find("the others serve") != std::string::npos);
    QCOMPARE(view.targets.size(), 2U);
    for (const TargetView &target : view.targets) {
        const bool isThrottled = target.deployment == DeploymentId("m");
        QCOMPARE(target.state, isThrottled ? InstanceState::RateLimited : InstanceState::Healthy);
        QCOMPARE(target.nextChange.has_value(), isThrottled);
        QCOMPARE(target.cause.empty(), !isThrottled);
    }
}

void TestSnapshotBuilder::books_areShown()
{
    GatewayConfig config = plainConfig({"one"});
    config.instances[0].maxTpm = 1000;
    SnapshotBench bench(std::move(config));
    auto admission = bench.control().ask(bench.control().facts(200));
    QVERIFY(admission.decision.kind == routing::Decision::Kind::Send);
    const GatewaySnapshot running = bench.snapshot();
    QCOMPARE(running.instances[0].maxTpm, 1000);
    QCOMPARE(running.instances[0].targets[0].inFlight, 1);
    QVERIFY(running.instances[0].targets[0].reserved >= 200);
    bench.control().answer(admission, 200, {}, 150);
    const GatewaySnapshot ended = bench.snapshot();
    QCOMPARE(ended.instances[0].targets[0].inFlight, 0);
    QCOMPARE(ended.instances[0].targets[0].reserved, 0);
    QVERIFY(ended.instances[0].targets[0].admitted >= 150);
}

void TestSnapshotBuilder::waiting_isCounted()
{
    GatewayConfig config = plainConfig({"one"});
    config.routing.queueWait = 20s;
    SnapshotBench bench(std::move(config));
    auto throttled = bench.control().ask();
    bench.control().answer(throttled, 429, 5s);
    const auto facts = bench.control().facts(20, 20s);
    const routing::Admission held = bench.control().ask(facts);
    QVERIFY(held.decision.kind == routing::Decision::Kind::Wait);
    GatewaySnapshot snapshot = bench.snapshot();
    QCOMPARE(snapshot.queues.size(), 1U);
    QCOMPARE(snapshot.queues[0].model, std::string("m"));
    QCOMPARE(snapshot.queues[0].waiting, 1);
    bench.control().pass(6s);
    QVERIFY(bench.control().sink->of(held.wait) != nullptr);
    QVERIFY(bench.snapshot().queues.empty());
}

void TestSnapshotBuilder::missingKey_isSaid()
{
    GatewayConfig config = plainConfig({"one"});
    config.instances[0].credential.apiKey = SecretReference{SecretPlace::Environment, "KEY"};
    const SnapshotBench bench(std::move(config));
    const GatewaySnapshot snapshot = bench.snapshot();
    QCOMPARE(snapshot.instances[0].state, InstanceState::ConfigError);
    QVERIFY(snapshot.instances[0].cause.find("KEY") != std::string::npos);
}

// While a change is on its way, the two are of different configurations.
void TestSnapshotBuilder::instances_areFoundByTheirId()
{
    SnapshotBench bench(plainConfig({"one", "two"}));
    QVERIFY(bench.control().control.command(OperatorAction::Drain, InstanceId("two"), {}, {}));
    GatewayConfig config = bench.config();
    config.instances.erase(config.instances.begin());
    config.instances.push_back(penstock::test::plainInstance("three"));
    config.instances.back().credential.auth = AuthKind::None;
    const GatewaySnapshot snapshot = bench.snapshotWith(config);
    QCOMPARE(snapshot.instances[0].state, InstanceState::Draining);
    QCOMPARE(snapshot.instances[1].state, InstanceState::Unknown);
    QVERIFY(snapshot.instances[1].targets.empty());
}

QTEST_APPLESS_MAIN(TestSnapshotBuilder)
#include "tst_snapshotbuilder.moc"
