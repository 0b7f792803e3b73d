#include "simulator/scenario.h"

#include <QTest>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestScenario final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everything_isRead();
    void littleIsEnough();
    void problems_areToldWithTheirPlace_data();
    void problems_areToldWithTheirPlace();
    void faults_areReadAloneAndAsAList();
    void everyKindOfFault_hasAName();
    void defaultScenario_isComplete();
};

using namespace penstock;
using namespace penstock::simulator;
using std::chrono::milliseconds;
using std::chrono::seconds;

void TestScenario::everything_isRead()
{
    const auto scenario = parseScenario(R"({
        "seed": 42, "speed": 0.5, "control_port": 3100,
        "instances": [
            {"name": "eastus", "port": 3101, "key": "k", "token": "t", "region": "Here",
             "deployments": {"d": {"model": "gpt-4o", "tpm": 1000, "rpm": 6, "kind": "ptu",
                                   "token_window": "fixed", "request_window": 1,
                                   "prompt_estimate": "all_texts",
                                   "content_filter": "async", "spillover": "e"},
                             "e": {"model": "gpt-4o"}}},
            {"name": "westus", "deployments": {}}],
        "faults": [
            {"at_request": 3, "instance": "eastus", "deployment": "d", "kind": "server_error",
             "status": 503, "count": 2},
            {"at_second": 1.5, "kind": "stall", "seconds": 10, "probability": 0.25,
             "after_events": 4, "delay_ms": 50, "retry_after": 0.5, "factor": 0.1}],
        "answers": [
            {"match": "hi", "text": "hello"},
            {"match": "call", "tool_calls": [{"name": "f", "arguments": {"a": 1}},
                                             {"name": "g", "arguments": "{}"}]}]})");
    QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message.c_str());
    QCOMPARE(scenario->seed, 42U);
    QCOMPARE(scenario->speed, 0.5);
    QCOMPARE(scenario->controlPort, 3100);
    const InstanceSetup &instance = scenario->instances.at(0);
    QCOMPARE(instance.port, 3101);
    QCOMPARE(instance.key, "k");
    QCOMPARE(instance.region, "Here");
    const DeploymentSetup &deployment = instance.deployments.at(0);
    QCOMPARE(deployment.name, "d");
    QCOMPARE(deployment.tokensPerMinute, 1000);
    QCOMPARE(deployment.kind, DeploymentKind::Ptu);
    QCOMPARE(deployment.tokenWindow, TokenWindow::Fixed);
    QCOMPARE(deployment.promptEstimate, PromptEstimate::AllTexts);
    QCOMPARE(deployment.requestWindow, seconds(1));
    QCOMPARE(deployment.contentFilter, ContentFilterMode::Async);
    QCOMPARE(deployment.spillover, "e");
    QCOMPARE(scenario->instances.at(1).region, "West US");
    QCOMPARE(scenario->instances.at(1).key, "sim-key-westus");
    const Fault &first = scenario->faults.at(0).fault;
    QCOMPARE(scenario->faults.at(0).instance, "eastus");
    QVERIFY(first.kind == FaultKind::ServerError);
    QCOMPARE(first.atRequest.value(), 3U);
    QCOMPARE(first.count.value(), 2U);
    QCOMPARE(first.status, 503);
    const Fault &second = scenario->faults.at(1).fault;
    QCOMPARE(second.atTime.value(), milliseconds(1500));
    QCOMPARE(second.duration.value(), seconds(10));
    QCOMPARE(second.afterEvents.value(), 4);
    QCOMPARE(second.delay, milliseconds(50));
    QCOMPARE(second.retryAfter.value(), milliseconds(500));
    QCOMPARE(scenario->answers.at(1).toolCalls.at(0).arguments, R"({"a":1})");
    QCOMPARE(scenario->answers.at(1).toolCalls.at(1).arguments, "{}");
}

void TestScenario::littleIsEnough()
{
    const auto scenario
        = parseScenario(R"({"instances":[{"name":"x","deployments":{"gpt-4o":{}}}]})");
    QVERIFY(scenario.has_value());
    QCOMPARE(scenario->seed, 1U);
    QCOMPARE(scenario->instances[0].deployments[0].model, "gpt-4o");
    QCOMPARE(scenario->instances[0].region, "x");
}

