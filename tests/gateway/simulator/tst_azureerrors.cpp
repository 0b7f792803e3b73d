#include "gateway/simulator/instancebench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;

/// What the service says no to, in its own words.
class TestAzureErrors final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusals_data();
    void refusals();
    void keys_data();
    void keys();
    void versions_data();
    void versions();
    void contentTypes_data();
    void contentTypes();
    void modelErrors_haveTheIdOfTheModel();
    void everyError_carriesTheIdsOfTheFrontDoor();
    void filteredPrompt_isRefusedWithItsFindings();
    void filteredPrompt_passesWhereTheFilterIsOff();
    void deepBody_isRefused();
};

namespace
{

struct Refusal {
    const char *name;
    const char *method;
    const char *path;
    std::string body;
    int status;
    const char *code; ///< null: the JSON null
    std::string_view message;
};

constexpr const char *v1Chat = "/openai/v1/chat/completions";
constexpr const char *oldChat = "/openai/deployments/chat/chat/completions?api-version=2023-05-15";
constexpr const char *embed = "/openai/deployments/embed/embeddings?api-version=2024-10-21";

std::vector<Refusal> addressRefusals()
{
    constexpr std::string_view notFound = "Resource not found";
    constexpr std::string_view noDeployment
        = "The API deployment for this resource does not exist. If you created the deployment "
          "within the last 5 minutes, please wait a moment and try again.";
    return {
        {"no version", "POST", "/openai/deployments/chat/chat/completions", chatBody(), 404, "404",
         notFound},
        {"unknown version", "POST",
         "/openai/deployments/chat/chat/completions?api-version=2031-01-01", chatBody(), 404, "404",
         notFound},
        {"dated version on v1", "POST", "/openai/v1/chat/completions?api-version=2024-10-21",
         chatBody(R"("model":"chat")"), 400, "BadRequest", "API version not supported"},
        {"unknown path", "POST", "/openai/deployments/chat/chats?api-version=2024-10-21",
         chatBody(), 404, "404", notFound},
        {"responses below a deployment", "POST",
         "/openai/deployments/chat/responses?api-version=2025-04-01-preview", "{}", 404, "404",
         notFound},
        {"wrong method", "GET", "/openai/deployments/chat/chat/completions?api-version=2024-10-21",
         "", 404, "404", notFound},
        {"no such deployment", "POST",
         "/openai/deployments/nobody/chat/completions?api-version=2024-10-21", chatBody(), 404,
         "DeploymentNotFound", noDeployment},
        {"no such deployment on v1", "POST", v1Chat, chatBody(R"("model":"nobody")"), 404,
         "DeploymentNotFound", noDeployment},
        {"no such deployment for a stream on v1", "POST", v1Chat,
         chatBody(R"("model":"nobody","stream":true)"), 404, "DeploymentNotFound",
         "Could not find an existing deployment to match the model in the request."},
        {"completions with a chat model", "POST",
         "/openai/deployments/chat/completions?api-version=2024-10-21", R"({"prompt":"x"})", 400,
         "OperationNotSupported",
         "The completion operation does not work with the specified model, gpt-4o."},
        {"embeddings with a chat model", "POST",
         "/openai/deployments/chat/embeddings?api-version=2024-10-21", R"({"input":"x"})", 400,
         "OperationNotSupported",
         "The embeddings operation does not work with the specified model, gpt-4o."},
        {"wrong method on v1", "DELETE", v1Chat, "", 404, "404", notFound},
        {"post to the models", "POST", "/openai/v1/models", "{}", 404, "404", notFound},
        {"models without a version", "GET", "/openai/models", "", 404, "404", notFound},
        {"list of deployments in a later version", "GET",
         "/openai/deployments?api-version=2024-10-21", "", 404, "404", notFound},
        {"no such model", "GET", "/openai/v1/models/gpt-9", "", 404, "model_not_found",
         "The model 'gpt-9' does not exist"},
        {"chat with an embedding model", "POST",
         "/openai/deployments/embed/chat/completions?api-version=2024-10-21", chatBody(), 400,
         "OperationNotSupported",
         "The chatCompletion operation does not work with the specified model, "
         "text-embedding-3-small. Please choose different model and try again."},
    };
}

std::vector<Refusal> bodyRefusals()
{
    const char *const chat = chatPath.data();
    const char *const thinker
        = "/openai/deployments/thinker/chat/completions?api-version=2024-12-01-preview";
    const char *const complete = "/openai/deployments/old/completions?api-version=2024-10-21";
    return {
        {"no JSON", "POST", chat, "{\"messages\":[", 400, nullptr,
         "We could not parse the JSON body of your request."},
        {"no object", "POST", chat, "[]", 400, nullptr, "We could not parse the JSON body"},
        {"empty body", "POST", chat, "", 400, nullptr, "We could not parse the JSON body"},
        {"no messages", "POST", chat, "{}", 400, "missing_required_parameter",
         "Missing required parameter: 'messages'."},
        {"empty messages", "POST", chat, R"({"messages":[]})", 400, "empty_array",
         "Invalid 'messages': empty array."},
        {"messages of the wrong type", "POST", chat, R"({"messages":"hi"})", 400, "invalid_type",
         "Invalid type for 'messages': expected an array of objects, but got string instead."},
        {"unknown role", "POST", chat, R"({"messages":[{"role":"boss","content":"x"}]})", 400,
         "invalid_value", "Invalid value: 'boss'. Supported values are:"},
        {"no model on v1", "POST", v1Chat, chatBody(), 400, "missing_required_parameter",
         "Missing required parameter: 'model'."},
        {"unknown parameter", "POST", chat, chatBody(R"("frobnicate":1)"), 400, "unknown_parameter",
         "Unknown parameter: 'frobnicate'."},
        {"unknown parameter in an old version", "POST", oldChat, chatBody(R"("frobnicate":1)"), 400,
         nullptr, "Unrecognized request argument supplied: frobnicate"},
        {"stream_options in an old version", "POST", oldChat,
         chatBody(R"("stream":true,"stream_options":{"include_usage":true})"), 400, nullptr,
         "Unrecognized request argument supplied: stream_options"},
        {"stream_options without a stream", "POST", chat,
         chatBody(R"("stream_options":{"include_usage":true})"), 400, nullptr,
         "The 'stream_options' parameter is only allowed when 'stream' is enabled."},
        {"stream_options on your data", "POST", chat,
         chatBody(R"("stream":true,"data_sources":[],"stream_options":{"include_usage":true})"),
         400, "400", "Validation error at #/stream_options: Extra inputs are not permitted"},
        {"max_tokens for a reasoning model", "POST", thinker, chatBody(R"("max_tokens":10)"), 400,
         "unsupported_parameter",
         "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
         "'max_completion_tokens' instead."},
        {"temperature for a reasoning model", "POST", thinker, chatBody(R"("temperature":0.3)"),
         400, "unsupported_value",
         "Unsupported value: 'temperature' does not support 0.3 with this model. Only the "
         "default (1) value is supported."},
        {"n of zero", "POST", chat, chatBody(R"("n":0)"), 400, "integer_below_min_value",
         "Invalid 'n': integer below minimum value."},
        {"temperature of text", "POST", chat, chatBody(R"("temperature":"hot")"), 400,
         "invalid_type", "Invalid type for 'temperature': expected a decimal, but got string"},
        {"context too long", "POST", chat, chatBody({}, std::string(600'000, 'x')), 400,
         "context_length_exceeded",
         "This model's maximum context length is 128000 tokens. However, you requested 150007 "
         "tokens (150007 in the messages, 0 in the completion)."},
        {"tool_choice without tools", "POST", chat, chatBody(R"("tool_choice":"required")"), 400,
         nullptr, "Invalid value for 'tool_choice'"},
        {"context too long, in older words", "POST", oldChat,
         chatBody({}, std::string(600'000, 'x')), 400, "context_length_exceeded",
         "This model's maximum context length is 128000 tokens. However, your messages resulted "
         "in 150007 tokens. Please reduce the length of the messages."},
        {"max_tokens above the model's", "POST", chat, chatBody(R"("max_tokens":16385)"), 400,
         "invalid_value", "max_tokens is too large: 16385. This model supports at most 16384"},
        {"too many choices", "POST", chat, chatBody(R"("n":129)"), 400, "integer_above_max_value",
         "Invalid 'n': integer above maximum value."},
        {"temperature above 2", "POST", chat, chatBody(R"("temperature":2.1)"), 400,
         "decimal_above_max_value", "Invalid 'temperature': decimal above maximum value."},
        {"stream of text", "POST", chat, chatBody(R"("stream":"yes")"), 400, "invalid_type",
         "Invalid type for 'stream': expected a boolean, but got string instead."},
        {"five stop sequences", "POST", chat, chatBody(R"("stop":["1","2","3","4","5"])"), 400,
         "invalid_type", "Invalid type for 'stop'"},
        {"message without a role", "POST", chat, R"({"messages":[{"content":"x"}]})", 400,
         "missing_required_parameter", "Missing required parameter: 'messages[0].role'."},
        {"tool without a name", "POST", chat,
         chatBody(R"("tools":[{"type":"function","function":{}}])"), 400,
         "missing_required_parameter", "Missing required parameter: 'tools[0].function.name'."},
        {"choice of a tool that is not there", "POST", chat,
         chatBody(R"("tools":[{"type":"function","function":{"name":"a"}}],)"
                  R"("tool_choice":{"type":"function","function":{"name":"b"}})"),
         400, nullptr, "Tool choice 'function' not found in 'tools' parameter."},
        {"unknown tool_choice", "POST", chat,
         chatBody(R"("tools":[{"type":"function","function":{"name":"a"}}],"tool_choice":"any")"),
         400, "invalid_value", "Invalid value: \"any\". Supported values are:"},
        {"function_call without functions", "POST", chat, chatBody(R"("function_call":"auto")"),
         400, nullptr, "Invalid value for 'function_call'"},
        {"function without a name", "POST", chat, chatBody(R"("functions":[{}])"), 400,
         "missing_required_parameter", "Missing required parameter: 'functions[0].name'."},
        {"unknown response_format", "POST", chat, chatBody(R"("response_format":{"type":"xml"})"),
         400, "invalid_value", "Invalid value: 'xml'. Supported values are: 'json_object'"},
        {"schema missing", "POST", chat, chatBody(R"("response_format":{"type":"json_schema"})"),
         400, "missing_required_parameter",
         "Missing required parameter: 'response_format.json_schema.schema'."},
        {"schema without a name", "POST", chat,
         chatBody(R"("response_format":{"type":"json_schema","json_schema":{"schema":{}}})"), 400,
         "missing_required_parameter",
         "Missing required parameter: 'response_format.json_schema.name'."},
        {"top_logprobs alone", "POST", chat, chatBody(R"("top_logprobs":2)"), 400, nullptr,
         "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled."},
        {"too many top_logprobs", "POST", chat, chatBody(R"("logprobs":true,"top_logprobs":21)"),
         400, "integer_above_max_value", "Invalid 'top_logprobs': integer above maximum value."},
        {"logprobs of a reasoning model", "POST", thinker, chatBody(R"("logprobs":true)"), 400,
         "unsupported_parameter",
         "Unsupported parameter: 'logprobs' is not supported with this model."},
        {"logprobs of completions as a switch", "POST", complete,
         R"({"prompt":"x","logprobs":true})", 400, "invalid_type",
         "Invalid type for 'logprobs': expected an integer, but got boolean instead."},
        {"prompt of the wrong type", "POST", complete, R"({"prompt":{}})", 400, "invalid_type",
         "Invalid type for 'prompt'"},
        {"empty list of prompts", "POST", complete, R"({"prompt":[]})", 400, "empty_array",
         "Invalid 'prompt': empty array."},
        {"unknown encoding", "POST", embed, R"({"input":"x","encoding_format":"hex"})", 400,
         "invalid_value", "Invalid value: 'hex'. Supported values are: 'float' and 'base64'."},
        {"embedding as a stream", "POST", embed, R"({"input":"x","stream":true})", 400,
         "unknown_parameter", "Unknown parameter: 'stream'."},
        {"text of 8,193 tokens", "POST", embed, R"({"input":")" + std::string(32'769, 'x') + "\"}",
         400, nullptr,
         "This model's maximum context length is 8192 tokens, however you requested 8193 tokens"},
        {"input of embeddings missing", "POST", embed, "{}", 400, "missing_required_parameter",
         "Missing required parameter: 'input'."},
        {"dimensions for ada", "POST", "/openai/deployments/ada/embeddings?api-version=2024-10-21",
         R"({"input":"x","dimensions":5})", 400, nullptr,
         "This model does not support specifying dimensions."},
        {"encoding in an old version", "POST",
         "/openai/deployments/embed/embeddings?api-version=2023-05-15",
         R"({"input":"x","encoding_format":"base64"})", 400, nullptr,
         "Unrecognized request argument supplied: encoding_format"},
    };
}

} // namespace

void TestAzureErrors::refusals_data()
{
    QTest::addColumn<int>("group");
    QTest::addColumn<int>("index");
    int group = 0;
    for (const auto &rows : {addressRefusals(), bodyRefusals()}) {
        int index = 0;
        for (const Refusal &row : rows) {
            QTest::newRow(row.name) << group << index++;
        }
        ++group;
    }
}

void TestAzureErrors::refusals()
{
    QFETCH(int, group);
    QFETCH(int, index);
    const Refusal row
        = (group == 0 ? addressRefusals() : bodyRefusals()).at(static_cast<std::size_t>(index));
    InstanceBench bench;
    const Reply reply = bench.call(
        {.method = row.method, .target = row.path, .apiKey = "the-key", .body = row.body});
    QCOMPARE(reply.status, row.status);
    QCOMPARE(reply.field("content-type"), "application/json");
    const Json error = jsonOf(reply)["error"];
    QVERIFY2(error["message"].get<std::string>().starts_with(row.message), error.dump().c_str());
    QCOMPARE(error["code"], row.code != nullptr ? Json(row.code) : Json());
}

void TestAzureErrors::keys_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("apiKey");
    QTest::addColumn<std::string>("authorization");
    QTest::addColumn<int>("status");
    const std::string classic(chatPath);
    const std::string v1 = v1Chat;
    const auto row = [](const char *name, const std::string &path, std::string key,
                        std::string bearer, int status) {
        QTest::newRow(name) << path << std::move(key) << std::move(bearer) << status;
    };
    row("key", classic, "the-key", "", 200);
    row("key on v1", v1, "the-key", "", 200);
    row("nothing", classic, "", "", 401);
    row("wrong key", classic, "the-key2", "", 401);
    row("token", classic, "", "Bearer the-token", 200);
    row("token on v1", v1, "", "bearer the-token", 200);
    row("wrong token", classic, "", "Bearer other", 401);
    row("key as bearer on v1", v1, "", "Bearer the-key", 200);
    row("key as bearer", classic, "", "Bearer the-key", 401);
    row("unknown deployment without a key",
        "/openai/deployments/nobody/chat/completions?api-version=2024-10-21", "", "", 401);
}

void TestAzureErrors::keys()
{
    QFETCH(std::string, path);
    QFETCH(std::string, apiKey);
    QFETCH(std::string, authorization);
    QFETCH(int, status);
    InstanceBench bench;
    const Reply reply = bench.call({.target = path,
                                    .apiKey = apiKey,
                                    .authorization = authorization,
                                    .body = chatBody(R"("model":"chat")")});
    QCOMPARE(reply.status, status);
    if (status == 401) {
        QCOMPARE(
            reply.body(),
            R"({"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}})");
    }
}

