#include "gateway/http/httpchecks.h"
#include "gateway/http/httpfixture.h"
#include "gateway/http/scriptedhandler.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace
{

std::string http10(const std::string &target, const std::string &lines = {})
{
    return "GET " + target + " HTTP/1.0\r\n" + lines + "\r\n";
}

} // namespace

/// The life of a connection: framing of answers, keep-alive, and every way to go.
class TestConnections final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
    void answers_areFramed_data();
    void answers_areFramed();
    void keepAlive_servesOneAfterTheOther();
    void http10_staysWhenAsked();
    void body_splitAtEveryByte();
    void body_ofAThousandChunks();
    void expect_otherIsRefused();
    void expect_tooLargeIsRefusedWithoutInvitation();
    void preflight_isAnsweredByTheGuard();
    void corsFields_areOnEveryAnswer();
    void idsOfRequests_differAndAreTold();
    void refusalAfterHead_hasItsBody();
    void earlyRefusal_keepsTheConnection();
    void peer_isNamed();
    void brokenPromises_cutTheConnection_data();
    void brokenPromises_cutTheConnection();
    void clientGone_isHeard_data();
    void clientGone_isHeard();
    void bodyCutMidWay_isForgotten();
    void lateUse_isSilent();

private:
    std::unique_ptr<HttpFixture> m_fixture;
};

void TestConnections::initTestCase_data()
{
    QTest::addColumn<EventPath>("path");
    QTest::newRow("best") << EventPath::Best;
    QTest::newRow("portable") << EventPath::Portable;
}

void TestConnections::init()
{
    QFETCH_GLOBAL(const EventPath, path);
    m_fixture = std::make_unique<HttpFixture>(FixtureSetup{.eventPath = path});
}

void TestConnections::cleanup()
{
    m_fixture.reset();
}

void TestConnections::answers_areFramed_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("length");
    QTest::addColumn<std::string>("coding");
    QTest::addColumn<quint64>("bodySize");
    const auto row = [](const char *name, const std::string &bytes, int status,
                        const std::string &length, const std::string &coding, quint64 bodySize) {
        QTest::newRow(name) << bytes << status << length << coding << bodySize;
    };
    row("length", get("/size/5000"), 200, "5000", "", 5000);
    row("no bytes", get("/size/0"), 200, "0", "", 0);
    row("chunked", get("/stream/7/1000"), 200, "", "chunked", 7000);
    row("chunked without bytes", get("/stream/0/0"), 200, "", "chunked", 0);
    row("large", get("/size/3000000"), 200, "3000000", "", 3'000'000);
    row("204", get("/status/204"), 204, "", "", 0);
    row("304", get("/status/304"), 304, "", "", 0);
    row("404", get("/status/404"), 404, "4", "", 4);
    row("299", get("/status/299"), 299, "4", "", 4);
    row("more than promised", get("/long"), 200, "10", "", 10);
    row("HEAD of a stream", request("HEAD", "/stream/7/1000"), 200, "", "", 0);
    row("HEAD with a length", request("HEAD", "/size/77"), 200, "77", "", 0);
    row("HTTP/1.0", http10("/size/5000"), 200, "5000", "", 5000);
    row("HTTP/1.0, stream", http10("/stream/7/1000"), 200, "", "", 7000);
    row("HTTP/1.0, keep-alive, stream", http10("/stream/7/1000", "Connection: keep-alive\r\n"), 200,
        "", "", 7000);
}

void TestConnections::answers_areFramed()
{
    QFETCH(const std::string, bytes);
    QFETCH(const int, status);
    QFETCH(const std::string, length);
    QFETCH(const std::string, coding);
    QFETCH(const quint64, bodySize);
    RawClient client(m_fixture->port());
    const AnswerTo method = bytes.starts_with("HEAD") ? AnswerTo::Head : AnswerTo::Get;
    const RawAnswer answer = client.ask(bytes, method);
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.field("content-length"), length);
    QCOMPARE(answer.field("transfer-encoding"), coding);
    QCOMPARE(answer.body.size(), bodySize);
    if (status == 200) {
        QVERIFY(answer.body == streamBytes(0, bodySize) || answer.body == "xxxxxxxxxx");
    }
    if (answer.field("connection") == "close") {
        QVERIFY(client.seesEnd());
    } else {
        QVERIFY(faultOf(client.ask(get("/")), std::string("ok")).empty());
    }
}

void TestConnections::keepAlive_servesOneAfterTheOther()
{
    RawClient client(m_fixture->port());
    for (int i = 0; i < 200; ++i) {
        const RawAnswer answer = client.ask(i % 2 == 0 ? get("/size/10") : post("/echo", "abc"));
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.count("connection"), 0);
    }
    QCOMPARE(m_fixture->load().connections.load(), 1);
    QVERIFY(client.send("\r\n\r\n" + get("/")));
    QVERIFY(faultOf(client.answer(), std::string("ok")).empty());
    client.close();
    QVERIFY(m_fixture->waitUntilQuiet());
}

