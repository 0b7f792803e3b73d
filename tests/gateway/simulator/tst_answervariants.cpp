#include "gateway/simulator/instancebench.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <set>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;

/// The rarer forms of chat and completions: probabilities, several prompts, functions, old
/// versions.
class TestAnswerVariants final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chatProbabilities_areOfEveryToken();
    void chatProbabilities_areStreamed();
    void completionProbabilities_haveTheirOwnShape();
    void prompts_areAnsweredEach_data();
    void prompts_areAnsweredEach();
    void echo_comesFirst();
    void function_isCalledTheOldWay();
    void function_isStreamedTheOldWay();
    void namedFunction_isTheOneCalled();
    void promptFindings_areCalledByVersion_data();
    void promptFindings_areCalledByVersion();
    void parameters_followTheVersion_data();
    void parameters_followTheVersion();
    void asyncFilter_blocksLate();
    void asyncFilter_saysUsageNullWhereItWasAskedFor();
    void modelOfBody_isNotLookedAtBelowADeployment();
    void headers_followTheForm();
    void rateFields_areComplete();
    void newerModels_haveNewerWords();
    void provisioned_estimatesByTheAverage();
    void failedCalls_countAsRequests();
};

namespace
{

constexpr const char *completionPath = "/openai/deployments/old/completions?api-version=2024-10-21";

SimulatorScenario scripted()
{
    SimulatorScenario scenario = benchScenario();
    scenario.answers = {{.match = "weather",
                         .toolCalls = {{.name = "get_weather", .arguments = R"({"city":"Oslo"})"},
                                       {.name = "get_wind", .arguments = "{}"}}},
                        {.match = "ping", .text = "pong: h\xC3\xA4llo"}};
    return scenario;
}

const std::string offers
    = R"("functions":[{"name":"get_weather","parameters":{"type":"object"}},{"name":"other"}])";

std::string textOf(const Json &logprobs)
{
    std::string text;
    for (const Json &entry : logprobs["content"]) {
        for (const Json &byte : entry["bytes"]) {
            text += static_cast<char>(byte.get<int>());
        }
    }
    return text;
}

} // namespace

void TestAnswerVariants::chatProbabilities_areOfEveryToken()
{
    InstanceBench bench(scripted());
    const Json choice = jsonOf(bench.post(
        chatPath, chatBody(R"("logprobs":true,"top_logprobs":3)", "ping")))["choices"][0];
    QVERIFY(choice["logprobs"]["refusal"].is_null());
    QCOMPARE(textOf(choice["logprobs"]), choice["message"]["content"].get<std::string>());
    for (const Json &entry : choice["logprobs"]["content"]) {
        QCOMPARE(entry["top_logprobs"].size(), std::size_t{3});
        QCOMPARE(entry["top_logprobs"][0]["token"], entry["token"]);
        double before = 0;
        std::set<std::string> seen;
        for (const Json &other : entry["top_logprobs"]) {
            QVERIFY(other["logprob"].get<double>() <= before);
            QVERIFY(seen.insert(other["token"].get<std::string>()).second);
            before = other["logprob"].get<double>();
        }
    }
    const Json alone = jsonOf(bench.post(chatPath, chatBody(R"("logprobs":true)", "ping")));
    QCOMPARE(alone["choices"][0]["logprobs"]["content"][0]["top_logprobs"], Json::array());
}

void TestAnswerVariants::chatProbabilities_areStreamed()
{
    InstanceBench bench(scripted());
    const auto events = eventsOf(
        bench.post(chatPath, chatBody(R"("logprobs":true,"top_logprobs":1,"stream":true)", "ping"))
            .body());
    QVERIFY(events[1]["choices"][0]["logprobs"].is_null());
    std::string text;
    for (std::size_t i = 2; i < events.size() - 2; ++i) {
        const Json choice = events[i]["choices"][0];
        QCOMPARE(choice["logprobs"]["content"].size(), std::size_t{1});
        QCOMPARE(choice["logprobs"]["content"][0]["token"], choice["delta"]["content"]);
        text += textOf(choice["logprobs"]);
    }
    QCOMPARE(text, "pong: h\xC3\xA4llo");
    QVERIFY(events[events.size() - 2]["choices"][0]["logprobs"].is_null());
}