void TestAzureErrors::versions_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<int>("status");
    for (const char *const version :
         {"2022-12-01", "2023-05-15", "2024-02-01", "2024-06-01", "2024-09-01-preview",
          "2024-10-01-preview", "2024-10-21", "2024-12-01-preview", "2025-01-01-preview",
          "2025-03-01-preview", "2025-04-01-preview"}) {
        QTest::newRow(version) << "/openai/deployments/chat/chat/completions?api-version="
                + std::string(version)
                               << 200;
    }
    const auto row = [](const char *name, const char *path, int status) {
        QTest::newRow(name) << std::string(path) << status;
    };
    row("v1 below a deployment", "/openai/deployments/chat/chat/completions?api-version=v1", 404);
    row("preview below a deployment",
        "/openai/deployments/chat/chat/completions?api-version=preview", 404);
    row("empty version", "/openai/deployments/chat/chat/completions?api-version=", 404);
    row("name in other letters", "/openai/deployments/chat/chat/completions?Api-Version=2024-10-21",
        200);
    row("v1 without", "/openai/v1/chat/completions", 200);
    row("v1 as v1", "/openai/v1/chat/completions?api-version=v1", 200);
    row("v1 as preview", "/openai/v1/chat/completions?api-version=preview", 200);
    row("v1 with a date", "/openai/v1/chat/completions?api-version=2025-04-01-preview", 400);
}

