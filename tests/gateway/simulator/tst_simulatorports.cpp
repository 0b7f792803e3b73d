#include "gateway/simulator/simulatorbench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The simulator as a client meets it: ports, bytes, faults of the connection.
class TestSimulatorPorts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void wholeAnswer_keepsTheConnection();
    void stream_isChunkedAndEnds();
    void answers_sayNothingOfPenstock();
    void everyInstance_hasItsOwnKeyAndDeployments();
    void contentType_isReadFromEveryField();
    void spilloverField_isRead();
    void spooledBody_isRead();
    void reset_comesBeforeAnyByte();
    void resetAfterHead_comesBehindTheHead();
    void cutStream_hasNoLastChunk();
    void cutAnswer_isShorterThanPromised();
    void malformedChunk_isSeen();
    void stall_isSilentUntilTheClientGoes();
    void stallInStream_isSilentAfterItsEvents();
    void slowDrip_comesInDrops();
    void streamError_endsProperly();
    void refuse_closesThePortAndOpensItAgain();
    void refuseForATime_isOverByTheClock();
    void cancelledStream_isCounted();
    void limits_answer429WithHeaders();

private:
    std::unique_ptr<SimulatorBench> m_bench;
};

void TestSimulatorPorts::init()
{
    m_bench = std::make_unique<SimulatorBench>();
    QCOMPARE(m_bench->problem(), "");
}

void TestSimulatorPorts::cleanup()
{
    m_bench.reset();
}

void TestSimulatorPorts::wholeAnswer_keepsTheConnection()
{
    RawClient client(m_bench->port());
    for (int i = 0; i < 3; ++i) {
        const RawAnswer answer = client.ask(chatRequest(chatBody()));
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.status, 200);
        QCOMPARE(Json::parse(answer.body)["object"], "chat.completion");
        QCOMPARE(answer.count("content-length"), 1);
        QCOMPARE(answer.count("transfer-encoding"), 0);
    }
    QCOMPARE(m_bench->counts().requests, 3U);
}

void TestSimulatorPorts::stream_isChunkedAndEnds()
{
    RawClient client(m_bench->port());
    const RawAnswer answer = client.ask(chatRequest(streamBody()));
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.field("transfer-encoding"), "chunked");
    QCOMPARE(answer.count("content-length"), 0);
    const auto events = eventsOf(answer.body);
    QCOMPARE(events.back(), "[DONE]");
    QVERIFY(!contentOf(events).empty());
    QVERIFY(becomesTrue([this] { return m_bench->counts().inFlight == 0; }));
    QCOMPARE(m_bench->counts().completionTokens,
             events[events.size() - 2]["usage"]["completion_tokens"].get<std::int64_t>());
}

void TestSimulatorPorts::answers_sayNothingOfPenstock()
{
    RawClient client(m_bench->port());
    for (const auto &[name, value] : client.ask(chatRequest(chatBody())).fields) {
        QVERIFY2(name.find("penstock") == std::string::npos, name.c_str());
    }
}

void TestSimulatorPorts::everyInstance_hasItsOwnKeyAndDeployments()
{
    RawClient client(m_bench->port(1));
    QCOMPARE(client.ask(chatRequest(chatBody())).status, 401);
    QCOMPARE(client.ask(azureRequest("POST", chatPath, chatBody(), "other")).status, 404);
    const RawAnswer answer
        = client.ask(azureRequest("POST", v1ChatPath, chatBody(R"("model":"only-here")"), "other"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("x-ms-region"), "West US");
    QCOMPARE(m_bench->simulator().addresses()[1].url,
             "http://127.0.0.1:" + std::to_string(m_bench->port(1)));
}

void TestSimulatorPorts::contentType_isReadFromEveryField()
{
    const std::string type = "Content-Type: application/json\r\n";
    const std::string once = chatRequest(chatBody());
    const std::size_t place = once.find(type);
    RawClient client(m_bench->port());
    QCOMPARE(client.ask(once).status, 200);
    QCOMPARE(client.ask(std::string(once).insert(place, type)).status, 415);
    QCOMPARE(client.ask(std::string(once).erase(place, type.size())).status, 415);
}

void TestSimulatorPorts::spilloverField_isRead()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::RateLimit, .deployment = "ptu"}));
    std::string request = azureRequest("POST", v1ChatPath, chatBody(R"("model":"ptu")"));
    RawClient client(m_bench->port());
    QCOMPARE(client.ask(request).status, 429);
    request.insert(request.find("Content-Type"), "x-ms-spillover-deployment: chat\r\n");
    const RawAnswer answer = client.ask(request);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("x-ms-deployment-name"), "chat");
    QCOMPARE(answer.field("x-ms-spillover-from-deployment"), "ptu");
}

void TestSimulatorPorts::spooledBody_isRead()
{
    RawClient client(m_bench->port());
    const std::string spaces(std::size_t{3} << 20U, ' ');
    const RawAnswer answer = client.ask(chatRequest(spaces + chatBody()));
    QCOMPARE(answer.status, 200);
}

void TestSimulatorPorts::reset_comesBeforeAnyByte()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Reset, .count = 1}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(streamBody())));
    QCOMPARE(client.receiveAll(), "");
    QCOMPARE(RawClient(m_bench->port()).ask(chatRequest(chatBody())).status, 200);
}

void TestSimulatorPorts::resetAfterHead_comesBehindTheHead()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::ResetAfterHead}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(streamBody())));
    const std::string all = client.receiveAll();
    QVERIFY(all.starts_with("HTTP/1.1 200 OK\r\n"));
    QVERIFY(all.ends_with("\r\n\r\n"));
}