void TestScenario::problems_areToldWithTheirPlace_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, const char *text, const char *message) {
        QTest::newRow(name) << std::string(text) << std::string(message);
    };
    row("no JSON", "{\n\"seed\": ,\n}", "This is no JSON: there is a mistake in line 2.");
    row("no object", "[]", "an object is expected here, not array.");
    row("nothing", "{}", "instances: a scenario needs at least one instance.");
    row("unknown key", R"({"sede":1,"instances":[]})",
        "sede: there is no such key. Did you mean 'seed'?");
    row("seed", R"({"seed":"x","instances":[]})",
        "seed: a number from 0 to 9000000000000000 is expected here.");
    row("whole seed", R"({"seed":1.5,"instances":[]})", "seed: a whole number is expected here.");
    row("list", R"({"instances":{}})", "instances: a list is expected here.");
    row("no name", R"({"instances":[{}]})", "instances[0].name: an instance needs a name.");
    row("no deployments", R"({"instances":[{"name":"a"}]})",
        R"(instances[0].deployments: an instance needs {"name": {"model": ...}} here.)");
    row("tpm", R"({"instances":[{"name":"a","deployments":{"d":{"tpm":-1}}}]})",
        "instances[0].deployments.d.tpm: a number from 0 to 1000000000000 is expected here.");
    row("kind of deployment", R"({"instances":[{"name":"a","deployments":{"d":{"kind":"big"}}}]})",
        "instances[0].deployments.d.kind: 'big' is none of: standard, ptu.");
    row("ptu without size", R"({"instances":[{"name":"a","deployments":{"d":{"kind":"ptu"}}}]})",
        "instances[0].deployments.d.tpm: provisioned throughput needs to know what drains in a "
        "minute.");
    row("spillover of standard",
        R"({"instances":[{"name":"a","deployments":{"d":{"spillover":"e"},"e":{}}}]})",
        "instances[0].deployments.d.spillover: only provisioned throughput spills over.");
    row("spillover to nowhere",
        R"({"instances":[{"name":"a","deployments":{"d":{"kind":"ptu","tpm":1,"spillover":"e"}}}]})",
        "instances[0].deployments.d.spillover: the instance has no standard deployment 'e'.");
    row("same name",
        R"({"instances":[{"name":"a","deployments":{}},{"name":"a","deployments":{}}]})",
        "instances[1].name: there is another instance 'a'.");
    row("same port",
        R"({"instances":[{"name":"a","port":5,"deployments":{}},{"name":"b","port":5,"deployments":{}}]})",
        "instances[1].port: another instance has port 5 already.");
    row("empty key", R"({"instances":[{"name":"a","key":"","deployments":{}}]})",
        "instances[0].key: a key may not be empty.");
    row("unknown fault",
        R"({"instances":[{"name":"a","deployments":{}}],"faults":[{"kind":"rate_limits"}]})",
        "faults[0].kind: there is no fault 'rate_limits'. Did you mean 'rate_limit'?");
    row("fault without kind", R"({"instances":[{"name":"a","deployments":{}}],"faults":[{}]})",
        "faults[0].kind: a fault needs a kind, such as \"rate_limit\".");
    row("fault elsewhere",
        R"({"instances":[{"name":"a","deployments":{}}],"faults":[{"kind":"cut","instance":"b"}]})",
        "faults[0].instance: there is no instance 'b'.");
    row("two beginnings",
        R"({"instances":[{"name":"a","deployments":{}}],"faults":[{"kind":"cut","at_request":1,"at_second":1}]})",
        "faults[0].at_second: a fault begins at a request or at a second, not at both.");
    row("probability",
        R"({"instances":[{"name":"a","deployments":{}}],"faults":[{"kind":"cut","probability":2}]})",
        "faults[0].probability: a number from 0 to 1 is expected here.");
    row("answer with neither",
        R"({"instances":[{"name":"a","deployments":{}}],"answers":[{"match":"x"}]})",
        "answers[0].text: an answer has either a text or tool_calls.");
    row("call without name",
        R"({"instances":[{"name":"a","deployments":{}}],"answers":[{"tool_calls":[{}]}]})",
        "answers[0].tool_calls[0].name: a tool call needs a name.");
}

void TestScenario::problems_areToldWithTheirPlace()
{
    QFETCH(std::string, text);
    QFETCH(std::string, message);
    const auto scenario = parseScenario(text);
    QVERIFY(!scenario.has_value());
    QCOMPARE(scenario.error().message, message);
    QVERIFY(scenario.error().code == ErrorCode::InvalidInput);
}

void TestScenario::faults_areReadAloneAndAsAList()
{
    const auto one = parseFaults(R"({"kind":"reset"})");
    QVERIFY(one.has_value());
    QCOMPARE(one->size(), std::size_t{1});
    const auto two = parseFaults(R"([{"kind":"reset","count":1},{"kind":"slow"}])");
    QVERIFY(two.has_value());
    QVERIFY(two->at(1).kind == FaultKind::Slow);
    QCOMPARE(parseFaults(R"([{"kind":"reset"},{"kind":"slwo"}])").error().message,
             "[1].kind: there is no fault 'slwo'. Did you mean 'slow'?");
    QCOMPARE(parseFaults(R"({"kind":"reset","instance":"x"})").error().message,
             "instance: the address names the instance already.");
}

void TestScenario::everyKindOfFault_hasAName()
{
    for (int kind = 1; kind <= static_cast<int>(FaultKind::OddHeaders); ++kind) {
        const std::string_view name = toString(static_cast<FaultKind>(kind));
        QVERIFY(!name.empty());
        QVERIFY(faultKindFrom(name).value() == static_cast<FaultKind>(kind));
    }
    QVERIFY(!faultKindFrom("nothing"));
}

void TestScenario::defaultScenario_isComplete()
{
    const SimulatorScenario scenario = defaultScenario();
    QCOMPARE(scenario.instances.size(), std::size_t{3});
    int provisioned = 0;
    for (const InstanceSetup &instance : scenario.instances) {
        QVERIFY(!instance.key.empty() && !instance.token.empty());
        QCOMPARE(instance.deployments.size(), std::size_t{3});
        for (const DeploymentSetup &deployment : instance.deployments) {
            provisioned += deployment.kind == DeploymentKind::Ptu ? 1 : 0;
        }
    }
    QCOMPARE(provisioned, 1);
}

QTEST_APPLESS_MAIN(TestScenario)
#include "tst_scenario.moc"