void TestAzureErrors::versions()
{
    QFETCH(std::string, path);
    QFETCH(int, status);
    InstanceBench bench;
    QCOMPARE(bench.post(path, chatBody(R"("model":"chat")")).status, status);
}

void TestAzureErrors::contentTypes_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *type, int status) {
        QTest::newRow(name) << std::string(type) << status;
    };
    row("JSON", "application/json", 200);
    row("in capitals", "Application/JSON", 200);
    row("with a charset", "application/json; charset=utf-8", 200);
    row("twice", "application/json,application/json", 415);
    row("form", "application/x-www-form-urlencoded", 415);
    row("text", "text/plain", 415);
    row("none", "", 415);
}

void TestAzureErrors::contentTypes()
{
    QFETCH(std::string, type);
    QFETCH(int, status);
    InstanceBench bench;
    for (const std::string_view path : {chatPath, v1ChatPath}) {
        const Reply reply = bench.call({.target = std::string(path),
                                        .apiKey = "the-key",
                                        .body = chatBody(R"("model":"chat")"),
                                        .contentType = type});
        QCOMPARE(reply.status, status);
        if (status == 415) {
            QCOMPARE(jsonOf(reply)["error"]["code"], "unsupported_content_type");
        }
    }
    const Reply form = bench.call({.target = std::string(v1ChatPath),
                                   .apiKey = "the-key",
                                   .body = "model=chat",
                                   .contentType = "application/x-www-form-urlencoded"});
    QCOMPARE(form.status, 415);
}