void TestConnections::http10_staysWhenAsked()
{
    RawClient client(m_fixture->port());
    for (int i = 0; i < 3; ++i) {
        const RawAnswer answer = client.ask(http10("/size/10", "Connection: Keep-Alive\r\n"));
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.field("connection"), "keep-alive");
    }
}

void TestConnections::body_splitAtEveryByte()
{
    const std::string bytes
        = post("/echo", "{\"a\": [1, 2, 3]}", "Content-Type: application/json\r\n");
    RawClient client(m_fixture->port());
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        QVERIFY(client.send(bytes.substr(0, cut)));
        const RawAnswer answer = client.ask(bytes.substr(cut));
        QVERIFY2(answer.body.ends_with("\n\n{\"a\": [1, 2, 3]}"), answer.body.c_str());
    }
    QVERIFY(client.sendInPieces(bytes, 1));
    QVERIFY(client.answer().isWhole());
}

void TestConnections::body_ofAThousandChunks()
{
    std::string bytes = request("POST", "/echo", "Transfer-Encoding: chunked\r\n");
    std::string body;
    for (int i = 0; i < 1'000; ++i) {
        const std::string part = "part " + std::to_string(i % 10) + ";";
        bytes += "7\r\n" + part + "\r\n";
        body += part;
    }
    bytes += "0\r\n\r\n";
    RawClient client(m_fixture->port());
    QVERIFY(client.sendInPieces(bytes, 777));
    const RawAnswer answer = client.answer();
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QVERIFY(answer.body.ends_with("\n\n" + body));
}

void TestConnections::expect_otherIsRefused()
{
    RawClient client(m_fixture->port());
    const std::string fault = faultOf(client.ask(post("/", "abc", "Expect: a-pony\r\n")), 417);
    QVERIFY2(fault.empty(), fault.c_str());
    QVERIFY(client.seesEnd());
}

void TestConnections::expect_tooLargeIsRefusedWithoutInvitation()
{
    RawClient client(m_fixture->port());
    const std::string head
        = request("POST", "/", "Expect: 100-continue\r\nContent-Length: 40000000\r\n");
    const std::string fault = faultOf(client.ask(head), 413);
    QVERIFY2(fault.empty(), fault.c_str());
    QVERIFY(client.seesEnd());
}

void TestConnections::preflight_isAnsweredByTheGuard()
{
    const std::string origin = "http://localhost:" + std::to_string(m_fixture->port());
    RawClient client(m_fixture->port());
    const RawAnswer answer
        = client.ask(request("OPTIONS", "/v1/models",
                             "Origin: " + origin + "\r\nAccess-Control-Request-Method: POST\r\n"
                                 + "Access-Control-Request-Headers: authorization, x-own\r\n"
                                 + "Access-Control-Request-Private-Network: true\r\n"));
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, 204);
    QCOMPARE(answer.field("access-control-allow-origin"), origin);
    QCOMPARE(answer.field("access-control-allow-headers"), "authorization, x-own");
    QVERIFY(answer.field("access-control-allow-methods").find("POST") != std::string::npos);
    QCOMPARE(answer.field("access-control-allow-private-network"), "true");
    QVERIFY(answer.field("vary").find("Origin") != std::string::npos);
    QCOMPARE(answer.count("x-penstock-request-id"), 1);
    QCOMPARE(m_fixture->log().requestCount(), 0);
    QVERIFY(faultOf(client.ask(get("/")), std::string("ok")).empty());
}

void TestConnections::corsFields_areOnEveryAnswer()
{
    const std::string origin = "http://127.0.0.1:" + std::to_string(m_fixture->port());
    RawClient client(m_fixture->port());
    for (const char *target : {"/", "/stream/1/1", "/status/404", "/after/1"}) {
        const RawAnswer answer = client.ask(get(target, "Origin: " + origin + "\r\n"));
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.field("access-control-allow-origin"), origin);
        QVERIFY(answer.field("access-control-expose-headers").find("Mcp-Session-Id")
                != std::string::npos);
    }
    // Those of one request are not those of the next.
    QCOMPARE(client.ask(get("/")).count("access-control-allow-origin"), 0);
    const RawAnswer refused
        = client.ask(post("/", "a", "Origin: " + origin + "\r\nContent-Encoding: gzip\r\n"));
    QVERIFY2(faultOf(refused, 415).empty(), faultOf(refused, 415).c_str());
    QCOMPARE(refused.field("access-control-allow-origin"), origin);
}

void TestConnections::idsOfRequests_differAndAreTold()
{
    RawClient client(m_fixture->port());
    std::vector<std::string> told;
    for (int i = 0; i < 5; ++i) {
        told.push_back(client.ask(get("/")).field("x-penstock-request-id"));
    }
    std::vector<std::string> seen;
    for (const SeenRequest &request : m_fixture->log().requests()) {
        seen.push_back(request.id);
    }
    QVERIFY(told == seen);
    for (std::size_t i = 1; i < told.size(); ++i) {
        QVERIFY(told[i] != told[i - 1]);
    }
}

