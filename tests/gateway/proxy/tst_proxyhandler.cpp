#include "gateway/http/httpfixture.h"
#include "proxybench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::proxy::test;
using nlohmann::json;
using penstock::test::answer;

/// Requests from their arrival to their line in the log, over real sockets.
class TestProxyHandler final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void request_reachesTheUpstreamAsItsOwn();
    void answer_isExplained();
    void refusals_data();
    void refusals();
    void unknownPath_namesTheNearest();
    void wrongMethod_namesTheRightOnes();
    void models_areListed();
    void oneModel_isShown();
    void health_isTold();
    void readiness_needsOneTarget();
    void strictReadiness_needsEveryModel();
    void statusPage_isForPeople();
    void oneLogLine_perRequest();
    void logLine_alsoOfWhatTheGatewayAnswersItself();
    void logLine_holdsNoSecret();
    void largeBody_reachesTheSecondTarget();
};

namespace
{

const std::string good = answer("{\"choices\":[],\"usage\":{\"prompt_tokens\":8,"
                                "\"completion_tokens\":5,\"total_tokens\":13}}",
                                "Content-Type: application/json\r\napim-request-id: abc\r\n");

json errorOf(const RawAnswer &answer)
{
    return json::parse(answer.body).at("error");
}

bool holds(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

void TestProxyHandler::request_reachesTheUpstreamAsItsOwn()
{
    const Upstream upstream(good);
    InstanceSettings v1 = instanceAt("new", upstream.url(), "o3");
    v1.provider = Provider::AzureV1;
    const ProxyBench bench({instanceAt("old", upstream.url()), v1});
    const std::string lines
        = "Authorization: Bearer client-key\r\nCookie: a=b\r\nX-Custom: kept\r\n";
    QCOMPARE(bench.post("/v1/chat/completions", ProxyBench::whole, lines).status, 200);
    const auto first = upstream.request(0);
    QVERIFY2(first.head.starts_with(
                 "POST /openai/deployments/dep-old/chat/completions?api-version=2024-10-21 "
                 "HTTP/1.1\r\n"),
             first.head.c_str());
    QVERIFY(holds(first.head, "api-key: upstream-secret\r\n"));
    QVERIFY(holds(first.head, "X-Custom: kept\r\n"));
    QVERIFY(!holds(first.head, "client-key") && !holds(first.head, "Cookie"));
    QCOMPARE(first.body, std::string(ProxyBench::whole));

    QCOMPARE(bench.post("/v1/v1/chat/completions", "{\"model\":\"o3\"}").status, 200);
    const auto second = upstream.request(1);
    QVERIFY(second.head.starts_with("POST /openai/v1/chat/completions HTTP/1.1\r\n"));
    QCOMPARE(second.body, std::string("{\"model\":\"dep-new\"}"));

    QCOMPARE(bench
                 .post("/openai/deployments/dep-old/embeddings?api-version=2023-05-15",
                       "{\"model\":null,\"input\":\"x\"}")
                 .status,
             200);
    const auto third = upstream.request(2);
    QVERIFY2(third.head.starts_with(
                 "POST /openai/deployments/dep-old/embeddings?api-version=2023-05-15 HTTP/1.1\r\n"),
             third.head.c_str());
    QCOMPARE(third.body, std::string("{\"model\":null,\"input\":\"x\"}"));
}

void TestProxyHandler::answer_isExplained()
{
    const Upstream upstream(good);
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const RawAnswer answer = bench.chat();
    QVERIFY(answer.isWhole());
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("x-penstock-instance"), std::string("one"));
    QCOMPARE(answer.field("x-penstock-deployment"), std::string("dep-one"));
    QCOMPARE(answer.field("X-Served-By-Instance"), std::string("one"));
    QCOMPARE(answer.field("x-penstock-attempts"), std::string("one:200"));
    QCOMPARE(answer.field("apim-request-id"), std::string("abc"));
    QVERIFY(!answer.field("x-penstock-request-id").empty());
    const std::string overhead = answer.field("x-penstock-overhead-ms");
    QVERIFY2(overhead.size() > 4 && overhead[overhead.size() - 4] == '.', overhead.c_str());
    QVERIFY(std::stod(overhead) > 0);
}

void TestProxyHandler::refusals_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("hint");
    const auto row = [](const char *name, const char *target, const char *body, int status,
                        const char *code, const char *hint) {
        QTest::newRow(name) << QByteArray(target) << QByteArray(body) << status << QByteArray(code)
                            << QByteArray(hint);
    };
    constexpr const char *chat = "/v1/chat/completions";
    row("unknown model", chat, "{\"model\":\"gpt-4\"}", 404, "model_not_found",
        "Did you mean 'gpt-4o'?");
    row("far from any model", chat, "{\"model\":\"mistral-large\"}", 404, "model_not_found",
        "GET /v1/models");
    row("no model", chat, "{\"messages\":[]}", 400, "missing_model", "names no model");
    row("null as model", chat, "{\"model\":null}", 400, "missing_model", "names no model");
    row("empty model", chat, "{\"model\":\"\"}", 400, "missing_model", "names no model");
    row("model is a number", chat, "{\"model\":4}", 400, "invalid_model", "has to be a text");
    row("bad JSON", chat, "{\"model\":\"gpt-4o\",\n \"n\" 1}", 400, "invalid_json",
        "line 2, column 6");
    row("a list", chat, "[]", 400, "invalid_json", "JSON object");
    row("no body", chat, "", 400, "invalid_json", "not valid JSON");
    row("unknown deployment", "/openai/deployments/gpt-4/chat/completions?api-version=2024-10-21",
        "{}", 404, "model_not_found", "'gpt-4'");
}

