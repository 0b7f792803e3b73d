#include "base/text.h"
#include "proxy/exhaustion.h"

#include <nlohmann/json.hpp>

#include <QTest>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestExhaustion final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneCause_data();
    void oneCause();
    void mostHopefulCause_wins_data();
    void mostHopefulCause_wins();
    void retryAfter_data();
    void retryAfter();
    void soonestTarget_isNamed();
    void serverError_keepsItsFieldsAndWords();
    void serverError_withoutJson_isPutIntoWords();
    void unusableInstances_areCredentials();
};

using namespace penstock;
using namespace penstock::proxy;
using nlohmann::json;

namespace
{

Attempt attemptAt(const char *deployment, Attempt::Wanted wanted = Attempt::Wanted::Whole)
{
    return {{0, DeploymentId(deployment)}, wanted, {}, SteadyTime()};
}

Attempt answered(int status, const std::string &body = {}, wire::HeaderFields fields = {},
                 const char *deployment = "dep")
{
    Attempt attempt = attemptAt(deployment);
    attempt.answered({status, std::move(fields), {}});
    std::string out;
    attempt.received(body, out);
    attempt.ended({}, out);
    return attempt;
}

Attempt failed(upstream::CallEnd end, const std::string &message = "It failed.")
{
    Attempt attempt = attemptAt("dep");
    std::string out;
    attempt.ended({.end = end, .message = message, .detail = {}}, out);
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

} // namespace

void TestExhaustion::oneCause_data()
{
    QTest::addColumn<QByteArray>("attempt");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char *attempt, int status, const char *code) {
        QTest::newRow(attempt) << QByteArray(attempt) << status << QByteArray(code);
    };
    row("429", 429, "all_targets_rate_limited");
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

void TestExhaustion::oneCause()
{
    QFETCH(const QByteArray, attempt);
    QFETCH(const int, status);
    QFETCH(const QByteArray, code);
    for (const int count : {1, 3}) {
        Exhaustion exhaustion;
        for (int i = 0; i < count; ++i) {
            exhaustion.add(attemptNamed(attempt.toStdString()), "one");
        }
        const auto answer = exhaustion.answer("gpt-4o", Dialect::OpenAi);
        QCOMPARE(answer.status, status);
        QCOMPARE(QByteArray::fromStdString(answer.code), code);
        QCOMPARE(QByteArray::fromStdString(errorOf(answer).at("code").get<std::string>()), code);
        QCOMPARE(field(answer, "content-type"), std::string("application/json"));
        QCOMPARE(field(answer, "x-should-retry"),
                 std::string(code == "upstream_credentials_exhausted" ? "false" : ""));
    }
}

void TestExhaustion::mostHopefulCause_wins_data()
{
    QTest::addColumn<QByteArrayList>("attempts");
    QTest::addColumn<int>("status");
    const auto row = [](const QByteArrayList &attempts, int status) {
        QTest::newRow(attempts.join(", ").constData()) << attempts << status;
    };
    row({"429", "500", "401", "refused"}, 429);
    row({"refused", "404", "429"}, 429);
    row({"500", "503"}, 503);
    row({"503", "401"}, 503);
    row({"500", "refused"}, 500);
    row({"html", "404"}, 502);
    row({"401", "403"}, 502);
    row({"401", "404"}, 404);
    row({"refused", "timeout"}, 504);
    row({"timeout", "refused"}, 503);
}

void TestExhaustion::mostHopefulCause_wins()
{
    QFETCH(const QByteArrayList, attempts);
    QFETCH(const int, status);
    Exhaustion exhaustion;
    for (const QByteArray &attempt : attempts) {
        exhaustion.add(attemptNamed(attempt.toStdString()), "one");
    }
    QCOMPARE(exhaustion.answer("m", Dialect::OpenAi).status, status);
}

void TestExhaustion::retryAfter_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("seconds");
    QTest::addColumn<QByteArray>("ms");
    QTest::addColumn<bool>("mayRetry");
    const auto row = [](const char *name, const char *value, const char *seconds, const char *ms,
                        bool mayRetry = true) {
        QTest::addRow("%s: %s", name, value) << QByteArray(name) << QByteArray(value)
                                             << QByteArray(seconds) << QByteArray(ms) << mayRetry;
    };
    row("x-nothing", "", "10", "10000");
    row("Retry-After", "7", "7", "7000");
    row("retry-after", "1.5", "2", "1500");
    row("Retry-After", "0", "1", "250");
    row("Retry-After", "61", "61", "61000", false);
    row("Retry-After", "86400", "86400", "86400000", false);
    row("retry-after-ms", "1200", "2", "1200");
    row("retry-after-ms", "1", "1", "250");
    for (const char *nonsense : {"-5", "soon", "", "nan", "inf", "1e300", "7 s"}) {
        row("Retry-After", nonsense, "10", "10000");
        row("retry-after-ms", nonsense, "10", "10000");
    }
}

