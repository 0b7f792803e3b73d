#include "gateway/simulator/instancebench.h"
#include "simulator/faultschedule.h"
#include "simulator/replyfault.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// When faults strike, and what they make of an answer. Sockets are not needed to know that.
class TestSimulatedFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void rateLimitText_namesOperationAndVersion();
    void spoiltStreams_data();
    void spoiltStreams();
    void rateLimitInStream_comesWithRetryAfter();
    void spoiltWhole_data();
    void spoiltWhole();
    void atRequest_strikesByNumberOfTheDeployment();
    void atSecond_strikesInItsTime();
    void count_endsALiveFault();
    void probability_followsTheSeed();
    void liveFaults_replaceEachOther();
    void refusal_takesEveryRequestWithIt();
    void limitReduction_showsInTheHeaders();
    void oddHeaders_areNegative();
    void conditions_haveProbabilityAndCount();
    void faultOfOneDeployment_sparesTheOthers();
};

namespace
{

const std::string streamBody
    = chatBody(R"("stream":true,"stream_options":{"include_usage":true},"max_tokens":20)");

std::vector<Fault> oneFault(Fault fault)
{
    return {std::move(fault)};
}

int statusOf(InstanceBench &bench, std::string_view path = chatPath)
{
    return bench.post(path, chatBody(R"("model":"newer")")).status;
}

} // namespace

void TestSimulatedFaults::answers_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("text");
    const auto row = [](FaultKind kind, int wanted, int status, const char *text) {
        const QByteArray name = QByteArray::fromStdString(std::string(toString(kind)));
        QTest::addRow("%s %d", name.constData(), wanted)
            << static_cast<int>(kind) << wanted << status << std::string(text);
    };
    row(FaultKind::RateLimit, 0, 429, "have exceeded token rate limit");
    row(FaultKind::RetryAfterDay, 0, 429, "Please retry after 86400 seconds.");
    row(FaultKind::Capacity, 0, 429, "The system is currently experiencing high demand");
    row(FaultKind::Unauthorized, 0, 401, "Access denied due to invalid subscription key");
    row(FaultKind::RoleMissing, 0, 401, "Principal does not have access to API/Operation.");
    row(FaultKind::Forbidden, 0, 403, "Access denied due to Virtual Network/Firewall rules.");
    row(FaultKind::DeploymentMissing, 0, 404, "\"DeploymentNotFound\"");
    row(FaultKind::Timeout, 0, 408, "The operation was timeout.");
    row(FaultKind::ServerError, 0, 500, "The server had an error while processing your request.");
    row(FaultKind::ServerError, 503, 503, "That model is currently overloaded");
    row(FaultKind::ServerError, 504, 504, "\"GatewayTimeout\"");
    row(FaultKind::HtmlError, 0, 502, "<html>");
    row(FaultKind::HtmlError, 503, 503, "<h1>503 Service Unavailable</h1>");
}

void TestSimulatedFaults::answers()
{
    QFETCH(int, kind);
    QFETCH(int, wanted);
    QFETCH(int, status);
    QFETCH(std::string, text);
    InstanceBench bench;
    bench.instance().switchOn(oneFault({.kind = static_cast<FaultKind>(kind), .status = wanted}));
    const Reply reply = bench.post(chatPath, chatBody());
    QCOMPARE(reply.status, status);
    QVERIFY2(reply.body().find(text) != std::string::npos, reply.body().c_str());
    QCOMPARE(reply.field("content-type"),
             static_cast<FaultKind>(kind) == FaultKind::HtmlError ? "text/html"
                                                                  : "application/json");
    QCOMPARE(reply.field("apim-request-id").size(), std::size_t{36});
    const DeploymentCounts counts = bench.instance().state().deployments.front().counts;
    QCOMPARE(counts.requests, 1U);
    QCOMPARE(counts.faults, 1U);
    QCOMPARE(counts.rejected, status == 429 ? 1U : 0U);
    QCOMPARE(counts.inFlight, 0);
}

