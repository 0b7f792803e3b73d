#include "gateway/simulator/instancebench.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <set>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;

/// Chat and completions, whole and streamed, as the wire shows them.
class TestModelAnswers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeChat_hasEveryField();
    void streamedChat_hasEveryChunkInOrder();
    void streamedChat_saysUsageOnlyWhenAsked();
    void obfuscation_followsModelAndWish_data();
    void obfuscation_followsModelAndWish();
    void asyncFilter_speaksBehindTheFinish();
    void filterOff_leavesNoTrace();
    void filteredAnswer_endsEarly();
    void severalChoices_interleave();
    void maxTokens_cutsTheAnswer();
    void stop_cutsBeforeTheSequence();
    void scriptedText_answersItsMatch();
    void scriptedToolCalls_areStreamedInDeltas();
    void toolResult_endsTheCalls();
    void requiredTool_isCalledWithFittingArguments();
    void namedTool_isTheOneCalled();
    void jsonSchema_isFulfilled();
    void reasoningModel_countsItsThoughts();
    void completion_hasItsOwnShape();
    void headers_areThoseOfTheService();
};

namespace
{

constexpr const char *toolBody
    = R"("tools":[{"type":"function","function":{"name":"get_time","parameters":{"type":"object","properties":{"zone":{"type":"string","enum":["UTC"]},"count":{"type":"integer","minimum":3,"maximum":3}}}}},{"type":"function","function":{"name":"other"}}])";

SimulatorScenario scripted()
{
    SimulatorScenario scenario = benchScenario();
    scenario.answers = {
        {.match = "weather",
         .toolCalls = {{.name = "get_weather", .arguments = R"({"city":"Oslo"})"},
                       {.name = "get_wind", .arguments = "{}"}}},
        {.match = "ping", .text = "pong: h\xC3\xA4llo"},
    };
    return scenario;
}

std::string onV1(const char *deployment, std::string more = {})
{
    return R"("model":")" + std::string(deployment) + '"' + (more.empty() ? "" : "," + more);
}

std::vector<Json> streamed(InstanceBench &bench, const std::string &body)
{
    return eventsOf(bench.post(v1ChatPath, body).body());
}

} // namespace

void TestModelAnswers::wholeChat_hasEveryField()
{
    InstanceBench bench;
    const Reply reply = bench.post(chatPath, chatBody());
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.field("content-type"), "application/json");
    QCOMPARE(reply.contentLength.value(), reply.body().size());
    const Json body = jsonOf(reply);
    QCOMPARE(body["object"], "chat.completion");
    QCOMPARE(body["model"], "gpt-4o-2024-11-20");
    QVERIFY(body["id"].get<std::string>().starts_with("chatcmpl-"));
    QVERIFY(body["system_fingerprint"].get<std::string>().starts_with("fp_"));
    QVERIFY(body["created"].is_number_integer());
    const Json choice = body["choices"][0];
    QCOMPARE(choice["finish_reason"], "stop");
    QVERIFY(choice["logprobs"].is_null());
    QCOMPARE(choice["content_filter_results"]["hate"],
             Json::parse(R"({"filtered":false,"severity":"safe"})"));
    QCOMPARE(choice["message"]["role"], "assistant");
    QVERIFY(choice["message"]["refusal"].is_null());
    QVERIFY(!choice["message"]["content"].get<std::string>().empty());
    QVERIFY(body["prompt_filter_results"][0]["content_filter_results"].contains("jailbreak"));
    const Json usage = body["usage"];
    QCOMPARE(usage["total_tokens"].get<int>(),
             usage["prompt_tokens"].get<int>() + usage["completion_tokens"].get<int>());
    QCOMPARE(usage["prompt_tokens_details"]["cached_tokens"], 0);
    QCOMPARE(usage["completion_tokens_details"]["reasoning_tokens"], 0);
    // Azure writes keys in the order of the alphabet.
    QVERIFY(reply.body().starts_with(R"({"choices":[{"content_filter_results":{"hate":)"));
}

