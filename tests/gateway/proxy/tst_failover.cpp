#include "proxybench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::proxy::test;
using nlohmann::json;
using penstock::test::answer;

/// A request goes from target to target until one of them answers.
class TestFailover final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nextTarget_answers_data();
    void nextTarget_answers();
    void refused_goesToTheNext();
    void clientsMistake_isAskedNowhereElse_data();
    void clientsMistake_isAskedNowhereElse();
    void conflict_isRepeatedThere_data();
    void conflict_isRepeatedThere();
    void attempts_areBounded_data();
    void attempts_areBounded();
    void silentUpstream_isNotAskedTwice();
    void silenceAfterTheHead_isATimeout();
    void silentStream_goesToTheNext();
    void everyTargetLimited_is429();
    void compressedAnswer_staysOne();
    void compressedError_isPutIntoWords_data();
    void compressedError_isPutIntoWords();
    void missingSecret_isSaid();
};

namespace
{

const std::string good = answer("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}",
                                "Content-Type: application/json\r\n");

std::string refusal(std::string_view status, std::string_view fields = {})
{
    return answer("{\"error\":{\"code\":\"c\",\"message\":\"m\"}}",
                  "Content-Type: application/json\r\n" + std::string(fields), status);
}

std::string eventStream(std::string_view events)
{
    return answer(events, "Content-Type: text/event-stream\r\n");
}

const std::string goodStream = eventStream(
    "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n"
    "data: [DONE]\n\n");

void stayQuiet(ScriptedConnection &connection, const ScriptedConnection::Request &)
{
    connection.waitForClose();
}

} // namespace

void TestFailover::nextTarget_answers_data()
{
    QTest::addColumn<QByteArray>("bytes"); // "reset" and "close" do that
    QTest::addColumn<QByteArray>("outcome");
    QTest::addColumn<bool>("asksForStream");
    const auto row = [](const char *name, const std::string &bytes, const char *outcome) {
        for (const bool isStream : {false, true}) {
            QTest::addRow("%s, %s", name, isStream ? "stream" : "whole")
                << QByteArray::fromStdString(bytes) << QByteArray(outcome) << isStream;
        }
    };
    row("reset", "reset", "");
    row("close", "close", "");
    for (const char *status : {"429 Too Many Requests", "401 Unauthorized", "403 Forbidden",
                               "404 Not Found", "408 Request Timeout", "500 Internal Server Error",
                               "502 Bad Gateway", "503 Service Unavailable", "504 Timeout"}) {
        row(status, refusal(status), std::string(status).substr(0, 3).c_str());
    }
    row("page", answer("<html>Sign in</html>", "Content-Type: text/html\r\n"), "broken_answer");
    row("not HTTP", "hello\r\n\r\n", "");
    const auto stream = [](const char *name, const std::string &bytes, const char *outcome) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(outcome) << true;
    };
    stream("error first",
           eventStream("data: {\"choices\":[]}\n\n"
                       "data: {\"error\":{\"code\":\"rate_limit_exceeded\"}}\n\n"),
           "429");
    stream("server error first", eventStream("data: {\"error\":{\"type\":\"server_error\"}}\n\n"),
           "500");
    stream("end before content", eventStream("data: {\"choices\":[]}\n\n"), "");
    stream("empty stream", eventStream(""), "");
}

void TestFailover::nextTarget_answers()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, outcome);
    QFETCH(const bool, asksForStream);
    const Upstream first([&](ScriptedConnection &connection, const auto &) {
        if (bytes == "reset") {
            connection.reset();
        } else if (bytes == "close") {
            connection.close();
        } else {
            connection.send(bytes.toStdString());
            if (!bytes.startsWith("HTTP")) {
                connection.close();
            }
        }
    });
    const Upstream second(asksForStream ? goodStream : good);
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    const RawAnswer answer = bench.chat(asksForStream ? ProxyBench::stream : ProxyBench::whole);
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.find("Hi") != std::string::npos, answer.body.c_str());
    QCOMPARE(first.count(), 1);
    QCOMPARE(second.count(), 1);
    QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
    QCOMPARE(answer.field("x-penstock-deployment"), std::string("dep-two"));
    const std::string attempts = answer.field("x-penstock-attempts");
    QVERIFY2(attempts.starts_with("one:" + outcome.toStdString()), attempts.c_str());
    QVERIFY2(attempts.ends_with("ms,two:200"), attempts.c_str());
}

