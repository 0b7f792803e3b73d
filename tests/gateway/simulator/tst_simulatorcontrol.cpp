#include "gateway/simulator/simulatorbench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The control API, and the beginning and end of a simulator.
class TestSimulatorControl final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void control_showsState();
    void control_switchesFaults();
    void control_complains_data();
    void control_complains();
    void control_loadsAnotherScenario();
    void control_keepsTheScenarioWhenAPortIsTaken();
    void portInUse_isToldInASentence();
    void stop_letsAnswersEnd();
    void stoppedSimulator_startsAgain();
    void destruction_cutsWhatIsLeft();

private:
    std::unique_ptr<SimulatorBench> m_bench;
};

void TestSimulatorControl::init()
{
    m_bench = std::make_unique<SimulatorBench>();
    QCOMPARE(m_bench->problem(), "");
}

void TestSimulatorControl::cleanup()
{
    m_bench.reset();
}

void TestSimulatorControl::control_showsState()
{
    RawClient client(m_bench->port());
    QCOMPARE(client.ask(chatRequest(chatBody(R"("max_tokens":10)"))).status, 200);
    for (const std::uint16_t where :
         {m_bench->port(), m_bench->port(1), m_bench->simulator().controlPort()}) {
        const RawAnswer answer = RawClient(where).ask(azureRequest("GET", "/_sim"));
        QCOMPARE(answer.status, 200);
        const Json state = Json::parse(answer.body);
        QCOMPARE(state["seed"], 1);
        QCOMPARE(state["control_port"], m_bench->simulator().controlPort());
        QCOMPARE(state["instances"][0]["name"], "eastus");
        QCOMPARE(state["instances"][0]["port"], m_bench->port());
        QCOMPARE(state["instances"][0]["listening"], true);
        const Json deployment = state["instances"][0]["deployments"]["chat"];
        QCOMPARE(deployment["requests"], 1);
        QCOMPARE(deployment["tokens_charged"], 12);
        QCOMPARE(deployment["rejected"], 0);
        QCOMPARE(deployment["cancelled"], 0);
    }
    const Json one = Json::parse(m_bench->control("GET", "/_sim/westus").body);
    QCOMPARE(one["region"], "West US");
    QCOMPARE(one["port"], m_bench->port(1));
}

void TestSimulatorControl::control_switchesFaults()
{
    const RawAnswer on = m_bench->control("PUT", "/_sim/eastus/fault",
                                          R"({"kind":"server_error","status":503,"count":5})");
    QCOMPARE(on.status, 200);
    QCOMPARE(Json::parse(on.body)["faults"],
             Json::parse(R"([{"kind":"server_error","status":503,"count":5}])"));
    QCOMPARE(RawClient(m_bench->port()).ask(chatRequest(chatBody())).status, 503);
    QCOMPARE(m_bench->control("DELETE", "/_sim/eastus/fault").status, 200);
    QCOMPARE(RawClient(m_bench->port()).ask(chatRequest(chatBody())).status, 200);
    // A port that refuses is opened again through another one.
    QCOMPARE(m_bench->control("PUT", "/_sim/eastus/fault", R"([{"kind":"refuse"}])").status, 200);
    QVERIFY(!RawClient().connectTo(m_bench->port()));
    QCOMPARE(RawClient(m_bench->port(1)).ask(azureRequest("DELETE", "/_sim/eastus/fault")).status,
             200);
    QVERIFY(RawClient().connectTo(m_bench->port()));
}

void TestSimulatorControl::control_complains_data()
{
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, const char *method, const char *path, const char *body,
                        int status, const char *message) {
        QTest::newRow(name) << std::string(method) << std::string(path) << std::string(body)
                            << status << std::string(message);
    };
    row("unknown instance", "GET", "/_sim/nobody", "", 404, "There is no instance 'nobody'.");
    row("fault of nobody", "PUT", "/_sim/nobody/fault", R"({"kind":"cut"})", 404,
        "There is no instance 'nobody'.");
    row("unknown fault", "PUT", "/_sim/eastus/fault", R"({"kind":"cutt"})", 400,
        "kind: there is no fault 'cutt'. Did you mean 'cut'?");
    row("no JSON", "PUT", "/_sim/eastus/fault", "{", 400,
        "This is no JSON: there is a mistake in line 1.");
    row("wrong method", "POST", "/_sim/eastus/fault", "", 405,
        "This address of the control API takes PUT, DELETE only.");
    row("unknown address", "GET", "/_sim/eastus/faulty", "", 404,
        "The control API has /_sim, /_sim/{instance}, /_sim/{instance}/fault and /_sim/scenario.");
    row("bad scenario", "POST", "/_sim/scenario", R"({"instances":[{}]})", 400,
        "instances[0].name: an instance needs a name.");
    row("inference", "POST", "/openai/v1/chat/completions", "{}", 404,
        "This is the control port of the simulated Azure. See /_sim.");
}