void TestSimulatedFaults::rateLimitText_namesOperationAndVersion()
{
    InstanceBench bench;
    bench.instance().switchOn(
        oneFault({.kind = FaultKind::RateLimit, .retryAfter = milliseconds(6500)}));
    const Reply reply = bench.post(chatPath, chatBody());
    QCOMPARE(
        jsonOf(reply)["error"]["message"],
        "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version "
        "2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please "
        "retry after 7 seconds. Please go here: https://aka.ms/oai/quotaincrease if you would "
        "like to further increase the default rate limit.");
    QCOMPARE(jsonOf(reply)["error"]["code"], "429");
    QCOMPARE(reply.field("retry-after"), "7");
    QCOMPARE(reply.field("retry-after-ms"), "6500");
    const Reply embeddings
        = bench.post("/openai/v1/embeddings", R"({"model":"embed","input":"x"})");
    QVERIFY(embeddings.body().find("Embeddings_Create Operation under Azure OpenAI API version v1")
            != std::string::npos);
}

void TestSimulatedFaults::spoiltStreams_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("afterEvents");
    QTest::addColumn<int>("end");
    QTest::addColumn<int>("parts"); // -1: all of them
    QTest::addColumn<std::string>("last");
    const auto row = [](const char *name, FaultKind kind, int after, ReplyEnd end, int parts,
                        const char *last) {
        QTest::newRow(name) << static_cast<int>(kind) << after << static_cast<int>(end) << parts
                            << std::string(last);
    };
    row("reset", FaultKind::Reset, -1, ReplyEnd::Reset, 0, "");
    row("refuse", FaultKind::Refuse, -1, ReplyEnd::Reset, 0, "");
    row("reset behind the head", FaultKind::ResetAfterHead, -1, ReplyEnd::Reset, 0, "");
    row("stall", FaultKind::Stall, -1, ReplyEnd::Silent, 0, "");
    row("stall after two", FaultKind::Stall, 2, ReplyEnd::Silent, 2, "\"assistant\"");
    row("cut", FaultKind::Cut, -1, ReplyEnd::Cut, 5, "\"content\"");
    row("cut at once", FaultKind::Cut, 0, ReplyEnd::Cut, 0, "");
    row("broken chunk", FaultKind::MalformedChunk, -1, ReplyEnd::Cut, 4, "not-a-size\r\n");
    row("error before the first word", FaultKind::StreamError, -1, ReplyEnd::Finished, 3,
        "data: {\"error\":{\"message\":\"That model is currently overloaded");
    row("error after four", FaultKind::StreamError, 4, ReplyEnd::Finished, 5,
        "\"type\":\"server_error\"");
    row("broken JSON", FaultKind::MalformedJson, -1, ReplyEnd::Finished, -1, "data: [DONE]\n\n");
}

void TestSimulatedFaults::spoiltStreams()
{
    QFETCH(int, kind);
    QFETCH(int, afterEvents);
    QFETCH(int, end);
    QFETCH(int, parts);
    QFETCH(std::string, last);
    InstanceBench bench;
    const std::size_t whole = bench.post(chatPath, streamBody).parts.size();
    Fault fault{.kind = static_cast<FaultKind>(kind)};
    if (afterEvents >= 0) {
        fault.afterEvents = afterEvents;
    }
    bench.instance().switchOn(oneFault(fault));
    const Reply reply = bench.post(chatPath, streamBody);
    QCOMPARE(static_cast<int>(reply.end), end);
    QCOMPARE(reply.parts.size(), parts < 0 ? whole : static_cast<std::size_t>(parts));
    if (!reply.parts.empty()) {
        QVERIFY2(reply.parts.back().bytes.find(last) != std::string::npos,
                 reply.parts.back().bytes.c_str());
    }
    if (fault.kind == FaultKind::MalformedJson) {
        QVERIFY(eventsOf(reply.body())[3].is_discarded());
        QVERIFY(eventsOf(reply.body())[4].is_object());
    }
}

void TestSimulatedFaults::rateLimitInStream_comesWithRetryAfter()
{
    InstanceBench bench;
    bench.instance().switchOn(
        oneFault({.kind = FaultKind::StreamError, .status = 429, .afterEvents = 1}));
    const Reply reply = bench.post(chatPath, streamBody);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("retry-after"), "7");
    const Json error = eventsOf(reply.body()).back()["error"];
    QCOMPARE(error["code"], "rate_limit_exceeded");
    QCOMPARE(error["type"], "too_many_requests");
    // No [DONE] behind it.
    QCOMPARE(reply.parts.size(), std::size_t{2});
}