void TestModelAnswers::streamedChat_hasEveryChunkInOrder()
{
    InstanceBench bench;
    const Reply reply = bench.post(
        chatPath, chatBody(R"("stream":true,"stream_options":{"include_usage":true})"));
    QCOMPARE(reply.field("content-type"), "text/event-stream; charset=utf-8");
    QCOMPARE(reply.field("x-accel-buffering"), "no");
    QVERIFY(!reply.contentLength);
    const std::string body = reply.body();
    QVERIFY(body.ends_with("\n\ndata: [DONE]\n\n"));
    const auto events = eventsOf(body);
    const std::size_t count = events.size();
    QVERIFY(count > 6);

    const Json filter = events[0];
    QCOMPARE(filter["choices"], Json::array());
    QCOMPARE(filter["id"], "");
    QCOMPARE(filter["model"], "");
    QCOMPARE(filter["object"], "");
    QCOMPARE(filter["created"], 0);
    QVERIFY(filter["prompt_filter_results"][0]["content_filter_results"].contains("violence"));

    const Json role = events[1];
    QCOMPARE(role["choices"][0]["delta"],
             Json::parse(R"({"content":"","refusal":null,"role":"assistant"})"));
    QCOMPARE(role["choices"][0]["content_filter_results"], Json::object());
    QCOMPARE(role["object"], "chat.completion.chunk");

    for (std::size_t i = 2; i < count - 3; ++i) {
        QCOMPARE(events[i]["choices"][0]["delta"].size(), std::size_t{1});
        QVERIFY(events[i]["choices"][0]["finish_reason"].is_null());
        QVERIFY(events[i]["usage"].is_null() && events[i].contains("usage"));
        QCOMPARE(events[i]["id"], role["id"]);
    }
    const Json finish = events[count - 3];
    QCOMPARE(finish["choices"][0]["finish_reason"], "stop");
    QCOMPARE(finish["choices"][0]["delta"], Json::object());
    const Json usage = events[count - 2];
    QCOMPARE(usage["choices"], Json::array());
    QCOMPARE(usage["usage"]["completion_tokens"].get<std::size_t>(), count - 5);
    QCOMPARE(events[count - 1], "[DONE]");
}

void TestModelAnswers::streamedChat_saysUsageOnlyWhenAsked()
{
    InstanceBench bench;
    const std::string body = bench.post(chatPath, chatBody(R"("stream":true)")).body();
    QVERIFY(body.find("usage") == std::string::npos);
    QVERIFY(body.find("obfuscation") == std::string::npos);
}

void TestModelAnswers::obfuscation_followsModelAndWish_data()
{
    QTest::addColumn<std::string>("deployment");
    QTest::addColumn<std::string>("wish");
    QTest::addColumn<bool>("isThere");
    QTest::newRow("older") << std::string("chat") << std::string() << false;
    QTest::newRow("newer") << std::string("newer") << std::string() << true;
    QTest::newRow("newer, not wanted") << std::string("newer") << std::string("false") << false;
    QTest::newRow("older, wanted") << std::string("chat") << std::string("true") << true;
}

void TestModelAnswers::obfuscation_followsModelAndWish()
{
    QFETCH(std::string, deployment);
    QFETCH(std::string, wish);
    QFETCH(bool, isThere);
    InstanceBench bench;
    std::string more = R"("stream":true)";
    if (!wish.empty()) {
        more += R"(,"stream_options":{"include_obfuscation":)" + wish + '}';
    }
    const auto events = streamed(bench, chatBody(onV1(deployment.c_str(), more)));
    QCOMPARE(events[2].contains("obfuscation"), isThere);
    QVERIFY(!events[0].contains("obfuscation"));
}

void TestModelAnswers::asyncFilter_speaksBehindTheFinish()
{
    InstanceBench bench;
    const auto events = streamed(bench, chatBody(onV1("async", R"("stream":true)")));
    const Json finish = events[events.size() - 3];
    QCOMPARE(finish["choices"][0]["finish_reason"], "stop");
    const Json late = events[events.size() - 2];
    QVERIFY(!late["choices"][0].contains("delta"));
    QCOMPARE(late["id"], "");
    QCOMPARE(late["choices"][0]["content_filter_offsets"]["end_offset"].get<std::size_t>(),
             contentOf(events).size());
    QCOMPARE(events[2]["choices"][0]["content_filter_results"], Json::object());
}

void TestModelAnswers::filterOff_leavesNoTrace()
{
    InstanceBench bench;
    const std::string stream
        = bench.post(v1ChatPath, chatBody(onV1("unfiltered", R"("stream":true)"))).body();
    QVERIFY(stream.find("filter") == std::string::npos);
    const Reply whole = bench.post(v1ChatPath, chatBody(onV1("unfiltered")));
    QVERIFY(whole.body().find("filter") == std::string::npos);
    QVERIFY(whole.field("x-ms-rai-invoked").empty());
}

void TestModelAnswers::filteredAnswer_endsEarly()
{
    InstanceBench bench;
    const auto events = eventsOf(
        bench.post(chatPath, chatBody(R"("stream":true)", "trigger-answer-filter")).body());
    const Json finish = events[events.size() - 2]["choices"][0];
    QCOMPARE(finish["finish_reason"], "content_filter");
    QVERIFY(finish["content_filter_results"]["violence"]["filtered"].get<bool>());
}