void TestAnswerVariants::completionProbabilities_haveTheirOwnShape()
{
    InstanceBench bench(scripted());
    const Json choice = jsonOf(
        bench.post(completionPath, R"({"prompt":"ping","logprobs":2,"echo":true})"))["choices"][0];
    const std::string text = choice["text"].get<std::string>();
    const Json logprobs = choice["logprobs"];
    const std::size_t count = logprobs["tokens"].size();
    QVERIFY(count > 0);
    QCOMPARE(logprobs["token_logprobs"].size(), count);
    QCOMPARE(logprobs["top_logprobs"].size(), count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string token = logprobs["tokens"][i].get<std::string>();
        QCOMPARE(text.substr(logprobs["text_offset"][i].get<std::size_t>(), token.size()), token);
        QCOMPARE(logprobs["top_logprobs"][i].size(), std::size_t{2});
        QCOMPARE(logprobs["top_logprobs"][i][token], logprobs["token_logprobs"][i]);
    }
    const Json none = jsonOf(bench.post(completionPath, R"({"prompt":"ping","logprobs":0})"));
    QVERIFY(none["choices"][0]["logprobs"]["top_logprobs"].is_null());
    QVERIFY(none["choices"][0]["logprobs"]["tokens"].size() > 0);
}

void TestAnswerVariants::prompts_areAnsweredEach_data()
{
    QTest::addColumn<std::string>("more");
    QTest::addColumn<int>("prompts");
    QTest::addColumn<int>("choices");
    QTest::addColumn<int>("tokens");
    QTest::newRow("one") << std::string(R"("prompt":"abcdefgh")") << 1 << 1 << 2;
    QTest::newRow("none") << std::string(R"("max_tokens":5)") << 1 << 1 << 1;
    QTest::newRow("two") << std::string(R"("prompt":["abcd","efgh"])") << 2 << 2 << 2;
    QTest::newRow("two, twice") << std::string(R"("prompt":["abcd","efgh"],"n":2)") << 2 << 4 << 2;
    QTest::newRow("tokens") << std::string(R"("prompt":[1,2,3])") << 1 << 1 << 3;
    QTest::newRow("lists of tokens") << std::string(R"("prompt":[[1,2,3],[4]])") << 2 << 2 << 4;
}

void TestAnswerVariants::prompts_areAnsweredEach()
{
    QFETCH(std::string, more);
    QFETCH(int, prompts);
    QFETCH(int, choices);
    QFETCH(int, tokens);
    InstanceBench bench;
    const Json body = jsonOf(bench.post(completionPath, '{' + more + '}'));
    QCOMPARE(body["choices"].size(), static_cast<std::size_t>(choices));
    QCOMPARE(body["prompt_filter_results"].size(), static_cast<std::size_t>(prompts));
    QCOMPARE(body["prompt_filter_results"].back()["prompt_index"], prompts - 1);
    QCOMPARE(body["usage"]["prompt_tokens"], tokens);
    const auto events
        = eventsOf(bench.post(completionPath, R"({"stream":true,)" + more + '}').body());
    std::set<int> seen;
    for (std::size_t i = 1; i < events.size() - 1; ++i) {
        seen.insert(events[i]["choices"][0]["index"].get<int>());
    }
    QCOMPARE(seen.size(), static_cast<std::size_t>(choices));
}