void TestSimulatedFaults::spoiltWhole_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isShort");
    QTest::addColumn<bool>("isJson");
    QTest::newRow("cut") << static_cast<int>(FaultKind::Cut) << 200 << true << false;
    QTest::newRow("broken JSON") << static_cast<int>(FaultKind::MalformedJson) << 200 << false
                                 << false;
    QTest::newRow("error") << static_cast<int>(FaultKind::StreamError) << 503 << false << true;
    QTest::newRow("slow") << static_cast<int>(FaultKind::Slow) << 200 << false << true;
    QTest::newRow("slow drip") << static_cast<int>(FaultKind::SlowDrip) << 200 << false << true;
}

void TestSimulatedFaults::spoiltWhole()
{
    QFETCH(int, kind);
    QFETCH(int, status);
    QFETCH(bool, isShort);
    QFETCH(bool, isJson);
    InstanceBench bench;
    bench.instance().switchOn(
        oneFault({.kind = static_cast<FaultKind>(kind), .delay = milliseconds(300)}));
    const Reply reply = bench.post(chatPath, chatBody());
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.body().size() < reply.contentLength.value(), isShort);
    QCOMPARE(!jsonOf(reply).is_discarded(), isJson);
    const bool isSlow = static_cast<FaultKind>(kind) == FaultKind::Slow
        || static_cast<FaultKind>(kind) == FaultKind::SlowDrip;
    QCOMPARE(reply.duration() >= milliseconds(300), isSlow);
}

void TestSimulatedFaults::atRequest_strikesByNumberOfTheDeployment()
{
    SimulatorScenario scenario = benchScenario();
    scenario.faults = {{.fault = {.kind = FaultKind::ServerError, .count = 2, .atRequest = 3}}};
    InstanceBench bench(scenario);
    // What others ask in between changes nothing.
    QCOMPARE(statusOf(bench, v1ChatPath), 200);
    QList<int> seen;
    for (int i = 0; i < 6; ++i) {
        seen << statusOf(bench);
    }
    QCOMPARE(seen, (QList<int>{200, 200, 500, 500, 200, 200}));
    QCOMPARE(statusOf(bench, v1ChatPath), 200);
    QCOMPARE(statusOf(bench, v1ChatPath), 500);
}

void TestSimulatedFaults::atSecond_strikesInItsTime()
{
    SimulatorScenario scenario = benchScenario();
    scenario.faults
        = {{.instance = "eastus",
            .fault = {.kind = FaultKind::Forbidden, .duration = seconds(5), .atTime = seconds(10)}},
           {.instance = "elsewhere", .fault = {.kind = FaultKind::Timeout}}};
    InstanceBench bench(scenario);
    QCOMPARE(statusOf(bench), 200);
    bench.clock().advance(seconds(10));
    QCOMPARE(statusOf(bench), 403);
    bench.clock().advance(milliseconds(4999));
    QCOMPARE(statusOf(bench), 403);
    bench.clock().advance(milliseconds(1));
    QCOMPARE(statusOf(bench), 200);
    QVERIFY(bench.instance().state().faults.empty());
}

void TestSimulatedFaults::count_endsALiveFault()
{
    InstanceBench bench;
    bench.instance().switchOn(oneFault({.kind = FaultKind::Unauthorized, .count = 2}));
    QCOMPARE(statusOf(bench), 401);
    QCOMPARE(bench.instance().state().faults.size(), std::size_t{1});
    QCOMPARE(statusOf(bench), 401);
    QVERIFY(bench.instance().state().faults.empty());
    QCOMPARE(statusOf(bench), 200);
}

void TestSimulatedFaults::probability_followsTheSeed()
{
    const auto course = [](std::uint64_t seed) {
        SimulatorScenario scenario = benchScenario();
        scenario.seed = seed;
        scenario.faults = {{.fault = {.kind = FaultKind::ServerError, .probability = 0.3}}};
        InstanceBench bench(scenario);
        QList<int> seen;
        for (int i = 0; i < 100; ++i) {
            seen << statusOf(bench);
        }
        return seen;
    };
    const QList<int> first = course(1);
    QCOMPARE(course(1), first);
    QVERIFY(course(2) != first);
    QVERIFY(first.count(500) > 15 && first.count(500) < 45);
}

