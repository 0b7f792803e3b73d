#include "gateway/http/httpfixture.h"
#include "proxybench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::proxy::test;
using nlohmann::json;
using penstock::test::answer;

/// Streams that go well, break, or are no longer wanted.
class TestStreaming final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usage_isAskedForAndHidden();
    void usageOfTheClient_passes();
    void azurePath_getsAzuresChunks();
    void events_leaveAsTheyCome();
    void cutStream_endsWithAnError_data();
    void cutStream_endsWithAnError();
    void cutAnswer_comesFromElsewhere();
    void cutLargeAnswer_cutsTheConnection();
    void refusalInsideAStream_isAnAnswer();
    void hangUp_abortsTheUpstream_data();
    void hangUp_abortsTheUpstream();
    void hangUp_whileRepeating();
    void slowClient_getsEverything();
    void gatewayGoes_whileACallIsUnderWay();
};

namespace
{

const std::string filter = "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n";
const std::string hello
    = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}],\"usage\":null}\n\n";
const std::string shownHello = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const std::string stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const std::string usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,"
                          "\"completion_tokens\":5,\"total_tokens\":13}}\n\n";
const std::string done = "data: [DONE]\n\n";
const std::string streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n";

std::string chunk(const std::string &text)
{
    std::array<char, 32> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
    return size.data() + text + "\r\n";
}

std::string streamOf(const std::string &events)
{
    return streamHead + chunk(events) + "0\r\n\r\n";
}

} // namespace

void TestStreaming::usage_isAskedForAndHidden()
{
    const Upstream upstream(streamOf(filter + hello + stop + usage + done));
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const RawAnswer answer = bench.chat(ProxyBench::stream);
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.body, shownHello + stop + done);
    QVERIFY(answer.field("content-type").starts_with("text/event-stream"));
    QVERIFY(json::parse(upstream.request().body).at("stream_options").at("include_usage") == true);
    const auto lines = bench.logLines(1);
    QVERIFY(!lines.empty() && lines[0].find(" prompt=8 completion=5") != std::string::npos);
}

void TestStreaming::usageOfTheClient_passes()
{
    const Upstream upstream(streamOf(hello + stop + usage + done));
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const std::string body
        = "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    QCOMPARE(bench.chat(body).body, hello + stop + usage + done);
    QCOMPARE(upstream.request().body, body);
}

void TestStreaming::azurePath_getsAzuresChunks()
{
    const Upstream upstream(streamOf(filter + shownHello + stop + done));
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const std::string path = "/openai/deployments/gpt-4o/chat/completions?api-version=";
    // That version knows no stream_options, so nothing is added and nothing is taken out.
    QCOMPARE(bench.post(path + "2024-02-01", ProxyBench::stream).body,
             filter + shownHello + stop + done);
    QCOMPARE(upstream.request().body, std::string(ProxyBench::stream));
}

void TestStreaming::events_leaveAsTheyCome()
{
    const Upstream upstream([](ScriptedConnection &connection, const auto &) {
        connection.send(streamHead + chunk(shownHello));
        connection.waitForClose(); // the rest never comes
    });
    const ProxyBench bench({instanceAt("one", upstream.url())});
    RawClient client(bench.port());
    QVERIFY(client.send(penstock::test::post("/v1/chat/completions", ProxyBench::stream)));
    std::string text;
    while (text.find(shownHello) == std::string::npos) {
        const std::string more = client.receive(1);
        QVERIFY2(!more.empty(), text.c_str());
        text += more;
    }
    client.close();
    QVERIFY(upstream.waitUntilLeft());
}

void TestStreaming::cutStream_endsWithAnError_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("connection cut") << QByteArray();
    QTest::newRow("cut inside an event") << QByteArray::fromStdString(chunk("data: {\"choi"));
    QTest::newRow("ended early") << QByteArrayLiteral("0\r\n\r\n");
    QTest::newRow("ended inside an event")
        << QByteArray::fromStdString(chunk("data: {\"choi") + "0\r\n\r\n");
    QTest::newRow("broken framing") << QByteArrayLiteral("zz\r\n");
    QTest::newRow("half an event, and on")
        << QByteArray::fromStdString(chunk("data: {\"choi\n\n") + chunk(stop + done) + "0\r\n\r\n");
}

void TestStreaming::cutStream_endsWithAnError()
{
    QFETCH(const QByteArray, rest);
    const Upstream first([&](ScriptedConnection &connection, const auto &) {
        connection.send(streamHead + chunk(shownHello) + rest.toStdString());
        connection.close();
    });
    const Upstream second(streamOf(stop + done));
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    const RawAnswer answer = bench.chat(ProxyBench::stream);
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.starts_with(shownHello + "data: {\"error\":{"), answer.body.c_str());
    const json error = json::parse(answer.body.substr(shownHello.size() + 6)).at("error");
    QCOMPARE(error.at("type").get<std::string>(), std::string("upstream_error"));
    QCOMPARE(error.at("code").get<std::string>(), std::string("stream_interrupted"));
    QVERIFY(answer.body.find("[DONE]") == std::string::npos);
    QCOMPARE(second.count(), 0);
    const auto lines = bench.logLines(1);
    QVERIFY(!lines.empty() && lines[0].find("problem=stream_interrupted") != std::string::npos);
}

