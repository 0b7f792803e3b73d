#include "gateway/http/httpchecks.h"
#include "gateway/http/httpfixture.h"

#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace
{

const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string lines(int count, const std::string &line)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += line;
    }
    return text;
}

std::string withLength(const std::string &length)
{
    return request("POST", "/", "Content-Length: " + length + "\r\n") + smuggled;
}

std::string chunked(const std::string &body, const std::string &target = "/")
{
    return request("POST", target, "Transfer-Encoding: chunked\r\n") + body;
}

std::string withLine(const std::string &line)
{
    return request("GET", "/", line + "\r\n") + smuggled;
}

std::string withTarget(const std::string &target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n" + smuggled;
}

} // namespace

/// The table of what a plain server gets wrong, row by row: what must be refused, and how.
class TestGuardTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void refused_data();
    void refused();
    void waitingForMore_endsInTimeout_data();
    void waitingForMore_endsInTimeout();
    void understood_data();
    void understood();
    void slowHeads_areAllDropped();
    void chunkedBody_survivesEverySplit();
    void expectContinue_isInvited();
    void pipelinedAnswers_keepTheOrderOfTheRequests();
    void head_getsNoBody();
    void plainHttp10AndClose_areClosed_data();
    void plainHttp10AndClose_areClosed();
    void largeBodies_arrive();

private:
    std::unique_ptr<HttpFixture> m_fixture;
};

void TestGuardTable::init()
{
    m_fixture = std::make_unique<HttpFixture>();
}

void TestGuardTable::cleanup()
{
    m_fixture.reset();
}

