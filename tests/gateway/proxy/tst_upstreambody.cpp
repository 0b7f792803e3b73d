#include "gateway/wire/randomjson.h"
#include "proxy/upstreambody.h"
#include "support/property.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;
using nlohmann::json;

/// The client's bytes, but for the few that have to differ.
class TestUpstreamBody final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytes_data();
    void bytes();
    void whoAsksForUsage_data();
    void whoAsksForUsage();
    void anyBody_differsInTheseMembersOnly();
    void spooledBody_isReadTwice();
};

namespace
{

constexpr azure::UpstreamForm inBody{.url = {}, .name = azure::NameIn::Body};

std::shared_ptr<const wire::StoredBody> stored(std::string_view text, std::size_t spoolAbove)
{
    auto body = std::make_shared<wire::StoredBody>(
        wire::BodyStorage{.spoolAbove = spoolAbove, .folder = {}});
    if (!body->append(text)) {
        qFatal("the body cannot be kept");
    }
    return body;
}

std::string textOf(const wire::OutgoingBody &body)
{
    wire::OutgoingBody::Reader reader(body);
    std::string text;
    std::array<char, 4096> buffer{};
    while (true) {
        const auto size = reader.read(buffer);
        if (!size || *size == 0) {
            return text;
        }
        text.append(buffer.data(), *size);
    }
}

struct Sent {
    std::string text;
    bool asksForUsage = false;
};

Sent sent(std::string_view original, const azure::UpstreamForm &form,
          const std::string &deployment = "dep",
          azure::Operation operation = azure::Operation::ChatCompletions)
{
    BodyFacts facts;
    facts.bodyPart(original);
    if (const auto problem = facts.finish()) {
        return {problem->message, false};
    }
    const UpstreamBody body = upstreamBody(stored(original, std::size_t{1} << 20), facts, form,
                                           operation, DeploymentId(deployment));
    const std::string text = textOf(body.body);
    return {body.body.size() == text.size() ? text : "the size is wrong", body.asksForUsage};
}

azure::UpstreamForm inPath()
{
    return {.url = {}, .name = azure::NameIn::Path};
}

} // namespace

void TestUpstreamBody::bytes_data()
{
    QTest::addColumn<QByteArray>("original");
    QTest::addColumn<QByteArray>("inBodyText");
    QTest::addColumn<QByteArray>("inPathText");
    const auto row
        = [](const char *name, const char *original, const char *body, const char *path) {
              QTest::newRow(name) << QByteArray(original) << QByteArray(body) << QByteArray(path);
          };
    row("blanks stay", "\n{ \"model\" :\t\"gpt-4o\" , \"n\": 1.0e2 } \n",
        "\n{ \"model\" :\t\"dep\" , \"n\": 1.0e2 } \n",
        "\n{ \"model\" :\t\"gpt-4o\" , \"n\": 1.0e2 } \n");
    row("same name, no change", R"({"model":"d\u0065p"})", R"({"model":"d\u0065p"})",
        R"({"model":"d\u0065p"})");
    row("all of them", R"({"model":"a","mod\u0065l":"dep"})",
        R"({"model":"dep","mod\u0065l":"dep"})", R"({"model":"a","mod\u0065l":"dep"})");
    row("none", R"({"messages":[]})", R"({"model":"dep","messages":[]})", R"({"messages":[]})");
    row("null", R"({"model":null,"n":1})", R"({"model":"dep","n":1})", R"({"model":null,"n":1})");
    row("none in an empty body", "{ }", R"({"model":"dep" })", "{ }");
    row("deeper names stay", R"({"metadata":{"model":"a"},"model":"a"})",
        R"({"metadata":{"model":"a"},"model":"dep"})", R"({"metadata":{"model":"a"},"model":"a"})");
    row("stream", R"({"model":"a","stream":true})",
        R"({"stream_options":{"include_usage":true},"model":"dep","stream":true})",
        R"({"stream_options":{"include_usage":true},"model":"a","stream":true})");
}