void TestAnswerVariants::echo_comesFirst()
{
    InstanceBench bench(scripted());
    const std::string body = R"({"prompt":"ping ","echo":true)";
    const Json whole = jsonOf(bench.post(completionPath, body + '}'));
    QCOMPARE(whole["choices"][0]["text"], "ping pong: h\xC3\xA4llo");
    const Json silent = jsonOf(bench.post(completionPath, R"({"prompt":"ping "})"));
    QCOMPARE(whole["usage"], silent["usage"]);
    const auto events = eventsOf(bench.post(completionPath, body + R"(,"stream":true})").body());
    QCOMPARE(events[1]["choices"][0]["text"], "ping ");
    QCOMPARE(contentOf(events), "ping pong: h\xC3\xA4llo");
}

void TestAnswerVariants::function_isCalledTheOldWay()
{
    InstanceBench bench(scripted());
    const Json choice = jsonOf(bench.post(chatPath, chatBody(offers, "weather")))["choices"][0];
    QCOMPARE(choice["finish_reason"], "function_call");
    const Json call = choice["message"]["function_call"];
    QCOMPARE(call.size(), std::size_t{2});
    QCOMPARE(call["name"], "get_weather");
    QCOMPARE(Json::parse(call["arguments"].get<std::string>())["city"], "Oslo");
    QVERIFY(choice["message"]["content"].is_null());
    QVERIFY(!choice["message"].contains("tool_calls"));
    // Its result ends the calls.
    const std::string back
        = R"({"messages":[{"role":"user","content":"weather"},{"role":"function","name":"get_weather","content":"rain"}],)"
        + offers + '}';
    QCOMPARE(jsonOf(bench.post(chatPath, back))["choices"][0]["finish_reason"], "stop");
}

void TestAnswerVariants::function_isStreamedTheOldWay()
{
    InstanceBench bench(scripted());
    const auto events
        = eventsOf(bench.post(chatPath, chatBody(offers + R"(,"stream":true)", "weather")).body());
    const Json first = events[1]["choices"][0]["delta"];
    QCOMPARE(first["role"], "assistant");
    QCOMPARE(first["function_call"], Json::parse(R"({"name":"get_weather","arguments":""})"));
    std::string arguments;
    for (std::size_t i = 2; i < events.size() - 2; ++i) {
        arguments
            += events[i]["choices"][0]["delta"]["function_call"]["arguments"].get<std::string>();
    }
    QCOMPARE(arguments, R"({"city":"Oslo"})");
    QCOMPARE(events[events.size() - 2]["choices"][0]["finish_reason"], "function_call");
}

void TestAnswerVariants::namedFunction_isTheOneCalled()
{
    InstanceBench bench;
    const Json named
        = jsonOf(bench.post(chatPath, chatBody(offers + R"(,"function_call":{"name":"other"})")));
    QCOMPARE(named["choices"][0]["message"]["function_call"]["name"], "other");
    InstanceBench other(scripted());
    const Json none
        = jsonOf(other.post(chatPath, chatBody(offers + R"(,"function_call":"none")", "weather")));
    QCOMPARE(none["choices"][0]["finish_reason"], "stop");
}

void TestAnswerVariants::promptFindings_areCalledByVersion_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("key");
    const auto row = [](const std::string &version, const char *key) {
        QTest::newRow(version.c_str()) << "/openai/deployments/chat/chat/completions?api-version="
                + version << std::string(key);
    };
    row("2023-05-15", "prompt_annotations");
    row("2023-06-01-preview", "prompt_annotations");
    row("2023-07-01-preview", "prompt_filter_results");
    row("2024-10-21", "prompt_filter_results");
    QTest::newRow("v1") << std::string(v1ChatPath) << std::string("prompt_filter_results");
}

void TestAnswerVariants::promptFindings_areCalledByVersion()
{
    QFETCH(std::string, path);
    QFETCH(std::string, key);
    InstanceBench bench;
    QVERIFY(jsonOf(bench.post(path, chatBody(R"("model":"chat")"))).contains(key));
    const auto events
        = eventsOf(bench.post(path, chatBody(R"("model":"chat","stream":true)")).body());
    QCOMPARE(events[0][key][0]["prompt_index"], 0);
    QCOMPARE(events[0]["choices"], Json::array());
}