void TestExhaustion::retryAfter()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, seconds);
    QFETCH(const QByteArray, ms);
    QFETCH(const bool, mayRetry);
    Exhaustion exhaustion;
    exhaustion.add(answered(429, "{}", {{name.toStdString(), value.toStdString()}}), "one");
    const auto answer = exhaustion.answer("m", Dialect::OpenAi);
    QCOMPARE(QByteArray::fromStdString(field(answer, "retry-after")), seconds);
    QCOMPARE(QByteArray::fromStdString(field(answer, "retry-after-ms")), ms);
    QCOMPARE(field(answer, "x-should-retry"), std::string(mayRetry ? "" : "false"));
}

void TestExhaustion::soonestTarget_isNamed()
{
    Exhaustion exhaustion;
    exhaustion.add(answered(429, {}, {{"Retry-After", "30"}}, "a"), "north");
    exhaustion.add(answered(429, {}, {{"Retry-After", "7"}}, "b"), "south");
    exhaustion.add(answered(429, {}, {{"Retry-After", "20"}}, "c"), "east");
    const auto all = exhaustion.answer("gpt-4o", Dialect::OpenAi);
    QCOMPARE(errorOf(all).at("message").get<std::string>(),
             std::string("All 3 targets for 'gpt-4o' are rate limited; soonest in 7 s (south/b)."));
    QCOMPARE(errorOf(all).at("type").get<std::string>(), std::string("rate_limit_error"));
    exhaustion.add(failed(upstream::CallEnd::Refused), "west");
    QCOMPARE(
        errorOf(exhaustion.answer("gpt-4o", Dialect::OpenAi)).at("message").get<std::string>(),
        std::string("3 of 4 targets for 'gpt-4o' are rate limited; soonest in 7 s (south/b)."));
}

void TestExhaustion::serverError_keepsItsFieldsAndWords()
{
    const std::string body = R"({"error":{"code":"InternalServerError","message":"m"}})";
    Exhaustion exhaustion;
    exhaustion.add(
        answered(500, body,
                 {{"Content-Type", "application/json; charset=utf-8"}, {"apim-request-id", "abc"}}),
        "one");
    const auto azure = exhaustion.answer("m", Dialect::Azure);
    QCOMPARE(azure.body, body);
    QCOMPARE(field(azure, "apim-request-id"), std::string("abc"));
    const auto openAi = exhaustion.answer("m", Dialect::OpenAi);
    QCOMPARE(errorOf(openAi).at("code").get<std::string>(), std::string("InternalServerError"));
    QVERIFY(errorOf(openAi).contains("param"));
}

void TestExhaustion::serverError_withoutJson_isPutIntoWords()
{
    Exhaustion exhaustion;
    exhaustion.add(answered(502, "<html>Bad Gateway</html>", {{"Content-Type", "text/html"}}),
                   "one");
    for (const Dialect dialect : {Dialect::OpenAi, Dialect::Azure}) {
        const auto answer = exhaustion.answer("m", dialect);
        QCOMPARE(answer.status, 502);
        QCOMPARE(field(answer, "content-type"), std::string("application/json"));
        QVERIFY(errorOf(answer).at("message").is_string());
    }
}

void TestExhaustion::unusableInstances_areCredentials()
{
    Exhaustion exhaustion;
    exhaustion.addUnusable("The variable 'KEY' that holds a secret is not set.");
    const auto answer = exhaustion.answer("m", Dialect::OpenAi);
    QCOMPARE(answer.status, 502);
    QCOMPARE(answer.code, std::string("upstream_credentials_exhausted"));
    QVERIFY(errorOf(answer).at("message").get<std::string>().find("'KEY'") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestExhaustion)
#include "tst_exhaustion.moc"
