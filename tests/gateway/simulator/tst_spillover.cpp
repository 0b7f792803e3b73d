#include "gateway/simulator/instancebench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;

/// Provisioned throughput with a standard deployment behind it.
class TestSpillover final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failures_spill_data();
    void failures_spill();
    void usedUpThroughput_spills();
    void header_namesTheDeployment();
    void standardDeployment_neverSpills();
    void bothAccounts_haveTheRequest();
};

namespace
{

SimulatorScenario spilling(const char *behind = "chat")
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments.back().spillover = behind;
    return scenario;
}

const std::string body = chatBody(R"("model":"ptu")");

} // namespace

void TestSpillover::failures_spill_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, FaultKind kind, int wanted, int status) {
        QTest::newRow(name) << static_cast<int>(kind) << wanted << status;
    };
    row("429", FaultKind::RateLimit, 0, 200);
    row("500", FaultKind::ServerError, 0, 200);
    row("503", FaultKind::ServerError, 503, 200);
    row("504", FaultKind::ServerError, 504, 504);
    row("408", FaultKind::Timeout, 0, 408);
    row("403", FaultKind::Forbidden, 0, 403);
}

void TestSpillover::failures_spill()
{
    QFETCH(int, kind);
    QFETCH(int, wanted);
    QFETCH(int, status);
    InstanceBench bench(spilling());
    bench.instance().switchOn({{.kind = static_cast<FaultKind>(kind), .status = wanted}});
    const Reply reply = bench.post(v1ChatPath, body);
    QCOMPARE(reply.status, status);
    const bool isSpilt = status == 200;
    QCOMPARE(reply.field("x-ms-spillover-from-deployment"), isSpilt ? "ptu" : "");
    if (isSpilt) {
        QCOMPARE(reply.field("x-ms-spillover-error"),
                 wanted != 0                                                ? std::to_string(wanted)
                     : static_cast<FaultKind>(kind) == FaultKind::RateLimit ? "429"
                                                                            : "500");
        QCOMPARE(reply.field("x-ms-deployment-name"), "chat");
    }
}

void TestSpillover::usedUpThroughput_spills()
{
    InstanceBench bench(spilling());
    // 6,000 a minute: the first call fills it, the second finds it above 100 %.
    const std::string large = chatBody(R"("model":"ptu","max_tokens":9000)");
    QCOMPARE(bench.instance()
                 .serve({.target = std::string(v1ChatPath), .apiKey = "the-key", .body = large})
                 .field("x-ms-deployment-name"),
             "ptu");
    const Reply spilt = bench.post(v1ChatPath, body);
    QCOMPARE(spilt.status, 200);
    QCOMPARE(spilt.field("x-ms-spillover-error"), "429");
    // Without a deployment behind it the client is told when to come back.
    InstanceBench alone;
    QCOMPARE(alone.instance()
                 .serve({.target = std::string(v1ChatPath), .apiKey = "the-key", .body = large})
                 .status,
             200);
    const Reply refused = alone.post(v1ChatPath, body);
    QCOMPARE(refused.status, 429);
    // 9,002 stand against 6,000: 3,002 drain in 30.02 s.
    QCOMPARE(refused.field("retry-after"), "31");
    QCOMPARE(refused.field("retry-after-ms"), "30020");
    QCOMPARE(refused.field("azure-openai-deployment-utilization"), "150.0%");
}

void TestSpillover::header_namesTheDeployment()
{
    InstanceBench bench;
    bench.instance().switchOn({{.kind = FaultKind::RateLimit}});
    AzureCall call{.target = std::string(v1ChatPath),
                   .apiKey = "the-key",
                   .body = body,
                   .spillover = "unfiltered"};
    QCOMPARE(bench.call(call).field("x-ms-deployment-name"), "unfiltered");
    call.spillover = "nobody";
    QCOMPARE(bench.call(call).status, 429);
}

void TestSpillover::standardDeployment_neverSpills()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments[0].spillover = "unfiltered";
    InstanceBench bench(scenario);
    bench.instance().switchOn({{.kind = FaultKind::RateLimit, .deployment = "chat"}});
    QCOMPARE(bench.post(chatPath, chatBody()).status, 429);
    // Nor does provisioned throughput take over for itself.
    InstanceBench itself(spilling("ptu"));
    itself.instance().switchOn({{.kind = FaultKind::RateLimit}});
    QCOMPARE(itself.post(v1ChatPath, body).status, 429);
}

void TestSpillover::bothAccounts_haveTheRequest()
{
    InstanceBench bench(spilling());
    bench.instance().switchOn({{.kind = FaultKind::RateLimit}});
    const Reply reply = bench.post(v1ChatPath, body);
    const InstanceState state = bench.instance().state();
    const DeploymentCounts &first = state.deployments.back().counts;
    const DeploymentCounts &second = state.deployments.front().counts;
    QCOMPARE(first.requests, 1U);
    QCOMPARE(first.rejected, 1U);
    QCOMPARE(first.faults, 1U);
    QCOMPARE(first.faultsByKind.at(FaultKind::RateLimit), 1U);
    QCOMPARE(first.inFlight, 0);
    QCOMPARE(second.requests, 1U);
    QCOMPARE(second.rejected, 0U);
    QCOMPARE(second.faults, 0U);
    QCOMPARE(second.inFlight, 0);
    QVERIFY(second.completionTokens > 0);
    QCOMPARE(second.tokensCharged, reply.reserved);
}

QTEST_APPLESS_MAIN(TestSpillover)
#include "tst_spillover.moc"