void TestSimulatedFaults::liveFaults_replaceEachOther()
{
    SimulatorScenario scenario = benchScenario();
    scenario.faults = {{.fault = {.kind = FaultKind::Timeout, .atRequest = 3}}};
    InstanceBench bench(scenario);
    bench.instance().switchOn(oneFault({.kind = FaultKind::ServerError}));
    QCOMPARE(statusOf(bench), 500);
    bench.instance().switchOn(oneFault({.kind = FaultKind::Forbidden}));
    QCOMPARE(statusOf(bench), 403);
    bench.instance().switchOn({});
    QCOMPARE(statusOf(bench), 408); // the planned one is still there
    bench.instance().clearFaults();
    QCOMPARE(statusOf(bench), 200);
}

void TestSimulatedFaults::refusal_takesEveryRequestWithIt()
{
    SimulatorScenario scenario = benchScenario();
    scenario.faults
        = {{.fault = {.kind = FaultKind::Refuse, .duration = seconds(3), .atRequest = 2}}};
    InstanceBench bench(scenario);
    QVERIFY(bench.instance().mayRefuse());
    QCOMPARE(bench.post(chatPath, chatBody()).end, ReplyEnd::Finished);
    QVERIFY(!bench.instance().refuses());
    QCOMPARE(bench.post(chatPath, chatBody()).end, ReplyEnd::Reset);
    QVERIFY(bench.instance().refuses());
    QCOMPARE(bench.post(v1ChatPath, chatBody(R"("model":"newer")")).end, ReplyEnd::Reset);
    bench.clock().advance(seconds(3));
    QVERIFY(!bench.instance().refuses());
    QCOMPARE(bench.post(chatPath, chatBody()).end, ReplyEnd::Finished);
}

void TestSimulatedFaults::limitReduction_showsInTheHeaders()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments[0].tokensPerMinute = 6000;
    InstanceBench bench(scenario);
    bench.instance().switchOn(oneFault({.kind = FaultKind::LimitReduction, .factor = 0.25}));
    const Reply reply = bench.post(chatPath, chatBody(R"("max_tokens":500)"));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("x-ratelimit-limit-tokens"), "1500");
    const Reply tooLarge = bench.post(chatPath, chatBody(R"("max_tokens":2000)"));
    QCOMPARE(tooLarge.status, 429);
    QCOMPARE(tooLarge.field("retry-after"), "86400");
}

void TestSimulatedFaults::oddHeaders_areNegative()
{
    InstanceBench bench;
    bench.instance().switchOn(oneFault({.kind = FaultKind::OddHeaders}));
    const Reply reply = bench.post(chatPath, chatBody());
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("x-ratelimit-limit-requests"), "-1");
    QCOMPARE(reply.field("x-ratelimit-remaining-tokens"), "-27689");
}

void TestSimulatedFaults::conditions_haveProbabilityAndCount()
{
    InstanceBench bench;
    bench.instance().switchOn({{.kind = FaultKind::OddHeaders, .probability = 0.3},
                               {.kind = FaultKind::LimitReduction, .count = 5, .factor = 0}});
    std::uint64_t odd = 0;
    std::uint64_t refused = 0;
    for (int i = 0; i < 100; ++i) {
        const Reply reply = bench.post(chatPath, chatBody());
        odd += reply.field("x-ratelimit-limit-requests") == "-1" ? 1U : 0U;
        refused += reply.status == 429 ? 1U : 0U;
    }
    QVERIFY2(odd > 15 && odd < 45, qPrintable(QString::number(odd)));
    const DeploymentCounts counts = bench.instance().state().deployments.front().counts;
    QCOMPARE(counts.faultsByKind.at(FaultKind::OddHeaders), odd);
    QCOMPARE(counts.faultsByKind.at(FaultKind::LimitReduction), 5U);
    QCOMPARE(refused, 0U); // without limits there is nothing to reduce
    QCOMPARE(counts.faults, 0U);
}

void TestSimulatedFaults::faultOfOneDeployment_sparesTheOthers()
{
    InstanceBench bench;
    bench.instance().switchOn(oneFault({.kind = FaultKind::RateLimit, .deployment = "chat"}));
    QCOMPARE(statusOf(bench), 429);
    QCOMPARE(statusOf(bench, v1ChatPath), 200);
    QCOMPARE(bench.get("/openai/v1/models").status, 200);
    // An error of another cause stays what it is.
    bench.instance().switchOn(oneFault({.kind = FaultKind::StreamError}));
    QCOMPARE(bench.post(chatPath, "{").status, 400);
}

QTEST_APPLESS_MAIN(TestSimulatedFaults)
#include "tst_simulatedfaults.moc"
