#include "base/text.h"
#include "planbench.h"
#include "proxy/exhaustion.h"

#include <nlohmann/json.hpp>

#include <QTest>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestExhaustion final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusalBeforeAnyTry_data();
    void refusalBeforeAnyTry();
    void afterTries_data();
    void afterTries();
    void mostHopefulCause_wins_data();
    void mostHopefulCause_wins();
    void waitIsTold_data();
    void waitIsTold();
    void soonestTarget_isNamed();
    void mixedCauses_areAllCounted();
    void tooLarge_namesTheNumbers();
    void clientLimit_isNamed();
    void oldApiVersion_isHinted();
    void serverError_keepsItsFieldsAndWords();
    void serverError_withoutJson_isPutIntoWords();
    void missingKey_isNamed();
};

using namespace penstock;
using namespace penstock::proxy;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;
using nlohmann::json;
using resilience::Cause;
using routing::Refusal;
using routing::Verdict;

namespace
{

Attempt attemptAt(const char *deployment, Attempt::Wanted wanted = Attempt::Wanted::Whole)
{
    return {{0, DeploymentId(deployment)}, wanted, {}, SteadyTime()};
}

Attempt answered(int status, const std::string &body = {}, wire::HeaderFields fields = {})
{
    Attempt attempt = attemptAt("dep");
    attempt.answered({status, std::move(fields), {}});
    std::string out;
    attempt.received(body, out);
    attempt.ended({}, out);
    return attempt;
}

Attempt failed(upstream::CallEnd end)
{
    Attempt attempt = attemptAt("dep");
    std::string out;
    attempt.ended({.end = end, .message = "It failed.", .detail = {}}, out);
    return attempt;
}

/// "429", "refused", "html"
Attempt attemptNamed(std::string_view name)
{
    if (name == "refused") {
        return failed(upstream::CallEnd::Refused);
    }
    if (name == "timeout") {
        return failed(upstream::CallEnd::FirstByteTimeout);
    }
    if (name == "html") {
        return answered(200, "<html>", {{"Content-Type", "text/html"}});
    }
    return answered(std::stoi(std::string(name)));
}

void addTo(Exhaustion &exhaustion, const Attempt &attempt, const std::string &instance = "one",
           bool exceedsQuota = false)
{
    exhaustion.add(attempt,
                   {.rule = routing::ruleFor(attempt.facts()), .exceedsQuota = exceedsQuota},
                   instance);
}

std::string field(const Exhaustion::Answer &answer, std::string_view name)
{
    for (const wire::HeaderField &one : answer.fields) {
        if (equalsIgnoreCase(one.name, name)) {
            return one.value;
        }
    }
    return {};
}

json errorOf(const Exhaustion::Answer &answer)
{
    return json::parse(answer.body).at("error");
}

std::string messageOf(const Exhaustion::Answer &answer)
{
    return errorOf(answer).at("message").get<std::string>();
}

/// What a request for gpt-4o is told.
Exhaustion::Answer told(const Exhaustion &exhaustion, const PlanBench &bench,
                        const routing::Admission &refusal, routing::RequestFacts facts = {},
                        Dialect dialect = Dialect::OpenAi, std::string problem = {})
{
    facts.pool = bench.plan().forModel("gpt-4o")->pool;
    return exhaustion.answer(
        {bench.plan(), refusal, facts, "gpt-4o", dialect, bench.now(), std::move(problem)});
}

Exhaustion::Answer told(const PlanBench &bench, const routing::Admission &refusal)
{
    return told({}, bench, refusal);
}

} // namespace