void TestModelAnswers::severalChoices_interleave()
{
    InstanceBench bench;
    QCOMPARE(jsonOf(bench.post(chatPath, chatBody(R"("n":3)")))["choices"].size(), std::size_t{3});
    const auto events = eventsOf(bench.post(chatPath, chatBody(R"("n":2,"stream":true)")).body());
    QCOMPARE(events[1]["choices"][0]["index"], 0);
    QCOMPARE(events[2]["choices"][0]["index"], 1);
    QCOMPARE(events[3]["choices"][0]["index"], 0);
}

void TestModelAnswers::maxTokens_cutsTheAnswer()
{
    InstanceBench bench;
    for (const char *const key : {"max_tokens", "max_completion_tokens"}) {
        const Json body = jsonOf(bench.post(chatPath, chatBody('"' + std::string(key) + "\":5")));
        QCOMPARE(body["usage"]["completion_tokens"], 5);
        QCOMPARE(body["choices"][0]["finish_reason"], "length");
    }
}

void TestModelAnswers::stop_cutsBeforeTheSequence()
{
    InstanceBench bench(scripted());
    const Json body = jsonOf(bench.post(chatPath, chatBody(R"("stop":["zzz",": h"])", "ping")));
    QCOMPARE(body["choices"][0]["message"]["content"], "pong");
    QCOMPARE(body["choices"][0]["finish_reason"], "stop");
}

void TestModelAnswers::scriptedText_answersItsMatch()
{
    InstanceBench bench(scripted());
    const auto events
        = eventsOf(bench.post(chatPath, chatBody(R"("stream":true)", "Please PING me")).body());
    QCOMPARE(contentOf(events), "pong: h\xC3\xA4llo");
}

void TestModelAnswers::scriptedToolCalls_areStreamedInDeltas()
{
    InstanceBench bench(scripted());
    const std::string more = R"("stream":true,)" + std::string(toolBody);
    const auto events = eventsOf(bench.post(chatPath, chatBody(more, "weather?")).body());
    const Json first = events[1]["choices"][0]["delta"];
    QVERIFY(first["content"].is_null());
    QCOMPARE(first["role"], "assistant");
    QCOMPARE(first["tool_calls"][0]["function"],
             Json::parse(R"({"arguments":"","name":"get_weather"})"));
    QCOMPARE(first["tool_calls"][0]["type"], "function");
    QVERIFY(first["tool_calls"][0]["id"].get<std::string>().starts_with("call_"));
    std::vector<std::string> arguments(2);
    for (std::size_t i = 1; i < events.size() - 2; ++i) {
        const Json call = events[i]["choices"][0]["delta"]["tool_calls"][0];
        arguments[call["index"].get<std::size_t>()]
            += call["function"]["arguments"].get<std::string>();
        QCOMPARE(call.contains("id"), call["function"].contains("name"));
    }
    QCOMPARE(arguments[0], R"({"city":"Oslo"})");
    QCOMPARE(arguments[1], "{}");
    QCOMPARE(events[events.size() - 2]["choices"][0]["finish_reason"], "tool_calls");
}

void TestModelAnswers::toolResult_endsTheCalls()
{
    InstanceBench bench(scripted());
    const std::string body
        = R"({"messages":[{"role":"user","content":"weather"},{"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","tool_call_id":"x","content":"rain"}],)"
        + std::string(toolBody) + "}";
    const Json choice = jsonOf(bench.post(chatPath, body))["choices"][0];
    QCOMPARE(choice["finish_reason"], "stop");
    QVERIFY(choice["message"]["content"].is_string());
}

void TestModelAnswers::requiredTool_isCalledWithFittingArguments()
{
    InstanceBench bench;
    const std::string more = std::string(toolBody) + R"(,"tool_choice":"required")";
    const Json choice = jsonOf(bench.post(chatPath, chatBody(more)))["choices"][0];
    QCOMPARE(choice["finish_reason"], "tool_calls");
    const Json call = choice["message"]["tool_calls"][0];
    QCOMPARE(call["function"]["name"], "get_time");
    QCOMPARE(Json::parse(call["function"]["arguments"].get<std::string>()),
             Json::parse(R"({"zone":"UTC","count":3})"));
    QVERIFY(choice["message"]["content"].is_null());
}

void TestModelAnswers::namedTool_isTheOneCalled()
{
    InstanceBench bench;
    const std::string more = std::string(toolBody)
        + R"(,"tool_choice":{"type":"function","function":{"name":"other"}})";
    const Json choice = jsonOf(bench.post(chatPath, chatBody(more)))["choices"][0];
    QCOMPARE(choice["message"]["tool_calls"][0]["function"]["name"], "other");
    QCOMPARE(choice["message"]["tool_calls"][0]["function"]["arguments"], "{}");
}