void TestAnswerVariants::parameters_followTheVersion_data()
{
    QTest::addColumn<std::string>("version");
    QTest::addColumn<bool>("hasStreamOptions");
    QTest::addColumn<bool>("hasEmbeddingFormats");
    const auto row = [](const char *version, bool hasStreamOptions, bool hasEmbeddingFormats) {
        QTest::newRow(version) << std::string(version) << hasStreamOptions << hasEmbeddingFormats;
    };
    row("2023-05-15", false, false);
    row("2024-02-01", false, false);
    row("2024-02-15-preview", false, false);
    row("2024-03-01-preview", false, true);
    row("2024-06-01", false, true);
    row("2024-08-01-preview", false, true);
    row("2024-09-01-preview", true, true);
    row("2024-10-21", true, true);
    row("2025-04-01-preview", true, true);
}

void TestAnswerVariants::parameters_followTheVersion()
{
    QFETCH(std::string, version);
    QFETCH(bool, hasStreamOptions);
    QFETCH(bool, hasEmbeddingFormats);
    InstanceBench bench;
    const std::string query = "?api-version=" + version;
    const Reply stream
        = bench.post("/openai/deployments/chat/chat/completions" + query,
                     chatBody(R"("stream":true,"stream_options":{"include_usage":true})"));
    QCOMPARE(stream.status, hasStreamOptions ? 200 : 400);
    for (const char *const more : {R"("encoding_format":"base64")", R"("dimensions":8)"}) {
        const Reply embedding = bench.post("/openai/deployments/embed/embeddings" + query,
                                           R"({"input":"x",)" + std::string(more) + '}');
        QCOMPARE(embedding.status, hasEmbeddingFormats ? 200 : 400);
    }
}

void TestAnswerVariants::asyncFilter_blocksLate()
{
    InstanceBench bench;
    const auto events = eventsOf(
        bench
            .post(v1ChatPath, chatBody(R"("model":"async","stream":true)", "trigger-answer-filter"))
            .body());
    const Json finish = events[events.size() - 3]["choices"][0];
    QCOMPARE(finish["finish_reason"], "content_filter");
    const Json late = events[events.size() - 2]["choices"][0];
    QVERIFY(!late.contains("delta"));
    QVERIFY(late["finish_reason"].is_null());
    QVERIFY(late["content_filter_results"]["violence"]["filtered"].get<bool>());
    QVERIFY(late["content_filter_raw"].is_array());
    QCOMPARE(late["content_filter_offsets"]["start_offset"], 0);
    QVERIFY(!contentOf(events).empty());
}

void TestAnswerVariants::asyncFilter_saysUsageNullWhereItWasAskedFor()
{
    InstanceBench bench;
    const auto events = eventsOf(bench
                                     .post(v1ChatPath,
                                           chatBody(R"("model":"async","stream":true,)"
                                                    R"("stream_options":{"include_usage":true})"))
                                     .body());
    for (std::size_t i = 0; i < events.size() - 2; ++i) {
        QVERIFY(events[i].contains("usage") && events[i]["usage"].is_null());
    }
    QVERIFY(events[events.size() - 2]["usage"]["total_tokens"].get<int>() > 0);
}

void TestAnswerVariants::modelOfBody_isNotLookedAtBelowADeployment()
{
    InstanceBench bench;
    const Json body = jsonOf(bench.post(chatPath, chatBody(R"("model":"o3-mini")")));
    QCOMPARE(body["model"], "gpt-4o-2024-11-20");
}