void TestExhaustion::refusalBeforeAnyTry_data()
{
    QTest::addColumn<Refusal>("refusal");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<QByteArray>("shouldRetry");
    const auto row = [](const char *code, Refusal refusal, int status, const char *retryAfter = "",
                        const char *shouldRetry = "") {
        QTest::newRow(code) << refusal << status << QByteArray(code) << QByteArray(retryAfter)
                            << QByteArray(shouldRetry);
    };
    row("all_targets_rate_limited", Refusal::Capacity, 429, "7");
    row("queue_full", Refusal::QueueFull, 429, "7");
    row("all_targets_open", Refusal::Open, 503, "7");
    row("request_exceeds_quota", Refusal::TooLarge, 429, "", "false");
    row("context_length_exceeded", Refusal::TooLong, 400, "", "false");
    row("upstream_credentials_exhausted", Refusal::Credentials, 502, "", "false");
    row("deployment_not_found", Refusal::NotFound, 404);
    row("draining", Refusal::Draining, 503, "7");
    row("gateway_paused", Refusal::Paused, 503, "5");
    row("offline", Refusal::Offline, 503, "5");
    row("pinned_target_unavailable", Refusal::Pinned, 503);
    row("no_target", Refusal::NoTargets, 503);
}

void TestExhaustion::refusalBeforeAnyTry()
{
    QFETCH(const Refusal, refusal);
    QFETCH(const int, status);
    QFETCH(const QByteArray, code);
    QFETCH(const QByteArray, retryAfter);
    QFETCH(const QByteArray, shouldRetry);
    const PlanBench bench({"one"});
    const auto answer = told(bench, bench.refusal(refusal, {}, 6500ms));
    QCOMPARE(answer.status, status);
    QCOMPARE(QByteArray::fromStdString(answer.code), code);
    const json error = errorOf(answer);
    QCOMPARE(QByteArray::fromStdString(error.at("code").get<std::string>()), code);
    QVERIFY(error.at("type").is_string() && error.contains("param"));
    QVERIFY(error.at("message").get<std::string>().ends_with('.'));
    QCOMPARE(field(answer, "content-type"), std::string("application/json"));
    QCOMPARE(QByteArray::fromStdString(field(answer, "retry-after")), retryAfter);
    QCOMPARE(QByteArray::fromStdString(field(answer, "x-should-retry")), shouldRetry);
}

void TestExhaustion::afterTries_data()
{
    QTest::addColumn<QByteArray>("attempt");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *attempt, int status, const char *code) {
        QTest::newRow(attempt) << QByteArray(attempt) << status << QByteArray(code);
    };
    row("500", 500, "upstream_error");
    row("503", 503, "upstream_error");
    row("408", 408, "upstream_error");
    row("html", 502, "upstream_error");
    row("401", 502, "upstream_credentials_exhausted");
    row("403", 502, "upstream_credentials_exhausted");
    row("404", 404, "deployment_not_found");
    row("refused", 503, "upstream_unreachable");
    row("timeout", 504, "upstream_timeout");
}

void TestExhaustion::afterTries()
{
    QFETCH(const QByteArray, attempt);
    QFETCH(const int, status);
    QFETCH(const QByteArray, code);
    const PlanBench bench({"one", "two", "three"});
    for (const int count : {1, 3}) {
        Exhaustion exhaustion;
        for (int i = 0; i < count; ++i) {
            addTo(exhaustion, attemptNamed(attempt.toStdString()));
        }
        const auto answer = told(exhaustion, bench, bench.refusal(Refusal::Failed, {}));
        QCOMPARE(answer.status, status);
        QCOMPARE(QByteArray::fromStdString(answer.code), code);
        QCOMPARE(field(answer, "content-type"), std::string("application/json"));
        QCOMPARE(field(answer, "x-should-retry"),
                 std::string(code == "upstream_credentials_exhausted" ? "false" : ""));
    }
}

void TestExhaustion::mostHopefulCause_wins_data()
{
    QTest::addColumn<QByteArrayList>("attempts");
    QTest::addColumn<Refusal>("refusal");
    QTest::addColumn<int>("status");
    const auto row = [](const QByteArrayList &attempts, Refusal refusal, int status) {
        QTest::addRow("%s, then %d", attempts.join(", ").constData(), static_cast<int>(refusal))
            << attempts << refusal << status;
    };
    row({"500", "401", "refused"}, Refusal::Capacity, 429);
    row({"503", "401"}, Refusal::Credentials, 503);
    row({"500"}, Refusal::NotFound, 500);
    row({"500", "503"}, Refusal::Failed, 503);
    row({"500", "refused"}, Refusal::Failed, 500);
    row({"html", "404"}, Refusal::Failed, 502);
    row({"401", "404"}, Refusal::Credentials, 502);
    row({"401"}, Refusal::Open, 502);
    row({"refused", "timeout"}, Refusal::Failed, 504);
    row({"timeout", "refused"}, Refusal::Failed, 503);
}