void TestModelAnswers::jsonSchema_isFulfilled()
{
    InstanceBench bench;
    const std::string more
        = R"("response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","$defs":{"kind":{"enum":["a"]}},"properties":{"kind":{"$ref":"#/$defs/kind"},"age":{"type":"integer","minimum":18,"maximum":20},"tags":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2},"maybe":{"type":["null","string"]},"ok":{"type":"boolean"},"odd":{"$ref":"no pointer"}}}}})";
    const Json choice = jsonOf(bench.post(chatPath, chatBody(more)))["choices"][0];
    const Json value = Json::parse(choice["message"]["content"].get<std::string>());
    QCOMPARE(value["kind"], "a");
    QVERIFY(value["age"].get<int>() >= 18 && value["age"].get<int>() <= 20);
    QCOMPARE(value["tags"].size(), std::size_t{2});
    QVERIFY(value["tags"][0].is_string());
    QVERIFY(value["maybe"].is_null());
    QVERIFY(value["ok"].is_boolean());
    QVERIFY(value["odd"].is_null());
}

void TestModelAnswers::reasoningModel_countsItsThoughts()
{
    InstanceBench bench;
    const Json usage = jsonOf(bench.post(v1ChatPath, chatBody(onV1("thinker"))))["usage"];
    const int thought = usage["completion_tokens_details"]["reasoning_tokens"].get<int>();
    QVERIFY(thought >= 64);
    QVERIFY(usage["completion_tokens"].get<int>() > thought);
}

void TestModelAnswers::completion_hasItsOwnShape()
{
    InstanceBench bench;
    const std::string path = "/openai/deployments/old/completions?api-version=2024-10-21";
    const Json whole = jsonOf(bench.post(path, R"({"prompt":"Once","max_tokens":7})"));
    QCOMPARE(whole["object"], "text_completion");
    QCOMPARE(whole["model"], "gpt-35-turbo-instruct");
    QVERIFY(whole["id"].get<std::string>().starts_with("cmpl-"));
    QVERIFY(whole["choices"][0]["text"].is_string());
    QCOMPARE(whole["choices"][0]["finish_reason"], "length");
    QCOMPARE(whole["usage"]["completion_tokens"], 7);
    const auto events = eventsOf(bench.post(path, R"({"prompt":"Once","stream":true})").body());
    QVERIFY(events[0].contains("prompt_filter_results"));
    QVERIFY(events[1]["choices"][0]["text"].is_string());
    QCOMPARE(events[1]["object"], "text_completion");
    QCOMPARE(events[events.size() - 2]["choices"][0]["finish_reason"], "stop");
    QVERIFY(!contentOf(events).empty());
}

void TestModelAnswers::headers_areThoseOfTheService()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments[0].tokensPerMinute = 6000;
    InstanceBench bench(scenario);
    const Reply reply = bench.post(chatPath, chatBody(R"("max_tokens":98)"));
    QCOMPARE(reply.field("x-ms-region"), "East US");
    QCOMPARE(reply.field("x-ms-deployment-name"), "chat");
    QCOMPARE(reply.field("x-ms-served-model"), "gpt-4o-2024-11-20");
    QCOMPARE(reply.field("azureml-model-session"), "d089-20241120073451");
    QCOMPARE(reply.field("x-ms-rai-invoked"), "true");
    QCOMPARE(reply.field("x-request-id").size(), std::size_t{36});
    QVERIFY(reply.field("x-request-id") != reply.field("apim-request-id"));
    QCOMPARE(reply.field("x-content-type-options"), "nosniff");
    QVERIFY(reply.field("strict-transport-security").starts_with("max-age=31536000"));
    // "Hello" is 2 tokens; 6 requests a minute for 1,000 tokens; a sixth of it in 10 s.
    QCOMPARE(reply.field("x-ratelimit-limit-tokens"), "6000");
    QCOMPARE(reply.field("x-ratelimit-remaining-tokens"), "5900");
    QCOMPARE(reply.field("x-ratelimit-limit-requests"), "36");
    QCOMPARE(reply.field("x-ratelimit-remaining-requests"), "5");
    QCOMPARE(reply.field("x-ratelimit-reset-tokens"), "60");
    QCOMPARE(reply.field("x-ratelimit-reset-requests"), "10");
    const Reply provisioned = bench.post(v1ChatPath, chatBody(onV1("ptu", R"("max_tokens":98)")));
    QCOMPARE(provisioned.field("azure-openai-deployment-utilization"), "1.7%");
    QVERIFY(provisioned.field("x-ratelimit-limit-tokens").empty());
}

QTEST_APPLESS_MAIN(TestModelAnswers)
#include "tst_modelanswers.moc"