void TestAzureErrors::modelErrors_haveTheIdOfTheModel()
{
    InstanceBench bench;
    const Reply refused = bench.post(chatPath, "{}");
    QCOMPARE(refused.field("x-request-id").size(), std::size_t{36});
    QCOMPARE(refused.field("ms-azureml-model-error-reason"), "model_error");
    QCOMPARE(refused.field("ms-azureml-model-error-statuscode"), "400");
    bench.instance().switchOn({{.kind = FaultKind::ServerError}});
    const Reply failed = bench.post(chatPath, chatBody());
    const std::string id = failed.field("x-request-id");
    QCOMPARE(id.size(), std::size_t{36});
    // The message tells it too, for whoever asks for help.
    QVERIFY(failed.body().find("request ID " + id) != std::string::npos);
    bench.instance().clearFaults();
    const Reply unknown = bench.post("/openai/v1/chat/completions", chatBody(R"("model":"no")"));
    QVERIFY(unknown.field("x-request-id").empty());
}

void TestAzureErrors::everyError_carriesTheIdsOfTheFrontDoor()
{
    InstanceBench bench;
    const Reply reply = bench.post("/nowhere", "");
    QCOMPARE(reply.field("apim-request-id").size(), std::size_t{36});
    QCOMPARE(reply.field("x-ms-client-request-id"), reply.field("apim-request-id"));
    QCOMPARE(reply.field("x-ms-region"), "East US");
    const Reply named = bench.call({.target = "/nowhere", .clientRequestId = "mine"});
    QCOMPARE(named.field("x-ms-client-request-id"), "mine");
    QVERIFY(named.field("apim-request-id") != reply.field("apim-request-id"));
}