void TestExhaustion::mostHopefulCause_wins()
{
    QFETCH(const QByteArrayList, attempts);
    QFETCH(const Refusal, refusal);
    QFETCH(const int, status);
    const PlanBench bench({"one", "two", "three"});
    Exhaustion exhaustion;
    for (const QByteArray &attempt : attempts) {
        addTo(exhaustion, attemptNamed(attempt.toStdString()));
    }
    QCOMPARE(told(exhaustion, bench, bench.refusal(refusal, {}, 7s)).status, status);
}

void TestExhaustion::waitIsTold_data()
{
    QTest::addColumn<int>("left");
    QTest::addColumn<QByteArray>("seconds");
    QTest::addColumn<QByteArray>("ms");
    QTest::addColumn<bool>("mayRetry");
    const auto row
        = [](const char *name, int left, const char *seconds, const char *ms, bool mayRetry) {
              QTest::newRow(name) << left << QByteArray(seconds) << QByteArray(ms) << mayRetry;
          };
    row("rounded up", 6001, "7", "6001", true);
    row("at least one second", 3, "1", "3", true);
    row("over already", -5, "1", "0", true);
    row("a minute", 60000, "60", "60000", true);
    row("longer than a client should sleep", 60001, "61", "60001", false);
    row("a day", 86400000, "86400", "86400000", false);
}

void TestExhaustion::waitIsTold()
{
    QFETCH(const int, left);
    QFETCH(const QByteArray, seconds);
    QFETCH(const QByteArray, ms);
    QFETCH(const bool, mayRetry);
    const PlanBench bench({"one"});
    const auto answer
        = told(bench, bench.refusal(Refusal::Capacity, {}, std::chrono::milliseconds(left)));
    QCOMPARE(QByteArray::fromStdString(field(answer, "retry-after")), seconds);
    QCOMPARE(QByteArray::fromStdString(field(answer, "retry-after-ms")), ms);
    QCOMPARE(field(answer, "x-should-retry"), std::string(mayRetry ? "" : "false"));
}

void TestExhaustion::soonestTarget_isNamed()
{
    const PlanBench bench({"north", "south", "east"});
    const auto answer = told(
        bench,
        bench.refusal(Refusal::Capacity,
                      {bench.reason(0, Verdict::RateLimited), bench.reason(1, Verdict::TokensFull),
                       bench.reason(2, Verdict::RequestsFull)},
                      7s, 1));
    QCOMPARE(messageOf(answer),
             std::string(
                 "All 3 targets for 'gpt-4o' are rate limited; soonest in 7 s (south/dep-south)."));
    QCOMPARE(errorOf(answer).at("type").get<std::string>(), std::string("rate_limit_error"));
    const PlanBench alone({"north"});
    QCOMPARE(
        messageOf(told(
            alone, alone.refusal(Refusal::Capacity, {alone.reason(0, Verdict::RateLimited)}, 1s))),
        std::string(
            "The only target for 'gpt-4o' is rate limited; soonest in 1 s (north/dep-north)."));
}

void TestExhaustion::mixedCauses_areAllCounted()
{
    const PlanBench bench({"north", "south", "east"});
    const auto answer = told(
        bench,
        bench.refusal(Refusal::Capacity,
                      {bench.reason(0, Verdict::RateLimited), bench.reason(1, Verdict::ConfigError),
                       bench.reason(2, Verdict::Tried)},
                      7s, 0));
    QCOMPARE(messageOf(answer),
             std::string("No target for 'gpt-4o' can answer now: 1 is rate limited, 1 refuses the "
                         "gateway's credentials, 1 has failed; soonest in 7 s (north/dep-north)."));
}