void TestProxyHandler::refusals()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QByteArray, code);
    QFETCH(const QByteArray, hint);
    const Upstream upstream(good);
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const RawAnswer answer = bench.post(target.toStdString(), body.toStdString());
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.field("content-type"), std::string("application/json"));
    const json error = errorOf(answer);
    QCOMPARE(QByteArray::fromStdString(error.at("code").get<std::string>()), code);
    QVERIFY2(holds(error.at("message").get<std::string>(), hint.toStdString()),
             answer.body.c_str());
    QCOMPARE(upstream.count(), 0);
}

void TestProxyHandler::unknownPath_namesTheNearest()
{
    const ProxyBench bench({instanceAt("one", deadUrl())});
    const RawAnswer answer = bench.post("/v1/chat/completion", "{}");
    QCOMPARE(answer.status, 404);
    QVERIFY2(holds(errorOf(answer).at("message").get<std::string>(), "'/v1/chat/completions'"),
             answer.body.c_str());
}

void TestProxyHandler::wrongMethod_namesTheRightOnes()
{
    const ProxyBench bench({instanceAt("one", deadUrl())});
    const RawAnswer get = bench.get("/v1/chat/completions");
    QCOMPARE(get.status, 405);
    QCOMPARE(get.field("allow"), std::string("POST"));
    const RawAnswer post = bench.post("/v1/models", "{}");
    QCOMPARE(post.status, 405);
    QCOMPARE(post.field("allow"), std::string("GET, HEAD"));
    QCOMPARE(errorOf(post).at("code").get<std::string>(), std::string("method_not_allowed"));
}

void TestProxyHandler::models_areListed()
{
    const ProxyBench bench({instanceAt("one", deadUrl(), "o3"), instanceAt("two", deadUrl())});
    for (const char *path : {"/v1/models", "/openai/v1/models", "/openai/models?api-version=v1"}) {
        const RawAnswer answer = bench.get(path);
        QCOMPARE(answer.status, 200);
        const json list = json::parse(answer.body);
        QCOMPARE(list.at("object").get<std::string>(), std::string("list"));
        QCOMPARE(list.at("data").size(), 2U);
        QCOMPARE(list.at("data")[0].at("id").get<std::string>(), std::string("gpt-4o"));
        QCOMPARE(list.at("data")[1].at("id").get<std::string>(), std::string("o3"));
        QCOMPARE(list.at("data")[1].at("object").get<std::string>(), std::string("model"));
    }
}

void TestProxyHandler::oneModel_isShown()
{
    const ProxyBench bench({instanceAt("one", deadUrl(), "org/o3 mini")});
    const RawAnswer answer = bench.get("/v1/models/org%2Fo3%20mini");
    QCOMPARE(answer.status, 200);
    QCOMPARE(json::parse(answer.body).at("id").get<std::string>(), std::string("org/o3 mini"));
    const RawAnswer unknown = bench.get("/v1/models/o4");
    QCOMPARE(unknown.status, 404);
    QCOMPARE(errorOf(unknown).at("code").get<std::string>(), std::string("model_not_found"));
}

void TestProxyHandler::health_isTold()
{
    const ProxyBench bench(std::vector<InstanceSettings>{});
    const RawAnswer answer = bench.get("/healthz");
    QCOMPARE(answer.status, 200);
    QCOMPARE(json::parse(answer.body).at("version").get<std::string>(), std::string("1.2.3"));
    RawClient client(bench.port());
    const RawAnswer head
        = client.ask(penstock::test::request("HEAD", "/healthz"), penstock::test::AnswerTo::Head);
    QCOMPARE(head.status, 200);
    QVERIFY(head.isWhole() && head.body.empty());
}

void TestProxyHandler::readiness_needsOneTarget()
{
    InstanceSettings lost = instanceAt("lost", deadUrl(), "o3");
    lost.credential.apiKey->location = "NOT_SET";
    {
        const ProxyBench bench({instanceAt("one", deadUrl()), lost});
        const RawAnswer answer = bench.get("/readyz");
        QCOMPARE(answer.status, 200);
        const json body = json::parse(answer.body);
        QVERIFY(body.at("models_without_target") == json::array({"o3"}));
        QVERIFY(body.at("instances_with_problems").contains("lost"));
        QVERIFY(!holds(answer.body, "upstream-secret"));
    }
    const ProxyBench bench({lost});
    QCOMPARE(bench.get("/readyz").status, 503);
}