// What one request was must not decide how the refusal of the next is written.
void TestConnections::refusalAfterHead_hasItsBody()
{
    const HttpFixture fixture({.policy = quickPolicy()});
    for (const std::string &next : {std::string("GARBAGE\r\n\r\n"), std::string("GET / HT")}) {
        RawClient client(fixture.port());
        QVERIFY(client.ask(request("HEAD", "/"), AnswerTo::Head).isWhole());
        const std::string fault = faultOf(client.ask(next), next.ends_with("\n") ? 400 : 408);
        QVERIFY2(fault.empty(), fault.c_str());
    }
}

void TestConnections::earlyRefusal_keepsTheConnection()
{
    RawClient client(m_fixture->port());
    const std::string evil = "Origin: http://evil.example\r\n";
    QVERIFY(faultOf(client.ask(get("/", evil)), 403).empty());
    QVERIFY(faultOf(client.ask(get("/", "Origin: http://\xff\xc3/\r\n")), 403).empty());
    QVERIFY(faultOf(client.ask(get("/", "Sec-Fetch-Site: cross-site\r\n")), 403).empty());
    QVERIFY(faultOf(client.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), 421).empty());
    const RawAnswer head = client.ask(request("HEAD", "/", evil), AnswerTo::Head);
    QVERIFY(head.isWhole());
    QCOMPARE(head.status, 403);
    QVERIFY(faultOf(client.ask(get("/")), std::string("ok")).empty());
    QCOMPARE(m_fixture->log().requestCount(), 1);
    // With a body on its way there is nothing but the end.
    QVERIFY(faultOf(client.ask(post("/", "abc", evil)), 403).empty());
    QVERIFY(client.seesEnd());
}

void TestConnections::peer_isNamed()
{
    RawClient client(m_fixture->port());
    QVERIFY(client.ask(get("/")).isWhole());
    QCOMPARE(m_fixture->log().requests().front().peerAddress, "127.0.0.1");
}

void TestConnections::brokenPromises_cutTheConnection_data()
{
    QTest::addColumn<std::string>("target");
    QTest::newRow("fewer bytes than promised") << std::string("/short");
    QTest::newRow("no answer") << std::string("/drop");
}

void TestConnections::brokenPromises_cutTheConnection()
{
    QFETCH(const std::string, target);
    RawClient client(m_fixture->port());
    const RawAnswer answer = client.ask(get(target));
    QVERIFY(!answer.isWhole());
    QVERIFY(client.seesEnd());
    QVERIFY(m_fixture->waitUntilQuiet());
    QVERIFY(m_fixture->servesOthers());
}

void TestConnections::clientGone_isHeard_data()
{
    QTest::addColumn<std::string>("target");
    QTest::addColumn<bool>("isRude");
    for (const char *target : {"/never", "/trickle/1000000/5", "/stream/100000/10000"}) {
        QTest::addRow("%s, FIN", target) << std::string(target) << false;
        QTest::addRow("%s, RST", target) << std::string(target) << true;
    }
}

void TestConnections::clientGone_isHeard()
{
    QFETCH(const std::string, target);
    QFETCH(const bool, isRude);
    constexpr int count = 10;
    for (int i = 1; i <= count; ++i) {
        RawClient client(m_fixture->port());
        QVERIFY(client.send(get(target)));
        QVERIFY(target == "/never" || client.receive(100).size() == 100);
        QVERIFY(m_fixture->log().waitForRequests(i));
        if (isRude) {
            client.reset();
        } else {
            client.close();
        }
        QVERIFY(m_fixture->log().waitFor([i](const auto &counts) { return counts.closed == i; }));
    }
    QVERIFY(m_fixture->waitUntilQuiet());
    QCOMPARE(m_fixture->log().counts().answered, 0);
    QVERIFY(m_fixture->servesOthers());
}

void TestConnections::bodyCutMidWay_isForgotten()
{
    for (const char *start :
         {"Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
        RawClient client(m_fixture->port());
        QVERIFY(client.send("POST / HTTP/1.1\r\nHost: localhost\r\n" + std::string(start)));
        QVERIFY(m_fixture->waitForConnections(1));
        client.close();
        QVERIFY(m_fixture->waitUntilQuiet());
    }
    QCOMPARE(m_fixture->log().requestCount(), 0);
}

void TestConnections::lateUse_isSilent()
{
    RawClient client(m_fixture->port());
    QVERIFY(client.send(get("/late")));
    QVERIFY(m_fixture->log().waitForRequests(1));
    client.close();
    QVERIFY(m_fixture->log().waitFor([](const auto &counts) { return counts.closed == 1; }));
    QCOMPARE(m_fixture->log().counts().answered, 1);
    QVERIFY(m_fixture->waitUntilQuiet());
    QVERIFY(m_fixture->servesOthers());
}

QTEST_GUILESS_MAIN(TestConnections)
#include "tst_connections.moc"