void TestFailover::refused_goesToTheNext()
{
    const Upstream second(good);
    const ProxyBench bench({instanceAt("one", deadUrl()), instanceAt("two", second.url())});
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.field("x-penstock-attempts").starts_with("one:refused:"));
}

void TestFailover::clientsMistake_isAskedNowhereElse_data()
{
    QTest::addColumn<QByteArray>("status");
    for (const char *status : {"400 Bad Request", "413 Too Large", "415 Unsupported Media Type",
                               "422 Unprocessable Entity"}) {
        QTest::newRow(status) << QByteArray(status);
    }
}

void TestFailover::clientsMistake_isAskedNowhereElse()
{
    QFETCH(const QByteArray, status);
    const std::string body
        = "{\"error\" : "
          "{\"code\":\"content_filter\",\"message\":\"m\",\"innererror\":{\"a\":1.0}}}";
    const Upstream first(answer(body, "Content-Type: application/json\r\napim-request-id: abc\r\n",
                                status.toStdString()));
    const Upstream second(good);
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    const RawAnswer azure = bench.post(
        "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", ProxyBench::whole);
    QCOMPARE(azure.status, status.left(3).toInt());
    QCOMPARE(azure.body, body);
    QCOMPARE(azure.field("apim-request-id"), std::string("abc"));
    QCOMPARE(azure.field("x-error-backend-instance"), std::string("one"));
    QVERIFY(azure.field("x-penstock-attempts").starts_with("one:" + status.left(3).toStdString()));
    const RawAnswer openAi = bench.chat();
    QCOMPARE(openAi.status, status.left(3).toInt());
    const json error = json::parse(openAi.body).at("error");
    QCOMPARE(error.at("code").get<std::string>(), std::string("content_filter"));
    QVERIFY(error.contains("innererror") && error.contains("param"));
    QVERIFY(std::stod(openAi.field("x-penstock-overhead-ms")) > 0);
    QCOMPARE(second.count(), 0);
}

void TestFailover::conflict_isRepeatedThere_data()
{
    QTest::addColumn<bool>("isLasting");
    QTest::newRow("it passes") << false;
    QTest::newRow("it lasts") << true;
}

void TestFailover::conflict_isRepeatedThere()
{
    QFETCH(const bool, isLasting);
    std::atomic<int> requests = 0;
    const Upstream first([&](ScriptedConnection &connection, const auto &) {
        connection.send(++requests == 1 || isLasting ? refusal("409 Conflict") : good);
    });
    const Upstream second(good);
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    QCOMPARE(bench.chat().status, isLasting ? 409 : 200);
    QCOMPARE(first.count(), 2);
    QCOMPARE(second.count(), 0);
}

void TestFailover::attempts_areBounded_data()
{
    QTest::addColumn<int>("retries");
    QTest::addColumn<int>("attempts");
    QTest::newRow("none") << 0 << 1;
    QTest::newRow("one") << 1 << 2;
    QTest::newRow("more than there are") << 9 << 3;
    QTest::newRow("nonsense") << -3 << 1;
}

void TestFailover::attempts_areBounded()
{
    QFETCH(const int, retries);
    QFETCH(const int, attempts);
    const Upstream upstream(refusal("503 Service Unavailable"));
    GatewayConfig config;
    config.instances = {instanceAt("one", upstream.url()), instanceAt("two", upstream.url()),
                        instanceAt("three", upstream.url())};
    config.routing.retries = retries;
    const ProxyBench bench(std::move(config));
    QCOMPARE(bench.chat().status, 503);
    QCOMPARE(upstream.count(), attempts);
}

