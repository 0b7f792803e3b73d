#include "gateway/http/httpfixture.h"
#include "proxybench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::proxy::test;
using nlohmann::json;
using penstock::test::answer;

/// What is tried besides the next target, for how long, and what is told of it.
class TestAttempts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usageRefused_isAskedForWithout();
    void usageRefusedByTheClientsOwnWish_isItsAnswer();
    void silence_isReplayedOnDemand();
    void totalDeadline_coversAllAttempts_data();
    void totalDeadline_coversAllAttempts();
    void totalDeadline_endsWithTheAnswersBegin();
    void traffic_isTold();
    void leavingClient_saysNothingAboutTheTarget();
    void stop_leavesALine();
};

namespace
{

const std::string good = answer("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}",
                                "Content-Type: application/json\r\n");
const std::string goodStream
    = answer("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n"
             "data: [DONE]\n\n",
             "Content-Type: text/event-stream\r\n");
const std::string refusesUsage
    = answer("{\"error\":{\"message\":\"Unrecognized request argument: stream_options\"}}",
             "Content-Type: application/json\r\n", "400 Bad Request");

bool asksForUsage(const ScriptedConnection::Request &request)
{
    return request.body.find("include_usage") != std::string::npos;
}

void stayQuiet(ScriptedConnection &connection, const ScriptedConnection::Request &)
{
    connection.waitForClose();
}

using Lines = std::vector<std::string>;

} // namespace

void TestAttempts::usageRefused_isAskedForWithout()
{
    const Upstream upstream([](ScriptedConnection &connection, const auto &request) {
        connection.send(asksForUsage(request) ? refusesUsage : goodStream);
    });
    const ProxyBench bench({instanceAt("one", upstream.url())});
    QCOMPARE(bench.chat(ProxyBench::stream).status, 200);
    QCOMPARE(upstream.count(), 2);
    QVERIFY(asksForUsage(upstream.request(0)));
    QVERIFY(upstream.request(1).body.find("stream_options") == std::string::npos);
    // Known from now on.
    QCOMPARE(bench.chat(ProxyBench::stream).status, 200);
    QCOMPARE(upstream.count(), 3);
    QVERIFY(!asksForUsage(upstream.request(2)));
}

void TestAttempts::usageRefusedByTheClientsOwnWish_isItsAnswer()
{
    const Upstream upstream(refusesUsage);
    const ProxyBench bench({instanceAt("one", upstream.url())});
    QCOMPARE(bench
                 .chat("{\"model\":\"gpt-4o\",\"stream\":true,"
                       "\"stream_options\":{\"include_usage\":true}}")
                 .status,
             400);
    QCOMPARE(upstream.count(), 1);
}

void TestAttempts::silence_isReplayedOnDemand()
{
    const Upstream first(stayQuiet);
    const Upstream second(good);
    GatewayConfig config;
    config.instances = {instanceAt("one", first.url()), instanceAt("two", second.url())};
    config.routing.firstByteTimeoutNonStream = std::chrono::milliseconds(50);
    config.routing.replayAfterTimeout = true;
    const ProxyBench bench(std::move(config));
    const RawAnswer answer = bench.chat();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
}

void TestAttempts::totalDeadline_coversAllAttempts_data()
{
    QTest::addColumn<bool>("asksForStream");
    QTest::newRow("whole") << false;
    QTest::newRow("stream") << true;
}

void TestAttempts::totalDeadline_coversAllAttempts()
{
    QFETCH(const bool, asksForStream);
    const Upstream upstream(stayQuiet);
    GatewayConfig config;
    config.instances = {instanceAt("one", upstream.url())};
    config.routing.totalDeadline = std::chrono::seconds(1);
    const ProxyBench bench(std::move(config));
    const RawAnswer answer = bench.chat(asksForStream ? ProxyBench::stream : ProxyBench::whole);
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, 504);
    const json error = json::parse(answer.body).at("error");
    QCOMPARE(error.at("code").get<std::string>(), std::string("total_deadline_exceeded"));
    QVERIFY(error.at("message").get<std::string>().find("1 s") != std::string::npos);
    QVERIFY2(answer.field("x-penstock-attempts").starts_with("one:timed_out"),
             answer.field("x-penstock-attempts").c_str());
    QVERIFY(upstream.waitUntilLeft());
    QCOMPARE(bench.traffic(3), (Lines{"began", "one/dep-one timed_out timed_out", "ended 504 "}));
}

void TestAttempts::totalDeadline_endsWithTheAnswersBegin()
{
    // Three half seconds, with a deadline of one.
    const Upstream upstream([](ScriptedConnection &connection, const auto &) {
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        for (const char *text : {"a", "b", "c", "d"}) {
            connection.send("data: {\"choices\":[{\"delta\":{\"content\":\"" + std::string(text)
                            + "\"}}]}\n\n");
            std::this_thread::sleep_for(std::chrono::milliseconds(500)); // the upstream's own pace
        }
        connection.send("data: [DONE]\n\n");
        connection.close();
    });
    GatewayConfig config;
    config.instances = {instanceAt("one", upstream.url())};
    config.routing.totalDeadline = std::chrono::seconds(1);
    const ProxyBench bench(std::move(config));
    const RawAnswer answer = bench.chat(ProxyBench::stream);
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.ends_with("data: [DONE]\n\n"), answer.body.c_str());
}

void TestAttempts::traffic_isTold()
{
    const Upstream first(answer("{}", {}, "503 Service Unavailable"));
    const Upstream second(good);
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    QCOMPARE(bench.chat().status, 200);
    QCOMPARE(bench.traffic(4),
             (Lines{"began", "one/dep-one failed 503", "two/dep-two good 200", "ended 200 two"}));
}

void TestAttempts::leavingClient_saysNothingAboutTheTarget()
{
    const Upstream upstream(stayQuiet);
    const ProxyBench bench({instanceAt("one", upstream.url())});
    {
        RawClient client(bench.port());
        client.send(penstock::test::post("/v1/chat/completions", ProxyBench::whole));
        QVERIFY(upstream.waitForCount(1));
    }
    QVERIFY(upstream.waitUntilLeft());
    QCOMPARE(bench.traffic(3), (Lines{"began", "one/dep-one abandoned abandoned", "ended 499 "}));
}

void TestAttempts::stop_leavesALine()
{
    const Upstream upstream(stayQuiet);
    ProxyBench bench({instanceAt("one", upstream.url())});
    RawClient client(bench.port());
    client.send(penstock::test::post("/v1/chat/completions", ProxyBench::whole));
    QVERIFY(upstream.waitForCount(1));
    bench.stop();
    const Lines lines = bench.logLines(1);
    QCOMPARE(lines.size(), 1U);
    QVERIFY2(lines[0].find("problem=gateway_stopped") != std::string::npos, lines[0].c_str());
    QCOMPARE(bench.traffic(2).back(), std::string("ended 503 "));
}

QTEST_GUILESS_MAIN(TestAttempts)
#include "tst_attempts.moc"