void TestExhaustion::tooLarge_namesTheNumbers()
{
    GatewayConfig config;
    config.instances = {plannedInstance("one"), plannedInstance("two")};
    config.instances[0].modelDeployments[ModelName("gpt-4o")].maxTpm = 1000;
    config.instances[1].modelDeployments[ModelName("gpt-4o")].maxTpm = 3000;
    const PlanBench bench(std::move(config));
    Exhaustion exhaustion;
    addTo(exhaustion, answered(429), "one", true);
    for (const Refusal refusal : {Refusal::TooLarge, Refusal::Failed}) {
        const auto answer = told(exhaustion, bench, bench.refusal(refusal, {}),
                                 {.promptTokens = 50, .outputBudget = 4000});
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.code, std::string("request_exceeds_quota"));
        for (const char *number : {"50", "4000", "3000"}) {
            QVERIFY2(messageOf(answer).find(number) != std::string::npos, number);
        }
    }
}

void TestExhaustion::clientLimit_isNamed()
{
    GatewayConfig config;
    config.instances = {plannedInstance("one")};
    config.clients.keys = {{.name = ClientId("editor"), .maxTpm = 900}};
    const PlanBench bench(std::move(config));
    const auto answer
        = told({}, bench, bench.refusal(Refusal::ClientCapacity, {}, 12s), {.client = 0U});
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.code, std::string("client_limit_reached"));
    QCOMPARE(field(answer, "retry-after"), std::string("12"));
    QVERIFY(messageOf(answer).find("'editor'") != std::string::npos);
    QVERIFY(messageOf(answer).find("900") != std::string::npos);
}

void TestExhaustion::oldApiVersion_isHinted()
{
    const PlanBench bench({"one"});
    const auto hint = [&](Cause cause) {
        return messageOf(
            told(bench,
                 bench.refusal(Refusal::NotFound, {bench.reason(0, Verdict::ConfigError, cause)})));
    };
    QVERIFY(hint(Cause::ApiVersion).find("api_version") != std::string::npos);
    QVERIFY(hint(Cause::DeploymentNotFound).find("model_deployments") != std::string::npos);
}

void TestExhaustion::serverError_keepsItsFieldsAndWords()
{
    const PlanBench bench({"one"});
    const auto refusal = bench.refusal(Refusal::Failed, {});
    const std::string body = R"({"error":{"code":"InternalServerError","message":"m"}})";
    Exhaustion exhaustion;
    addTo(exhaustion,
          answered(
              500, body,
              {{"Content-Type", "application/json; charset=utf-8"}, {"apim-request-id", "abc"}}));
    const auto azure = told(exhaustion, bench, refusal, {}, Dialect::Azure);
    QCOMPARE(azure.body, body);
    QCOMPARE(field(azure, "apim-request-id"), std::string("abc"));
    QCOMPARE(field(azure, "x-error-backend-instance"), std::string("one"));
    const auto openAi = told(exhaustion, bench, refusal);
    QCOMPARE(errorOf(openAi).at("code").get<std::string>(), std::string("InternalServerError"));
    QVERIFY(errorOf(openAi).contains("param"));
}

void TestExhaustion::serverError_withoutJson_isPutIntoWords()
{
    const PlanBench bench({"one"});
    Exhaustion exhaustion;
    addTo(exhaustion, answered(502, "<html>Bad Gateway</html>", {{"Content-Type", "text/html"}}));
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Azure}) {
        const auto answer
            = told(exhaustion, bench, bench.refusal(Refusal::Failed, {}), {}, dialect);
        QCOMPARE(answer.status, 502);
        QCOMPARE(field(answer, "content-type"), std::string("application/json"));
        QVERIFY(errorOf(answer).at("message").is_string());
    }
}

void TestExhaustion::missingKey_isNamed()
{
    const PlanBench bench({"one"});
    const auto answer = told({}, bench, bench.refusal(Refusal::Credentials, {}), {},
                             Dialect::OpenAi, "The variable 'KEY' that holds a secret is not set.");
    QCOMPARE(answer.status, 502);
    QVERIFY(messageOf(answer).find("'KEY'") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestExhaustion)
#include "tst_exhaustion.moc"
