#include "proxy/bodyfacts.h"
#include "support/property.h"

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;

/// What the gateway has to know of a body.
class TestBodyFacts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void facts_data();
    void facts();
    void problems_data();
    void problems();
    void problem_namesLineAndColumn();
    void sixteenModels_areTheMost();
    void anySplit_findsTheSame();
};

namespace
{

std::optional<http::HttpProblem> problemOf(std::string_view body)
{
    BodyFacts facts;
    facts.bodyPart(body);
    return facts.finish();
}

std::string bodyWithModels(int count)
{
    std::string body = "{\"n\":1";
    for (int i = 0; i < count; ++i) {
        body += ",\"model\":\"m" + std::to_string(i) + '"';
    }
    return body + '}';
}

} // namespace

void TestBodyFacts::facts_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<bool>("wantsStream");
    QTest::addColumn<bool>("asksForUsage");
    QTest::addColumn<bool>("mayAsk");
    const auto row = [](const char *name, const char *body, const char *model, bool wantsStream,
                        bool asksForUsage, bool mayAsk) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(model) << wantsStream << asksForUsage
                            << mayAsk;
    };
    row("empty object", "{}", "", false, false, true);
    row("model", R"({"model":"gpt-4o"})", "gpt-4o", false, false, true);
    row("escaped", R"({"mod\u0065l":"gpt\u002d4o\n"})", "gpt-4o\n", false, false, true);
    row("the last one routes", R"({"model":"a","model":"b"})", "b", false, false, true);
    row("deeper is another", R"({"x":{"model":"a"},"model":"b","y":[{"model":"c"}]})", "b", false,
        false, true);
    row("null is none", R"({"model":null,"messages":[]})", "", false, false, true);
    row("stream", R"({"stream":true})", "", true, false, true);
    row("no stream", R"({"stream":false})", "", false, false, true);
    row("text is no stream", R"({"stream":"true"})", "", false, false, true);
    row("the last stream counts", R"({"stream":true,"stream":false})", "", false, false, true);
    row("usage", R"({"stream":true,"stream_options":{"include_usage":true}})", "", true, true,
        true);
    row("usage refused", R"({"stream":true,"stream_options":{"include_usage":false}})", "", true,
        false, true);
    row("other option", R"({"stream_options":{"include_obfuscation":false}})", "", false, false,
        true);
    row("null options", R"({"stream_options":null})", "", false, false, true);
    row("options are a number", R"({"stream_options":7})", "", false, false, false);
    row("own data", R"({"stream":true,"data_sources":[]})", "", true, false, false);
    row("sound", R"({"stream":true,"modalities":["text","audio"]})", "", true, false, false);
}

void TestBodyFacts::facts()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, model);
    QFETCH(const bool, wantsStream);
    QFETCH(const bool, asksForUsage);
    QFETCH(const bool, mayAsk);
    BodyFacts facts;
    facts.bodyPart(body.toStdString());
    const auto problem = facts.finish();
    QVERIFY2(!problem, problem ? problem->message.c_str() : "");
    QCOMPARE(QByteArray::fromStdString(facts.model()), model);
    QCOMPARE(facts.wantsStream(), wantsStream);
    QCOMPARE(facts.asksForUsage(), asksForUsage);
    QCOMPARE(facts.mayAskForUsage(), mayAsk);
}

void TestBodyFacts::problems_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    for (const char *body :
         {"", " ", "{", "hello", "{\"model\":}", "{} x", "{\"a\":1,}", "<xml/>"}) {
        QTest::addRow("not JSON: '%s'", body)
            << QByteArray(body) << QByteArrayLiteral("invalid_json");
    }
    for (const char *body : {"[]", "\"text\"", "1", "null", "true"}) {
        QTest::addRow("no object: '%s'", body)
            << QByteArray(body) << QByteArrayLiteral("invalid_json");
    }
    for (const char *model : {"1", "true", "[]", "{}", "[\"gpt-4o\"]"}) {
        QTest::addRow("model is %s", model)
            << QByteArray(QByteArrayLiteral("{\"model\":") + model + '}')
            << QByteArrayLiteral("invalid_model");
    }
}

void TestBodyFacts::problems()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    const auto problem = problemOf(body.toStdString());
    QVERIFY(problem.has_value());
    QCOMPARE(problem->status, 400);
    QCOMPARE(QByteArray::fromStdString(problem->code), code);
    QVERIFY(!problem->message.empty());
}

void TestBodyFacts::problem_namesLineAndColumn()
{
    const auto problem = problemOf("{\n  \"model\": \"gpt-4o\",\n  \"stream\" true\n}");
    QVERIFY(problem.has_value());
    QVERIFY2(problem->message.find("line 3, column 12") != std::string::npos,
             problem->message.c_str());
}

void TestBodyFacts::sixteenModels_areTheMost()
{
    QVERIFY(!problemOf(bodyWithModels(16)));
    const auto problem = problemOf(bodyWithModels(17));
    QVERIFY(problem.has_value());
    QCOMPARE(problem->status, 400);
}

void TestBodyFacts::anySplit_findsTheSame()
{
    const std::string body
        = R"({"messages":[{"content":"\"model\": \u00e9"}],"mod\u0065l":"gpt\u002d4o",)"
          R"("stream": true , "stream_options":{"x":[1,{}],"include_usage":true}})";
    test::forEachRound(200, [&](RandomSource &random) {
        BodyFacts facts;
        for (std::size_t at = 0; at < body.size();) {
            const std::size_t size = 1 + random.below(12);
            facts.bodyPart(std::string_view(body).substr(at, size));
            at += size;
        }
        QVERIFY(!facts.finish());
        QCOMPARE(facts.model(), std::string("gpt-4o"));
        QVERIFY(facts.wantsStream());
        QVERIFY(facts.asksForUsage());
    });
}

QTEST_APPLESS_MAIN(TestBodyFacts)
#include "tst_bodyfacts.moc"