void TestStreaming::cutAnswer_comesFromElsewhere()
{
    const Upstream cut([](ScriptedConnection &connection, const auto &) {
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n"
                        + chunk("{\"half\":"));
        connection.close();
    });
    const ProxyBench alone({instanceAt("one", cut.url())});
    const RawAnswer error = alone.chat();
    QCOMPARE(error.status, 503);
    QVERIFY(error.isWhole());
    const Upstream whole("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                         "Content-Length: 14\r\n\r\n{\"whole\":true}");
    const ProxyBench both({instanceAt("one", cut.url()), instanceAt("two", whole.url())});
    const RawAnswer answer = both.chat();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, std::string("{\"whole\":true}"));
}

void TestStreaming::cutLargeAnswer_cutsTheConnection()
{
    const Upstream upstream([](ScriptedConnection &connection, const auto &) {
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                        "Transfer-Encoding: chunked\r\n\r\n"
                        + chunk(std::string(100'000, ' ')));
        connection.close();
    });
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, 200);
    QVERIFY(!answer.isWhole());
    QCOMPARE(bench.logLines(1).size(), 1U);
}

void TestStreaming::refusalInsideAStream_isAnAnswer()
{
    const Upstream upstream(
        streamOf(filter + "data: {\"error\":{\"code\":\"content_filter\",\"message\":\"m\"}}\n\n"));
    const ProxyBench bench({instanceAt("one", upstream.url())});
    for (const char *path : {"/v1/chat/completions", "/openai/v1/chat/completions"}) {
        const RawAnswer answer = bench.post(path, ProxyBench::stream);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.count("content-type"), 1);
        QCOMPARE(answer.field("content-type"), std::string("application/json"));
        QCOMPARE(json::parse(answer.body).at("error").at("code").get<std::string>(),
                 std::string("content_filter"));
    }
}

void TestStreaming::hangUp_abortsTheUpstream_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("waiting for an answer") << QByteArray();
    QTest::newRow("before content") << QByteArray::fromStdString(streamHead + chunk(filter));
    QTest::newRow("in the middle") << QByteArray::fromStdString(streamHead + chunk(shownHello));
}

void TestStreaming::hangUp_abortsTheUpstream()
{
    QFETCH(const QByteArray, sent);
    const Upstream first([&](ScriptedConnection &connection, const auto &) {
        connection.send(sent.toStdString());
        connection.waitForClose();
    });
    const Upstream second(streamOf(stop + done));
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    {
        RawClient client(bench.port());
        QVERIFY(client.send(penstock::test::post("/v1/chat/completions", ProxyBench::stream)));
        QVERIFY(first.waitForCount(1));
    }
    QVERIFY(first.waitUntilLeft());
    const auto lines = bench.logLines(1);
    QCOMPARE(lines.size(), 1U);
    QVERIFY2(lines[0].starts_with("POST /v1/chat/completions 499 gpt-4o"), lines[0].c_str());
    QCOMPARE(second.count(), 0);
    QCOMPARE(bench.get("/healthz").status, 200);
}

void TestStreaming::hangUp_whileRepeating()
{
    std::atomic<int> requests = 0;
    const Upstream upstream([&](ScriptedConnection &connection, const auto &) {
        if (++requests == 1) {
            connection.send(answer("{}", {}, "409 Conflict"));
        } else {
            connection.waitForClose();
        }
    });
    const ProxyBench bench({instanceAt("one", upstream.url())});
    {
        RawClient client(bench.port());
        QVERIFY(client.send(penstock::test::post("/v1/chat/completions", ProxyBench::whole)));
        QVERIFY(upstream.waitForCount(1));
    }
    const auto lines = bench.logLines(1);
    QCOMPARE(lines.size(), 1U);
    QVERIFY2(lines[0].find(" 499 ") != std::string::npos, lines[0].c_str());
    QCOMPARE(bench.get("/healthz").status, 200);
}

void TestStreaming::slowClient_getsEverything()
{
    constexpr std::size_t pieces = 300;
    const std::string piece = "data: {\"choices\":[{\"delta\":{\"content\":\""
        + std::string(100'000, 'x') + "\"}}]}\n\n";
    std::atomic<std::size_t> sent = 0;
    const Upstream upstream([&](ScriptedConnection &connection, const auto &) {
        connection.send(streamHead);
        while (sent < pieces && connection.send(chunk(piece))) {
            ++sent;
        }
        connection.send(chunk(done) + "0\r\n\r\n");
    });
    const ProxyBench bench({instanceAt("one", upstream.url())});
    RawClient client(bench.port(), 8192);
    QVERIFY(client.send(penstock::test::post("/v1/chat/completions", ProxyBench::stream)));
    QVERIFY(becomesTrue([&] { return sent > 3; }));
    const RawAnswer answer = client.answer();
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.body.size(), pieces * piece.size() + done.size());
    QVERIFY(answer.body.ends_with(piece + done));
}

void TestStreaming::gatewayGoes_whileACallIsUnderWay()
{
    const Upstream upstream([](ScriptedConnection &connection, const auto &) {
        connection.send(streamHead + chunk(filter));
        connection.waitForClose();
    });
    auto bench = std::make_unique<ProxyBench>(
        std::vector<InstanceSettings>{instanceAt("one", upstream.url())});
    RawClient client(bench->port());
    QVERIFY(client.send(penstock::test::post("/v1/chat/completions", ProxyBench::stream)));
    QVERIFY(upstream.waitForCount(1));
    bench.reset();
    QVERIFY(client.seesEnd());
    QVERIFY(upstream.waitUntilLeft());
}

QTEST_GUILESS_MAIN(TestStreaming)
#include "tst_streaming.moc"