void TestProxyHandler::strictReadiness_needsEveryModel()
{
    InstanceSettings lost = instanceAt("lost", deadUrl(), "o3");
    lost.credential.apiKey->location = "NOT_SET";
    const ProxyBench partly({instanceAt("one", deadUrl()), lost});
    QCOMPARE(partly.get("/readyz?strict=0").status, 200);
    const RawAnswer answer = partly.get("/readyz?strict=1");
    QCOMPARE(answer.status, 503);
    QCOMPARE(json::parse(answer.body).at("status").get<std::string>(), std::string("not_ready"));
    const ProxyBench wholly({instanceAt("one", deadUrl())});
    QCOMPARE(wholly.get("/readyz?strict=1").status, 200);
}

void TestProxyHandler::statusPage_isForPeople()
{
    InstanceSettings off = instanceAt("<b>off</b>", deadUrl());
    off.enabled = false;
    const ProxyBench bench({instanceAt("one", deadUrl()), off});
    const RawAnswer answer = bench.get("/");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.field("content-type").starts_with("text/html"));
    QVERIFY(holds(answer.body, "&lt;b&gt;off&lt;/b&gt;") && !holds(answer.body, "<b>"));
    QVERIFY(holds(answer.body, ":" + std::to_string(bench.port()) + "/v1"));
    QVERIFY(!holds(answer.body, "<script") && !holds(answer.body, "upstream-secret"));
}

void TestProxyHandler::oneLogLine_perRequest()
{
    const Upstream first(answer("{}", {}, "503 Service Unavailable"));
    const Upstream second(good);
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    QCOMPARE(bench.chat().status, 200);
    QCOMPARE(bench.chat("{\"model\":\"x\"}").status, 404);
    const auto lines = bench.logLines(2);
    QCOMPARE(lines.size(), 2U);
    QVERIFY2(lines[0].starts_with("POST /v1/chat/completions 200 gpt-4o -> two/dep-two "),
             lines[0].c_str());
    QVERIFY2(holds(lines[0], " prompt=8 completion=5"), lines[0].c_str());
    QVERIFY2(holds(lines[0], " attempts=one:503:"), lines[0].c_str());
    QVERIFY2(holds(lines[0], " id="), lines[0].c_str());
    QVERIFY2(lines[1].starts_with("POST /v1/chat/completions 404 x ")
                 && holds(lines[1], "problem=model_not_found"),
             lines[1].c_str());
}

void TestProxyHandler::logLine_alsoOfWhatTheGatewayAnswersItself()
{
    const ProxyBench bench({instanceAt("one", deadUrl())});
    QCOMPARE(bench.get("/healthz?key=secret").status, 200);
    QCOMPARE(bench.get("/v1/models/o3").status, 404);
    QCOMPARE(bench.post("/v2/chat", "{}").status, 404);
    QCOMPARE(bench.get("/v1/embeddings").status, 405);
    RawClient broken(bench.port());
    QCOMPARE(broken.ask("GET / HTTP/1.1\r\n: no name\r\n\r\n").status, 400);
    const auto lines = bench.logLines(5);
    QCOMPARE(lines.size(), 5U);
    const std::array begins = {"GET /healthz 200 ", "GET /v1/models/o3 404 ", "POST /v2/chat 404 ",
                               "GET /v1/embeddings 405 ", "(unreadable)  400 "};
    for (std::size_t i = 0; i < begins.size(); ++i) {
        QVERIFY2(lines[i].starts_with(begins[i]), lines[i].c_str());
        QVERIFY2(holds(lines[i], " id=") && !holds(lines[i], "secret"), lines[i].c_str());
    }
    QVERIFY2(holds(lines[3], "problem=method_not_allowed"), lines[3].c_str());
}

void TestProxyHandler::logLine_holdsNoSecret()
{
    const Upstream upstream(good);
    const ProxyBench bench({instanceAt("one", upstream.url())});
    QCOMPARE(bench
                 .post("/v1/chat/completions?key=query-secret",
                       "{\"model\":\"gpt-4o\",\"messages\":[{\"content\":\"body-secret\"}]}",
                       "Authorization: Bearer client-secret\r\n")
                 .status,
             200);
    const auto lines = bench.logLines(1);
    QCOMPARE(lines.size(), 1U);
    QVERIFY2(!holds(lines[0], "secret"), lines[0].c_str());
}

void TestProxyHandler::largeBody_reachesTheSecondTarget()
{
    const Upstream first(answer("{}", {}, "503 Service Unavailable"));
    const Upstream second(good);
    const ProxyBench bench({instanceAt("one", first.url()), instanceAt("two", second.url())});
    std::string body = "{\"messages\":[{\"content\":\"";
    while (body.size() < 5'000'000) {
        body += std::to_string(body.size()) + ' ';
    }
    body += "\"}],\"model\":\"gpt-4o\"}";
    const RawAnswer answer = bench.chat(body);
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, 200);
    QVERIFY(first.request().body == body);
    QVERIFY(second.request().body == body);
}

QTEST_GUILESS_MAIN(TestProxyHandler)
#include "tst_proxyhandler.moc"