void TestAnswerVariants::headers_followTheForm()
{
    InstanceBench bench;
    const Reply v1 = bench.post(v1ChatPath, chatBody(R"("model":"chat")"));
    QCOMPARE(v1.field("openai-processing-ms"), "0"); // at speed 0
    QCOMPARE(v1.field("openai-version"), "2020-10-01");
    const Reply classic = bench.post(chatPath, chatBody());
    QVERIFY(classic.field("openai-version").empty());
    QCOMPARE(classic.field("cache-control"), "no-cache, must-revalidate");
    QCOMPARE(classic.field("access-control-allow-origin"), "*");
    const Reply named = bench.call({.target = std::string(chatPath),
                                    .apiKey = "the-key",
                                    .clientRequestId = "mine",
                                    .body = chatBody()});
    QCOMPARE(named.field("x-ms-client-request-id"), "mine");
}

void TestAnswerVariants::rateFields_areComplete()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments[0].tokensPerMinute = 6000;
    scenario.instances[0].deployments[1].requestsPerMinute = 60;
    InstanceBench bench(scenario);
    const Reply both = bench.post(chatPath, chatBody());
    QCOMPARE(both.field("x-ratelimit-renewalperiod-tokens"), "60");
    QCOMPARE(both.field("x-ratelimit-renewalperiod-requests"), "10");
    QCOMPARE(both.field("x-ratelimit-key"), "chat");
    QCOMPARE(both.field("x-ratelimit-abusepenalty-active"), "False");
    // Where only calls are limited nothing is said of tokens.
    const Reply calls = bench.post(v1ChatPath, chatBody(R"("model":"newer")"));
    QCOMPARE(calls.field("x-ratelimit-limit-requests"), "60");
    QCOMPARE(calls.field("x-ratelimit-remaining-requests"), "9");
    QVERIFY(calls.field("x-ratelimit-limit-tokens").empty());
    QVERIFY(calls.field("x-ratelimit-renewalperiod-tokens").empty());
    const Reply none = bench.post(v1ChatPath, chatBody(R"("model":"async")"));
    QVERIFY(none.field("x-ratelimit-key").empty());
}

void TestAnswerVariants::newerModels_haveNewerWords()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments[1].tokensPerMinute = 100;
    scenario.instances[0].deployments[1].requestsPerMinute = 600;
    InstanceBench bench(scenario);
    const std::string body = chatBody(R"("model":"newer","max_tokens":60)");
    QCOMPARE(bench.post(v1ChatPath, body).status, 200);
    const Reply reply = bench.post(v1ChatPath, body);
    QCOMPARE(reply.status, 429);
    QCOMPARE(jsonOf(reply)["error"]["message"],
             "Your requests to newer for gpt-4.1 in East US have exceeded the token rate limit for "
             "your current AIServices S0 pricing tier. This request was for ChatCompletions_Create "
             "under Azure OpenAI API version v1. Please retry after 60 seconds.");
    QCOMPARE(jsonOf(reply)["error"]["code"], "429");
}

void TestAnswerVariants::provisioned_estimatesByTheAverage()
{
    // 108 tokens are what an answer has on the average; "Hello" is 2. Of 6,000 that is 1.83 %.
    InstanceBench bench;
    const Reply reply = bench.post(v1ChatPath, chatBody(R"("model":"ptu")"));
    QCOMPARE(reply.field("azure-openai-deployment-utilization"), "1.8%");
    QCOMPARE(reply.reserved, 110);
}

void TestAnswerVariants::failedCalls_countAsRequests()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments[0].requestsPerMinute = 60;
    InstanceBench bench(scenario);
    bench.instance().switchOn({{.kind = FaultKind::ServerError}});
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(bench.post(chatPath, chatBody()).status, 500);
    }
    bench.instance().clearFaults();
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(bench.post(chatPath, "{}").status, 400);
    }
    QCOMPARE(bench.post(chatPath, chatBody()).field("x-ratelimit-remaining-requests"), "0");
    QCOMPARE(bench.post(chatPath, chatBody()).status, 429);
}

QTEST_APPLESS_MAIN(TestAnswerVariants)
#include "tst_answervariants.moc"