void TestSimulatorControl::control_complains()
{
    QFETCH(std::string, method);
    QFETCH(std::string, path);
    QFETCH(std::string, body);
    QFETCH(int, status);
    QFETCH(std::string, message);
    const RawAnswer answer = m_bench->control(method, path, body);
    QCOMPARE(answer.status, status);
    QCOMPARE(Json::parse(answer.body)["error"]["message"], message);
}

void TestSimulatorControl::control_loadsAnotherScenario()
{
    const std::uint16_t where = m_bench->port();
    RawClient kept(where);
    QCOMPARE(kept.ask(chatRequest(chatBody())).status, 200);
    const RawAnswer loaded
        = m_bench->control("POST", "/_sim/scenario", R"({"seed":5,"speed":0,"instances":[
        {"name":"eastus","key":"new-key","deployments":{"chat":{"model":"gpt-4o"}}},
        {"name":"norwayeast","deployments":{"d":{}}}]})");
    QCOMPARE(loaded.status, 200);
    QCOMPARE(Json::parse(loaded.body)["seed"], 5);
    QCOMPARE(m_bench->simulator().addresses().size(), std::size_t{2});
    QCOMPARE(m_bench->port(), where);
    QCOMPARE(kept.ask(chatRequest(chatBody())).status, 401);
    QCOMPARE(kept.ask(azureRequest("POST", chatPath, chatBody(), "new-key")).status, 200);
    QCOMPARE(m_bench->counts().requests, 2U); // from the beginning
    QCOMPARE(RawClient(m_bench->port(1))
                 .ask(azureRequest("GET", "/openai/v1/models", {}, "sim-key-norwayeast"))
                 .status,
             200);
}

void TestSimulatorControl::control_keepsTheScenarioWhenAPortIsTaken()
{
    const std::string scenario = R"({"instances":[{"name":"eastus","deployments":{}},)"
                                 R"({"name":"new","port":)"
        + std::to_string(m_bench->port(1)) + R"(,"deployments":{}}]})";
    const RawAnswer answer = m_bench->control("POST", "/_sim/scenario", scenario);
    QCOMPARE(answer.status, 409);
    QCOMPARE(m_bench->simulator().addresses().at(1).name, "westus");
    QCOMPARE(RawClient(m_bench->port()).ask(chatRequest(chatBody())).status, 200);
}

void TestSimulatorControl::portInUse_isToldInASentence()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].port = m_bench->port();
    Simulator second(m_bench->clock());
    const auto started = second.start(scenario);
    QVERIFY(!started.has_value());
    QVERIFY(started.error().code == ErrorCode::AlreadyExists);
    QCOMPARE(started.error().message,
             "Port " + std::to_string(m_bench->port())
                 + " for the instance 'eastus' is in use by another program. End it, or choose "
                   "other ports.");
    QVERIFY(second.addresses().empty());
}

void TestSimulatorControl::stop_letsAnswersEnd()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Slow, .delay = milliseconds(100)}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(streamBody())));
    QVERIFY(becomesTrue([this] { return m_bench->counts().inFlight == 1; }));
    m_bench->simulator().stop(seconds(5));
    const RawAnswer answer = client.answer();
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, 200);
    QVERIFY(!RawClient().connectTo(m_bench->port()));
}

void TestSimulatorControl::stoppedSimulator_startsAgain()
{
    m_bench->simulator().stop(seconds(1));
    QVERIFY(m_bench->simulator().start(benchScenario()).has_value());
    RawClient client(m_bench->port());
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(client.ask(chatRequest(chatBody())).status, 200);
    }
    QCOMPARE(m_bench->control("GET", "/_sim").status, 200);
}

void TestSimulatorControl::destruction_cutsWhatIsLeft()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Stall, .afterEvents = 2}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(streamBody())));
    QVERIFY(becomesTrue([this] { return m_bench->counts().inFlight == 1; }));
    m_bench->end();
    QVERIFY(client.seesEnd());
}

QTEST_GUILESS_MAIN(TestSimulatorControl)
#include "tst_simulatorcontrol.moc"