void TestFailover::silentUpstream_isNotAskedTwice()
{
    const Upstream first(stayQuiet);
    const Upstream second(good);
    GatewayConfig config;
    config.instances = {instanceAt("one", first.url()), instanceAt("two", second.url())};
    config.routing.firstByteTimeoutNonStream = std::chrono::milliseconds(50);
    const ProxyBench bench(std::move(config));
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, 504);
    QCOMPARE(json::parse(answer.body).at("error").at("code").get<std::string>(),
             std::string("upstream_timeout"));
    QCOMPARE(second.count(), 0);
}

void TestFailover::silenceAfterTheHead_isATimeout()
{
    const Upstream first([](ScriptedConnection &connection, const auto &) {
        connection.send(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n");
        connection.waitForClose();
    });
    GatewayConfig config;
    config.instances = {instanceAt("one", first.url())};
    config.routing.streamIdleTimeout = std::chrono::milliseconds(50);
    const ProxyBench bench(std::move(config));
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, 504);
    QVERIFY(answer.isWhole());
}

void TestFailover::silentStream_goesToTheNext()
{
    const Upstream first(stayQuiet);
    const Upstream second(goodStream);
    GatewayConfig config;
    config.instances = {instanceAt("one", first.url()), instanceAt("two", second.url())};
    config.routing.firstByteTimeout = std::chrono::milliseconds(50);
    const ProxyBench bench(std::move(config));
    const RawAnswer answer = bench.chat(ProxyBench::stream);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
    QVERIFY(first.waitUntilLeft());
}

void TestFailover::everyTargetLimited_is429()
{
    const Upstream first(refusal("429 Too Many Requests", "Retry-After: 30\r\n"));
    const Upstream second(refusal("429 Too Many Requests", "retry-after-ms: 6500\r\n"));
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.field("retry-after"), std::string("7"));
    QCOMPARE(
        json::parse(answer.body).at("error").at("message").get<std::string>(),
        std::string("All 2 targets for 'gpt-4o' are rate limited; soonest in 7 s (two/dep-two)."));
    const std::string attempts = answer.field("x-penstock-attempts");
    QVERIFY2(attempts.starts_with("one:429:") && attempts.ends_with(",two:429"), attempts.c_str());
}

void TestFailover::compressedAnswer_staysOne()
{
    // Nobody has asked for it, but some do it all the same.
    const std::string bytes("\x1f\x8b\x08\x00zip", 7);
    const Upstream upstream(
        answer(bytes, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"));
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.body, bytes);
    QCOMPARE(answer.field("content-encoding"), std::string("gzip"));
}

void TestFailover::compressedError_isPutIntoWords_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("the client's") << QByteArrayLiteral("400 Bad Request");
    QTest::newRow("the upstream's") << QByteArrayLiteral("503 Service Unavailable");
}

void TestFailover::compressedError_isPutIntoWords()
{
    QFETCH(const QByteArray, status);
    const Upstream upstream(answer(
        "\x1f\x8b", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", status.toStdString()));
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, status.left(3).toInt());
    QCOMPARE(answer.count("content-encoding"), 0);
    QCOMPARE(answer.field("content-type"), std::string("application/json"));
    QVERIFY(json::parse(answer.body).at("error").at("message").is_string());
}

void TestFailover::missingSecret_isSaid()
{
    InstanceSettings instance = instanceAt("one", deadUrl());
    instance.credential.apiKey->location = "NOT_SET";
    const ProxyBench bench({instance});
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, 502);
    QVERIFY2(answer.body.find("NOT_SET") != std::string::npos, answer.body.c_str());
    QCOMPARE(answer.count("x-penstock-attempts"), 0);
}

QTEST_GUILESS_MAIN(TestFailover)
#include "tst_failover.moc"