void TestAzureErrors::filteredPrompt_isRefusedWithItsFindings()
{
    InstanceBench bench;
    const Reply reply = bench.post(chatPath, chatBody({}, "please trigger-prompt-filter now"));
    QCOMPARE(reply.status, 400);
    const Json error = jsonOf(reply)["error"];
    QCOMPARE(error["code"], "content_filter");
    QCOMPARE(error["param"], "prompt");
    QVERIFY(error["type"].is_null());
    QCOMPARE(error["innererror"]["code"], "ResponsibleAIPolicyViolation");
    QVERIFY(error["innererror"]["content_filter_result"]["violence"]["filtered"].get<bool>());
    // Charged for the prompt, as the service does.
    QVERIFY(bench.instance().state().deployments.front().counts.promptTokens > 0);
}

void TestAzureErrors::filteredPrompt_passesWhereTheFilterIsOff()
{
    InstanceBench bench;
    QCOMPARE(bench
                 .post("/openai/v1/chat/completions",
                       chatBody(R"("model":"unfiltered")", "please trigger-prompt-filter now"))
                 .status,
             200);
}

void TestAzureErrors::deepBody_isRefused()
{
    InstanceBench bench;
    const std::string deep(200'000, '[');
    const Reply reply = bench.post(chatPath, R"({"messages":)" + deep);
    QCOMPARE(reply.status, 400);
}

QTEST_APPLESS_MAIN(TestAzureErrors)
#include "tst_azureerrors.moc"