void TestSimulatorPorts::cutStream_hasNoLastChunk()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Cut, .afterEvents = 3}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(streamBody())));
    const std::string all = client.receiveAll();
    QVERIFY(all.find("\"assistant\"") != std::string::npos);
    QVERIFY(!all.ends_with("0\r\n\r\n"));
    QVERIFY(all.find("[DONE]") == std::string::npos);
}

void TestSimulatorPorts::cutAnswer_isShorterThanPromised()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Cut}));
    RawClient client(m_bench->port());
    const RawAnswer answer = client.ask(chatRequest(chatBody()));
    QVERIFY(!answer.isWhole());
    QVERIFY(answer.body.size() < std::stoul(answer.field("content-length")));
}

void TestSimulatorPorts::malformedChunk_isSeen()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::MalformedChunk}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(streamBody())));
    const std::string all = client.receiveAll();
    QVERIFY(all.ends_with("\r\nnot-a-size\r\n"));
}

void TestSimulatorPorts::stall_isSilentUntilTheClientGoes()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Stall}));
    {
        RawClient client(m_bench->port());
        QVERIFY(client.send(chatRequest(chatBody())));
        QVERIFY(becomesTrue([this] { return m_bench->counts().inFlight == 1; }));
        QVERIFY(!client.hasInput());
        QVERIFY(!client.seesEnd(milliseconds(50)));
    }
    QVERIFY(becomesTrue([this] { return m_bench->counts().cancelled == 1; }));
    QCOMPARE(m_bench->counts().inFlight, 0);
}

void TestSimulatorPorts::stallInStream_isSilentAfterItsEvents()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Stall, .afterEvents = 2}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(streamBody())));
    QVERIFY(receiveEvents(client, 2).find("\"assistant\"") != std::string::npos);
    QVERIFY(!client.seesEnd(milliseconds(50)));
}

void TestSimulatorPorts::slowDrip_comesInDrops()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::SlowDrip, .delay = milliseconds(1)}));
    RawClient client(m_bench->port());
    QVERIFY(client.send(chatRequest(chatBody(R"("max_tokens":3)"))));
    const RawAnswer answer = client.answer();
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(Json::parse(answer.body)["usage"]["completion_tokens"], 3);
}

void TestSimulatorPorts::streamError_endsProperly()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::StreamError}));
    RawClient client(m_bench->port());
    const RawAnswer answer = client.ask(chatRequest(streamBody()));
    QVERIFY(answer.isWhole());
    QCOMPARE(answer.status, 200);
    const auto events = eventsOf(answer.body);
    QCOMPARE(events.back()["error"]["type"], "server_error");
    QCOMPARE(contentOf(events), "");
}

void TestSimulatorPorts::refuse_closesThePortAndOpensItAgain()
{
    const std::uint16_t where = m_bench->port();
    RawClient before(where);
    QCOMPARE(before.ask(chatRequest(chatBody())).status, 200);
    QVERIFY(m_bench->apply({.kind = FaultKind::Refuse}));
    QVERIFY(!RawClient().connectTo(where));
    QVERIFY(before.send(chatRequest(chatBody())));
    QCOMPARE(before.receiveAll(), "");
    QVERIFY(RawClient().connectTo(m_bench->port(1)));
    QCOMPARE(m_bench->simulator().state().instances[0].presence, Presence::Refusing);
    QVERIFY(m_bench->simulator().clearFaults("eastus").has_value());
    QCOMPARE(RawClient(where).ask(chatRequest(chatBody())).status, 200);
}

void TestSimulatorPorts::refuseForATime_isOverByTheClock()
{
    const std::uint16_t where = m_bench->port();
    QVERIFY(m_bench->apply({.kind = FaultKind::Refuse, .duration = seconds(30)}));
    QVERIFY(!RawClient().connectTo(where));
    m_bench->clock().advance(seconds(30));
    QVERIFY(becomesTrue([where] { return RawClient().connectTo(where); }));
}

void TestSimulatorPorts::cancelledStream_isCounted()
{
    QVERIFY(m_bench->apply({.kind = FaultKind::Stall, .afterEvents = 5}));
    {
        RawClient client(m_bench->port());
        QVERIFY(client.send(chatRequest(streamBody())));
        QVERIFY(!receiveEvents(client, 5).empty());
    }
    QVERIFY(becomesTrue([this] { return m_bench->counts().cancelled == 1; }));
    QCOMPARE(m_bench->counts().completionTokens, 3);
}

void TestSimulatorPorts::limits_answer429WithHeaders()
{
    RawClient client(m_bench->port());
    const std::string body = chatBody(R"("model":"newer","max_tokens":600)");
    QCOMPARE(client.ask(azureRequest("POST", v1ChatPath, body)).status, 200);
    const RawAnswer answer = client.ask(azureRequest("POST", v1ChatPath, body));
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.field("retry-after"), "60");
    QCOMPARE(answer.field("retry-after-ms"), "60000");
    QCOMPARE(answer.field("x-ratelimit-remaining-tokens"), "398");
    QCOMPARE(answer.field("policy-id"), "DeploymentRatelimit-Token");
    m_bench->clock().advance(seconds(60));
    QCOMPARE(client.ask(azureRequest("POST", v1ChatPath, body)).status, 200);
}

QTEST_GUILESS_MAIN(TestSimulatorPorts)
#include "tst_simulatorports.moc"