void TestGuardTable::refused_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const std::string &bytes, int status) {
        QTest::newRow(name) << bytes << status;
    };
    row("101 fields", request("GET", "/", lines(100, "A: b\r\n")), 431);
    row("150 fields", request("GET", "/", lines(150, "A: b\r\n")) + smuggled, 431);
    row("field of 100 KB", request("GET", "/", "A: " + std::string(102'400, 'x') + "\r\n"), 431);
    row("fields of 256 KB",
        request("GET", "/", lines(64, "A: " + std::string(4'096, 'x') + "\r\n")), 431);
    row("line without colon", withLine("abc"), 400);
    row("blank before colon", withLine("Name : v"), 400);
    row("bad line and a body",
        request("POST", "/",
                "bad line\r\nContent-Length: " + std::to_string(smuggled.size()) + "\r\n")
            + smuggled,
        400);
    row("bad line after the length",
        request("POST", "/", "Content-Length: " + std::to_string(smuggled.size()) + "\r\nx : y\r\n")
            + smuggled,
        400);
    row("length -5", withLength("-5"), 400);
    row("length 0x3", withLength("0x3"), 400);
    row("length abc", withLength("abc"), 400);
    row("length +3", withLength("+3"), 400);
    row("length 3, 3", withLength("3, 3"), 400);
    row("length 2^63", withLength("9223372036854775808"), 413);
    row("length 2^64-1", withLength("18446744073709551615"), 413);
    row("length 2^64+3", withLength("18446744073709551619"), 413);
    row("length 1e18", withLength("1000000000000000000"), 413);
    row("length of 32 MiB and a byte", withLength("33554433"), 413);
    row("two lengths", withLength("3\r\nContent-Length: 5"), 400);
    row("two equal lengths", withLength("3\r\nContent-Length: 3"), 400);
    row("chunked and length", withLength("3\r\nTransfer-Encoding: chunked"), 400);
    row("length and chunked", chunked("0\r\n\r\n").insert(15, "Content-Length: 3\r\n"), 400);
    row("gzip", withLine("Transfer-Encoding: gzip"), 501);
    row("gzip, chunked", withLine("Transfer-Encoding: gzip, chunked"), 501);
    row("xchunked", withLine("Transfer-Encoding: xchunked"), 501);
    row("chunk size -1", chunked("-1\r\n" + smuggled), 400);
    row("chunk size -5", chunked("-5\r\nabc\r\n0\r\n\r\n" + smuggled), 400);
    row("chunk size ZZ", chunked("ZZ\r\n" + smuggled), 400);
    row("chunk size 7fffffffffffffff", chunked("7fffffffffffffff\r\nabc"), 400);
    row("chunk size of 4 GiB", chunked("100000000\r\nabc"), 400);
    row("chunk longer than its size", chunked("3\r\nabcdef\r\n0\r\n\r\n" + smuggled), 400);
    row("chunk with bare LF", chunked("3\nabc\n0\n\n" + smuggled), 400);
    row("no host", "GET / HTTP/1.1\r\n\r\n" + smuggled, 400);
    row("two hosts", withLine("Host: other"), 400);
    row("garbage host", "GET / HTTP/1.1\r\nHost: a b/../c?d#e@f\r\n\r\n" + smuggled, 400);
    row("garbage", "GARBAGE\r\n\r\n" + smuggled, 400);
    row("TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400);
    row("HTTP/9.9", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n" + smuggled, 505);
    row("HTTPZx.y", "GET / HTTPZx.y\r\nHost: localhost\r\n\r\n" + smuggled, 505);
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("NUL in target", withTarget(std::string("/a\0b", 4)), 400);
    row("NUL in value", withLine(std::string("A: b\0c", 6)), 400);
    row("control in value", withLine("A: b\x01"), 400);
    row("bare CR in value", withLine("A: b\rHost: evil"), 400);
    row("bare LF in value", withLine("A: b\nTransfer-Encoding: chunked"), 400);
    row("raw byte in target", withTarget("/\xff"), 400);
    row("broken escape", withTarget("/%zz"), 400);
}

void TestGuardTable::refused()
{
    QFETCH(const std::string, bytes);
    QFETCH(const int, status);
    RawClient client(m_fixture->port());
    const RawAnswer answer = client.ask(bytes);
    const std::string fault = faultOf(answer, status);
    QVERIFY2(fault.empty(), fault.c_str());
    QCOMPARE(answer.field("connection"), "close");
    QVERIFY(!client.hasInput() || client.receiveAll().empty());
    client.close();
    QVERIFY(m_fixture->waitUntilQuiet());
    QCOMPARE(m_fixture->log().requestCount(), 0);
    QVERIFY(m_fixture->servesOthers());
}

void TestGuardTable::waitingForMore_endsInTimeout_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::newRow("bare LF") << std::string("GET / HTTP/1.1\nHost: localhost\n\n");
    QTest::newRow("half a request line") << std::string("GET / HT");
    QTest::newRow("half a head") << std::string("GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n");
    QTest::newRow("no body") << request("POST", "/", "Content-Length: 10\r\n");
    QTest::newRow("half a body") << request("POST", "/", "Content-Length: 10\r\n") + "12345";
    QTest::newRow("half a chunk") << chunked("a\r\n12345");
    QTest::newRow("half a chunk size") << chunked("a");
    QTest::newRow("no last chunk") << chunked("5\r\n12345\r\n");
    QTest::newRow("half a trailer") << chunked("0\r\nA: b\r\n");
}

void TestGuardTable::waitingForMore_endsInTimeout()
{
    HttpFixture fixture({.policy = quickPolicy()});
    QFETCH(const std::string, bytes);
    RawClient client(fixture.port());
    const RawAnswer answer = client.ask(bytes);
    const std::string fault = faultOf(answer, 408);
    QVERIFY2(fault.empty(), fault.c_str());
    QVERIFY(client.seesEnd());
    client.close();
    QVERIFY(fixture.waitUntilQuiet());
    QCOMPARE(fixture.log().requestCount(), 0);
    QVERIFY(fixture.servesOthers());
}

void TestGuardTable::understood_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("contains");
    QTest::newRow("100 fields") << request("GET", "/echo", lines(99, "A: b\r\n"))
                                << std::string("A: b");
    QTest::newRow("chunk extensions")
        << chunked("5;a=b;c=\"d\"\r\n12345\r\n0;last\r\n\r\n", "/echo") << std::string("\n\n12345");
    QTest::newRow("trailers") << chunked("5\r\n12345\r\n0\r\nExpires: never\r\nB: c\r\n\r\n",
                                         "/echo")
                              << std::string("\n\n12345");
    QTest::newRow("two slashes") << get("//evil/x").replace(4, 8, "/echo//evil/x")
                                 << std::string("GET /echo//evil/x\n");
    QTest::newRow("target kept") << get("/echo/%7Ea/../b/./c?x=%20y&&z#f")
                                 << std::string("GET /echo/%7Ea/../b/./c?x=%20y&&z#f\n");
    QTest::newRow("upgrade") << get("/echo",
                                    "Connection: Upgrade, Upgrade\r\nUpgrade: websocket\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
                             << std::string("GET /echo\n");
    QTest::newRow("upgrade to HTTP/2") << get(
        "/echo", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n")
                                       << std::string("GET /echo\n");
}

void TestGuardTable::understood()
{
    QFETCH(const std::string, bytes);
    QFETCH(const std::string, contains);
    RawClient client(m_fixture->port());
    for (int i = 1; i <= 2; ++i) {
        const RawAnswer answer = client.ask(bytes);
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.status, 200);
        QVERIFY2(answer.body.find(contains) != std::string::npos, answer.body.c_str());
        QCOMPARE(m_fixture->log().requestCount(), i);
    }
    QVERIFY(m_fixture->servesOthers());
}

void TestGuardTable::slowHeads_areAllDropped()
{
    HttpFixture fixture({.policy = quickPolicy()});
    constexpr std::size_t count = 200;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
        QVERIFY(clients.back()->send("GET / HTTP/1.1\r\nX: "));
    }
    QVERIFY(fixture.waitForConnections(static_cast<int>(count)));
    // A byte now and then does not buy time.
    std::size_t alive = count;
    const QDeadlineTimer patience(RawClient::patience);
    while (alive > 0 && !patience.hasExpired()) {
        alive = 0;
        for (const auto &client : clients) {
            alive += !client->seesEnd(std::chrono::milliseconds(1)) && client->send("x") ? 1U : 0U;
        }
    }
    QCOMPARE(alive, 0U);
    QVERIFY(fixture.waitUntilQuiet());
    QCOMPARE(fixture.log().requestCount(), 0);
    QVERIFY(fixture.servesOthers());
}

void TestGuardTable::chunkedBody_survivesEverySplit()
{
    const std::string bytes
        = chunked("5;x\r\nhello\r\n1\r\n \r\n6\r\nworld!\r\n0\r\nT: u\r\n\r\n", "/echo");
    RawClient client(m_fixture->port());
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        QVERIFY(client.send(bytes.substr(0, cut)));
        const RawAnswer answer = client.ask(bytes.substr(cut));
        QVERIFY2(answer.isWhole() && answer.body.ends_with("\n\nhello world!"),
                 answer.body.c_str());
    }
    QVERIFY(client.sendInPieces(bytes, 1));
    QVERIFY(client.answer().body.ends_with("\n\nhello world!"));
    QCOMPARE(m_fixture->log().requestCount(), static_cast<int>(bytes.size()));
}

void TestGuardTable::expectContinue_isInvited()
{
    RawClient client(m_fixture->port());
    const RawAnswer invitation
        = client.ask(request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
    QVERIFY2(invitation.isWhole(), invitation.problem.c_str());
    QCOMPARE(invitation.status, 100);
    QCOMPARE(m_fixture->log().requestCount(), 0);
    const RawAnswer answer = client.ask("hello");
    QVERIFY2(answer.isWhole() && answer.body.ends_with("\n\nhello"), answer.problem.c_str());
}

void TestGuardTable::pipelinedAnswers_keepTheOrderOfTheRequests()
{
    RawClient client(m_fixture->port());
    QVERIFY(
        client.send(get("/after/100") + get("/after/1") + get("/echo/third") + get("/after/2")));
    QCOMPARE(client.answer().body, "after 100");
    QCOMPARE(client.answer().body, "after 1");
    QVERIFY(client.answer().body.starts_with("GET /echo/third"));
    QCOMPARE(client.answer().body, "after 2");
    QCOMPARE(m_fixture->log().requestCount(), 4);
}

void TestGuardTable::head_getsNoBody()
{
    RawClient client(m_fixture->port());
    for (const char *target : {"/size/1000", "/stream/10/1000", "/after/1"}) {
        const RawAnswer answer = client.ask(request("HEAD", target), AnswerTo::Head);
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.status, 200);
        // A body would stand before the next answer.
        const std::string fault = faultOf(client.ask(get("/")), std::string("ok"));
        QVERIFY2(fault.empty(), fault.c_str());
    }
    QCOMPARE(client.ask(request("HEAD", "/size/1000"), AnswerTo::Head).field("content-length"),
             "1000");
}

void TestGuardTable::plainHttp10AndClose_areClosed_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::newRow("HTTP/1.0") << std::string("GET /size/1000 HTTP/1.0\r\n\r\n");
    QTest::newRow("HTTP/1.0, slow") << std::string("GET /after/30 HTTP/1.0\r\n\r\n");
    QTest::newRow("HTTP/1.0, stream") << std::string("GET /stream/100/10000 HTTP/1.0\r\n\r\n");
    QTest::newRow("close") << get("/size/1000", "Connection: close\r\n");
    QTest::newRow("close, slow") << get("/after/30", "Connection: close\r\n");
    QTest::newRow("close, stream") << get("/stream/100/10000", "Connection: close\r\n");
    QTest::newRow("close, refused") << get("/", "Connection: close\r\nOrigin: http://evil\r\n");
}

void TestGuardTable::plainHttp10AndClose_areClosed()
{
    QFETCH(const std::string, bytes);
    RawClient client(m_fixture->port());
    // What follows is another client's business by now.
    const RawAnswer answer = client.ask(bytes + smuggled);
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.field("connection"), "close");
    QVERIFY(client.receiveAll().empty());
    QVERIFY(client.seesEnd());
    client.close();
    QVERIFY(m_fixture->waitUntilQuiet());
    for (const SeenRequest &seen : m_fixture->log().requests()) {
        QVERIFY(seen.target != "/smuggled");
    }
}

void TestGuardTable::largeBodies_arrive()
{
    RawClient client(m_fixture->port());
    for (const std::size_t size : {60'000U, 65'536U, 70'000U, 200'000U, 3'000'000U}) {
        const std::string body(size, 'b');
        const RawAnswer answer = client.ask(post("/echo", body));
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QVERIFY(answer.body.ends_with("\n\n" + body));
        QCOMPARE(m_fixture->log().requests().back().isSpooled, size > (1U << 20U));
    }
}

QTEST_GUILESS_MAIN(TestGuardTable)
#include "tst_guardtable.moc"