void TestUpstreamBody::bytes()
{
    QFETCH(const QByteArray, original);
    QFETCH(const QByteArray, inBodyText);
    QFETCH(const QByteArray, inPathText);
    QCOMPARE(QByteArray::fromStdString(sent(original.toStdString(), inBody).text), inBodyText);
    QCOMPARE(QByteArray::fromStdString(sent(original.toStdString(), inPath()).text), inPathText);
}

void TestUpstreamBody::whoAsksForUsage_data()
{
    QTest::addColumn<QByteArray>("original");
    QTest::addColumn<int>("operation");
    QTest::addColumn<bool>("knows");
    QTest::addColumn<bool>("asks");
    const int chat = static_cast<int>(azure::Operation::ChatCompletions);
    const int legacy = static_cast<int>(azure::Operation::Completions);
    const int embeddings = static_cast<int>(azure::Operation::Embeddings);
    const QByteArray stream = R"({"stream":true})";
    QTest::newRow("chat") << stream << chat << true << true;
    QTest::newRow("legacy") << stream << legacy << true << true;
    QTest::newRow("embeddings") << stream << embeddings << true << false;
    QTest::newRow("old version") << stream << chat << false << false;
    QTest::newRow("no stream") << QByteArrayLiteral("{}") << chat << true << false;
    QTest::newRow("client asks itself")
        << QByteArrayLiteral(R"({"stream":true,"stream_options":{"include_usage":true}})") << chat
        << true << false;
    QTest::newRow("client does not want it")
        << QByteArrayLiteral(R"({"stream":true,"stream_options":{"include_usage":false}})") << chat
        << true << true;
    QTest::newRow("own data") << QByteArrayLiteral(R"({"stream":true,"data_sources":[{}]})") << chat
                              << true << false;
    QTest::newRow("sound") << QByteArrayLiteral(R"({"stream":true,"modalities":["audio"]})") << chat
                           << true << false;
}

void TestUpstreamBody::whoAsksForUsage()
{
    QFETCH(const QByteArray, original);
    QFETCH(const int, operation);
    QFETCH(const bool, knows);
    QFETCH(const bool, asks);
    azure::UpstreamForm form = inPath();
    form.knowsStreamOptions = knows;
    const Sent body
        = sent(original.toStdString(), form, "dep", static_cast<azure::Operation>(operation));
    QCOMPARE(body.asksForUsage, asks);
    json expected = json::parse(original.toStdString());
    if (asks) {
        expected["stream_options"]["include_usage"] = true;
    }
    QVERIFY2(json::parse(body.text) == expected, body.text.c_str());
}

void TestUpstreamBody::anyBody_differsInTheseMembersOnly()
{
    test::forEachRound(1000, [](SeededRandom &random) {
        test::RandomJson generator(random);
        const std::string original = generator.body(static_cast<int>(random.below(7)));
        BodyFacts facts;
        facts.bodyPart(original);
        if (facts.finish() || !json::accept(original)) {
            return;
        }
        const std::string deployment = "\"dep\\\n" + std::to_string(random.below(10));
        const Sent body = sent(original, inBody, deployment);
        json expected = json::parse(original);
        expected["model"] = deployment;
        if (body.asksForUsage) {
            expected["stream_options"]["include_usage"] = true;
        }
        QVERIFY2(json::parse(body.text, nullptr, false) == expected, body.text.c_str());
        if (!body.asksForUsage) {
            QCOMPARE(sent(original, inPath()).text, original);
        }
    });
}

void TestUpstreamBody::spooledBody_isReadTwice()
{
    const std::string original = "{\"input\":\""
        + test::randomText(*std::make_unique<SeededRandom>(7), "abc", 200'000)
        + "\",\"model\":\"a\"}";
    BodyFacts facts;
    facts.bodyPart(original);
    QVERIFY(!facts.finish());
    const auto body = stored(original, 1000);
    QVERIFY(body->isSpooled());
    for (const char *name : {"one", "two"}) {
        const UpstreamBody out
            = upstreamBody(body, facts, inBody, azure::Operation::Embeddings, DeploymentId(name));
        QCOMPARE(textOf(out.body), original.substr(0, original.size() - 4) + '"' + name + "\"}");
    }
}

QTEST_APPLESS_MAIN(TestUpstreamBody)
#include "tst_upstreambody.moc"
