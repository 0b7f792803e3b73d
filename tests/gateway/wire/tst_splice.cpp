#include "randomjson.h"
#include "support/property.h"
#include "wire/splice.h"

#include <nlohmann/json.hpp>

#include <QTest>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestSplice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingReplaced_isTheBody();
    void model_isReplacedWhereverItStands();
    void usage_data();
    void usage();
    void anyBody_keepsEveryOtherByte();
    void anyBody_asksForUsageAndStaysJson();
    void bodyOfTenMegabytes_isSplicedAsRanges();
};

using namespace penstock;
using namespace penstock::wire;
using nlohmann::json;

namespace
{

JsonLocator locate(const std::string &body)
{
    JsonLocator locator({"model", "stream_options", "stream_options.include_usage"});
    locator.feed(body);
    locator.finish();
    return locator;
}

std::string joined(const Splice &splice, const std::string &body)
{
    std::string text;
    for (const BodyPiece &piece : splice.pieces(body.size())) {
        if (const auto *range = std::get_if<ByteRange>(&piece)) {
            text += body.substr(range->begin, range->end - range->begin);
        } else {
            text += std::get<std::string>(piece);
        }
    }
    return text;
}

std::string withModel(const std::string &body, const std::string &model)
{
    Splice splice;
    replaceAll(splice, locate(body), "model", jsonText(model));
    return joined(splice, body);
}

std::string withUsage(const std::string &body)
{
    Splice splice;
    askForUsage(splice, locate(body));
    return joined(splice, body);
}

} // namespace

void TestSplice::nothingReplaced_isTheBody()
{
    const Splice splice;
    QVERIFY(splice.isEmpty());
    QCOMPARE(joined(splice, "abc"), "abc");
    QVERIFY(splice.pieces(0).empty());
}

void TestSplice::model_isReplacedWhereverItStands()
{
    QCOMPARE(withModel(R"({ "model" : "gpt-4o" , "n": 1 })", "dep"),
             R"({ "model" : "dep" , "n": 1 })");
    QCOMPARE(withModel(R"({"model":"a","mod\u0065l":null})", "d"),
             R"({"model":"d","mod\u0065l":"d"})");
    QCOMPARE(withModel(R"({"n":1})", "d"), R"({"n":1})");
    QCOMPARE(withModel(R"({"model":{"a":1}})", "d\"\\\n"), R"({"model":"d\"\\\u000a"})");
}

void TestSplice::usage_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("asked");
    const auto row = [](const char *name, const std::string &body, const std::string &asked) {
        QTest::newRow(name) << body << asked;
    };
    row("absent", R"( {"stream":true})",
        R"( {"stream_options":{"include_usage":true},"stream":true})");
    row("empty body", "{}", R"({"stream_options":{"include_usage":true}})");
    row("empty options", R"({"stream_options":{}})",
        R"({"stream_options":{"include_usage":true}})");
    row("other option", R"({"stream_options":{ "x":1}})",
        R"({"stream_options":{"include_usage":true, "x":1}})");
    row("set", R"({"stream_options":{"include_usage":true}})",
        R"({"stream_options":{"include_usage":true}})");
    row("false", R"({"stream_options":{"include_usage" : false}})",
        R"({"stream_options":{"include_usage" : true}})");
    row("null options", R"({"stream_options":null,"a":1})",
        R"({"stream_options":{"include_usage":true},"a":1})");
    row("nonsense is for the upstream", R"({"stream_options":7})", R"({"stream_options":7})");
    row("twice", R"({"stream_options":{},"stream_options":{"include_usage":false}})",
        R"({"stream_options":{"include_usage":true},"stream_options":{"include_usage":true}})");
    row("list", "[1]", "[1]");
}

void TestSplice::usage()
{
    QFETCH(const std::string, body);
    QFETCH(const std::string, asked);
    QCOMPARE(withUsage(body), asked);
}

void TestSplice::anyBody_keepsEveryOtherByte()
{
    test::forEachRound(2000, [](SeededRandom &random) {
        test::RandomJson generator(random);
        const std::string body = generator.body(static_cast<int>(random.below(6)));
        const JsonLocator locator = locate(body);
        Splice splice;
        replaceAll(splice, locator, "model", "\"X\"");
        const std::string result = joined(splice, body);
        QCOMPARE(result.size(), splice.size(body.size()));
        // Putting the old values back in their places gives the body, so nothing else was
        // touched.
        std::string undone = result;
        const auto models = locator.all("model");
        for (std::size_t i = 0, shift = 0; i < models.size(); ++i) {
            const std::string old = body.substr(models[i]->value.begin,
                                                models[i]->value.end - models[i]->value.begin);
            QCOMPARE(undone.substr(models[i]->value.begin + shift, 3), "\"X\"");
            undone.replace(models[i]->value.begin + shift, 3, old);
        }
        QCOMPARE(undone, body);
    });
}

void TestSplice::anyBody_asksForUsageAndStaysJson()
{
    test::forEachRound(1000, [](SeededRandom &random) {
        test::RandomJson generator(random);
        const std::string body = generator.body(static_cast<int>(random.below(5)));
        if (!json::accept(body)) {
            return;
        }
        const std::string asked = withUsage(body);
        QVERIFY2(json::accept(asked), asked.c_str());
        const json options = json::parse(asked)["stream_options"];
        if (options.is_object()) {
            QVERIFY2(options["include_usage"] == true, asked.c_str());
        }
    });
}

void TestSplice::bodyOfTenMegabytes_isSplicedAsRanges()
{
    const std::string body = R"({"messages":[{"content":")" + std::string(10U * 1024 * 1024, 'x')
        + R"("}],"model":"a"})";
    Splice splice;
    replaceAll(splice, locate(body), "model", "\"b\"");
    const auto pieces = splice.pieces(body.size());
    QCOMPARE(pieces.size(), 3U);
    QVERIFY(std::holds_alternative<ByteRange>(pieces.front()));
    QCOMPARE(joined(splice, body), body.substr(0, body.size() - 4) + "\"b\"}");
}

QTEST_APPLESS_MAIN(TestSplice)
#include "tst_splice.moc"
