#include "randomjson.h"
#include "support/property.h"
#include "wire/jsonlocator.h"

#include <nlohmann/json.hpp>

#include <QTest>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestJsonLocator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsKeyAndValue();
    void onlyTheTopLevelCounts();
    void listAtTheTop_hasNoKeys();
    void escapedAndRepeatedKeys_areAllFound();
    void contentIsDecoded();
    void longContentIsCut();
    void emptyContainers_areKnown();
    void content_data();
    void content();
    void problems_data();
    void problems();
    void everyByteOfAText_isSeenAtEveryPlace();
    void depth_isBounded();
    void repeatedKeys_areBounded();
    void anyBody_agreesWithTheReferenceParser();
    void anyDamage_isJudgedAsTheReferenceDoes();
    void anyCut_changesNothing();
};

using namespace penstock;
using namespace penstock::wire;
using nlohmann::json;

namespace
{

JsonLocator locate(const std::string &body,
                   std::vector<std::string_view> watched
                   = {"model", "stream_options", "stream_options.include_usage"})
{
    JsonLocator locator(std::move(watched));
    locator.feed(body);
    locator.finish();
    return locator;
}

std::string slice(const std::string &body, ByteRange range)
{
    return body.substr(range.begin, range.end - range.begin);
}

/// What the reference parser sees of the top level: keys decoded, values whole, in order.
std::vector<std::pair<std::string, json>> topMembers(const std::string &body)
{
    std::vector<std::pair<std::string, json>> members;
    std::string key;
    const auto collect = [&](int depth, json::parse_event_t event, json &parsed) {
        if (depth == 1 && event == json::parse_event_t::key) {
            key = parsed.get<std::string>();
        } else if (depth == 1
                   && (event == json::parse_event_t::value
                       || event == json::parse_event_t::object_end
                       || event == json::parse_event_t::array_end)) {
            members.emplace_back(key, parsed);
        }
        return true;
    };
    const json whole = json::parse(body, collect, false);
    Q_ASSERT(!whole.is_discarded());
    return members;
}

} // namespace

void TestJsonLocator::findsKeyAndValue()
{
    const std::string body
        = R"( {"stream":true, "model" : "gpt-4o" ,"stream_options":{ "include_usage" : false }} )";
    const JsonLocator locator = locate(body);
    QVERIFY(!locator.problem());
    const LocatedValue *model = locator.last("model");
    QVERIFY(model != nullptr);
    QCOMPARE(slice(body, model->key), "\"model\"");
    QCOMPARE(slice(body, model->value), "\"gpt-4o\"");
    QCOMPARE(model->content, "gpt-4o");
    QCOMPARE(model->kind, JsonKind::Text);
    const LocatedValue *usage = locator.last("stream_options.include_usage");
    QVERIFY(usage != nullptr);
    QCOMPARE(slice(body, usage->value), "false");
    QCOMPARE(usage->kind, JsonKind::Bool);
    QCOMPARE(slice(body, locator.last("stream_options")->value), R"({ "include_usage" : false })");
    QCOMPARE(slice(body, locator.root()), body.substr(1, body.size() - 2));
    QCOMPARE(*locator.rootKind(), JsonKind::Map);
}

void TestJsonLocator::onlyTheTopLevelCounts()
{
    const JsonLocator locator
        = locate(R"({"a":{"model":"x","stream_options":{"include_usage":1}},"b":[{"model":1}]})");
    QVERIFY(!locator.problem());
    QVERIFY(locator.located().empty());
}

void TestJsonLocator::listAtTheTop_hasNoKeys()
{
    const JsonLocator locator = locate(R"([{"model":"x"}])");
    QVERIFY(!locator.problem());
    QVERIFY(locator.located().empty());
    QCOMPARE(*locator.rootKind(), JsonKind::List);
}

void TestJsonLocator::escapedAndRepeatedKeys_areAllFound()
{
    const std::string body = R"({"model":"a","mod\u0065l":"b","\u006Dodel":null})";
    const JsonLocator locator = locate(body);
    QCOMPARE(locator.all("model").size(), 3U);
    QCOMPARE(locator.last("model")->kind, JsonKind::Null);
    QCOMPARE(locator.all("model")[1]->content, "b");
}

void TestJsonLocator::contentIsDecoded()
{
    const JsonLocator locator = locate(R"({"model":"a\"\\\/\n\u00e9\ud83d\ude00\ud83dx"})");
    QCOMPARE(locator.last("model")->content, "a\"\\/\n\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBDx");
}

void TestJsonLocator::longContentIsCut()
{
    const std::string body = R"({"model":")" + std::string(10000, 'x') + R"("})";
    const JsonLocator locator = locate(body);
    QVERIFY(locator.last("model")->isCut);
    QCOMPARE(locator.last("model")->content.size(), JsonLocator::mostCaptured);
    QCOMPARE(slice(body, locator.last("model")->value).size(), 10002U);
}

void TestJsonLocator::emptyContainers_areKnown()
{
    QVERIFY(locate("{}").isRootEmpty());
    QVERIFY(!locate(R"({"a":{}})").isRootEmpty());
    QVERIFY(locate(R"({"stream_options":{ }})").last("stream_options")->isEmpty);
    QVERIFY(!locate(R"({"stream_options":{"x":[]}})").last("stream_options")->isEmpty);
}

void TestJsonLocator::content_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<quint64>("text");
    QTest::addColumn<unsigned>("low");
    QTest::addColumn<unsigned>("other");
    const auto row = [](const char *name, const std::string &body, quint64 text, unsigned low,
                        unsigned other) { QTest::newRow(name) << body << text << low << other; };
    row("message", R"({"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]})", 9, 0, 0);
    row("decoded", R"({"prompt":"\u00e9\n\ud83d\ude00"})", 7, 0, 0);
    row("bytes of UTF-8", "{\"prompt\":\"\xC3\xA9\xE2\x82\xAC\"}", 5, 0, 0);
    row("list of inputs", R"({"input":["ab","cde"],"user":"not counted"})", 5, 0, 0);
    row("image",
        R"({"messages":[{"content":[{"image_url":{"url":"data:image/png;base64,AAAA"}}]}]})", 0, 0,
        1);
    row("image of low detail",
        R"({"messages":[{"content":[{"image_url":{"detail":"low","url":"http://x"}}]}]})", 3, 1, 0);
    row("detail behind the url",
        R"({"messages":[{"content":[{"image_url":{"url":"http://x","detail":"low"}}]}]})", 3, 1, 0);
    row("high detail",
        R"({"messages":[{"content":[{"image_url":{"url":"http://x","detail":"high"}}]}]})", 4, 0,
        1);
    row("Responses form",
        R"({"input":[{"content":[{"type":"input_image","image_url":"http://x","detail":"low"}]}]})",
        14, 1, 0);
    row("two images", R"({"input":[{"image_url":"a"},{"image_url":"b"}]})", 0, 0, 2);
    row("url that is no image", R"({"input":[{"url":"abc"}]})", 3, 0, 0);
    row("audio",
        R"({"messages":[{"content":[{"input_audio":{"data":"AAAAAAAA","format":"wav"}}]}]})", 3, 0,
        0);
    row("image outside of the content", R"({"metadata":{"image_url":"a"}})", 0, 0, 0);
}

void TestJsonLocator::content()
{
    QFETCH(const std::string, body);
    QFETCH(const quint64, text);
    QFETCH(const unsigned, low);
    QFETCH(const unsigned, other);
    const JsonLocator locator = locate(body);
    QVERIFY(!locator.problem());
    QCOMPARE(locator.content().textBytes, text);
    QCOMPARE(locator.content().lowDetailImages, low);
    QCOMPARE(locator.content().otherImages, other);
}

void TestJsonLocator::problems_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<quint64>("line");
    QTest::addColumn<quint64>("column");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, const std::string &body, quint64 line, quint64 column,
                        const std::string &message) {
        QTest::newRow(name) << body << line << column << message;
    };
    row("empty", "", 1, 1, "the body is empty");
    row("blanks", " \n ", 2, 2, "the body ends in the middle");
    row("cut", "{\"a\":", 1, 6, "the body ends in the middle");
    row("no key", "{\n  a: 1}", 2, 3, "a key in quotes is missing");
    row("comma at the end", "{\"a\":1,}", 1, 8, "a key in quotes is missing");
    row("comma at the end of a list", "[1,]", 1, 4, "a value is missing");
    row("no colon", "{\"a\" 1}", 1, 6, "a ':' is missing after the key");
    row("no comma", "{\"a\":1\n\"b\":2}", 2, 1, "a ',' or '}' is missing");
    row("no comma in a list", "[1 2]", 1, 4, "a ',' or ']' is missing");
    row("wrong bracket", "[1}", 1, 3, "a bracket closes what was not opened");
    row("behind the end", "{} x", 1, 4, "something follows after the end of the document");
    row("single quotes", "{'a':1}", 1, 2, "a key in quotes is missing");
    row("word", "{\"a\":tru}", 1, 9, "a word is none of true, false and null");
    row("leading zero", "[01]", 1, 3, "a number is not one of JSON");
    row("point alone", "[1.]", 1, 4, "a number is not one of JSON");
    row("plus", "[+1]", 1, 2, "a value is missing");
    row("line end in a text", "[\"a\nb\"]", 1, 4,
        "a control character stands inside a text; it has to be escaped");
    row("unknown escape", "[\"\\x\"]", 1, 4, "an escape in a text is not one of JSON");
    row("short unicode", "[\"\\u12g4\"]", 1, 7, "a \\u in a text needs four hexadecimal digits");
    row("byte order mark", "\xEF\xBB\xBF{}", 1, 1, "a value is missing");
    row("behind 4-byte text", "{\"\xF0\x9F\x98\x80\" 1}", 1, 9, "a ':' is missing after the key");
}

void TestJsonLocator::problems()
{
    QFETCH(const std::string, body);
    QFETCH(const quint64, line);
    QFETCH(const quint64, column);
    QFETCH(const std::string, message);
    const JsonLocator locator = locate(body);
    QVERIFY(locator.problem().has_value());
    QCOMPARE(locator.problem()->message, message);
    QCOMPARE(locator.problem()->line, line);
    QCOMPARE(locator.problem()->column, column);
    QVERIFY(!json::accept(body) || body.starts_with("\xEF\xBB\xBF"));
}

void TestJsonLocator::everyByteOfAText_isSeenAtEveryPlace()
{
    constexpr std::size_t longerThanTwoWords = 19;
    for (int byte = 0; byte < 256; ++byte) {
        for (std::size_t place = 0; place < longerThanTwoWords; ++place) {
            std::string text(longerThanTwoWords, 'a');
            text[place] = static_cast<char>(byte);
            JsonLocator locator({});
            const bool isGood = locator.feed("[\"" + text + "\"]") && locator.finish();
            const bool isControl = byte < 0x20;
            QCOMPARE(isGood, !isControl && byte != '"' && byte != '\\');
            if (isControl) {
                QCOMPARE(locator.problem()->offset, place + 2);
            }
        }
    }
}

void TestJsonLocator::depth_isBounded()
{
    const auto nested
        = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    QVERIFY(!locate(nested(1000)).problem());
    QVERIFY(!locate(nested(JsonLocator::mostDepth)).problem());
    QCOMPARE(locate(nested(JsonLocator::mostDepth + 1)).problem()->message, "is nested too deep");
}

void TestJsonLocator::repeatedKeys_areBounded()
{
    std::string body = "{";
    for (std::size_t i = 0; i <= JsonLocator::mostLocated; ++i) {
        body += (i > 0 ? ",\"model\":1" : "\"model\":1");
    }
    QCOMPARE(locate(body + '}').problem()->message, "the same keys stand here too often");
}

void TestJsonLocator::anyBody_agreesWithTheReferenceParser()
{
    test::forEachRound(2000, [](SeededRandom &random) {
        test::RandomJson generator(random);
        const std::string body = generator.body(static_cast<int>(random.below(7)));
        const JsonLocator locator = locate(body, {"model", "stream", "stream_options", "messages"});
        QVERIFY2(!locator.problem(), body.c_str());
        // The reference refuses lone surrogates, which are no matter for the one who relays
        // them.
        if (!json::accept(body)) {
            return;
        }
        std::size_t next = 0;
        for (const auto &[key, value] : topMembers(body)) {
            if (key != "model" && key != "stream" && key != "stream_options" && key != "messages") {
                continue;
            }
            QVERIFY(next < locator.located().size());
            const LocatedValue &located = locator.located()[next++];
            QCOMPARE(json::parse(slice(body, located.key)).get<std::string>(), key);
            QVERIFY2(json::parse(slice(body, located.value)) == value, body.c_str());
            if (value.is_string()) {
                QCOMPARE(located.content, value.get<std::string>());
            }
        }
        QCOMPARE(next, locator.located().size());
    });
}

void TestJsonLocator::anyDamage_isJudgedAsTheReferenceDoes()
{
    test::forEachRound(3000, [](SeededRandom &random) {
        test::RandomJson generator(random);
        std::string body = generator.body(static_cast<int>(random.below(4)));
        // No 'e': the reference takes a number amiss whose exponent no double has.
        static constexpr std::string_view bytes = "{}[]\",:\\ nu1.-+0x\n";
        const std::size_t at = random.below(body.size());
        switch (random.below(3)) {
        case 0:
            body[at] = bytes[random.below(bytes.size())];
            break;
        case 1:
            body.insert(at, 1, bytes[random.below(bytes.size())]);
            break;
        default:
            body.erase(at, 1);
            break;
        }
        const bool isFine = !locate(body).problem();
        // Lone surrogates and halved characters are the two things that the reference takes
        // amiss.
        const bool hasSurrogates
            = body.find("\\ud") != std::string::npos || body.find("\\ude") != std::string::npos;
        const bool isAscii = std::ranges::all_of(
            body, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; });
        if (json::accept(body)) {
            QVERIFY2(isFine, body.c_str());
        } else if (!hasSurrogates && isAscii) {
            QVERIFY2(!isFine, body.c_str());
        }
    });
}

void TestJsonLocator::anyCut_changesNothing()
{
    test::forEachRound(1000, [](SeededRandom &random) {
        test::RandomJson generator(random);
        std::string body = generator.body(static_cast<int>(random.below(6)));
        if (random.below(4) == 0 && !body.empty()) {
            body.erase(random.below(body.size()), 1);
        }
        const JsonLocator whole = locate(body);
        JsonLocator cut({"model", "stream_options", "stream_options.include_usage"});
        for (std::size_t at = 0; at < body.size();) {
            const std::size_t size = std::min<std::size_t>(body.size() - at, 1 + random.below(5));
            cut.feed(std::string_view(body).substr(at, size));
            at += size;
        }
        cut.finish();
        QCOMPARE(cut.problem().has_value(), whole.problem().has_value());
        if (whole.problem()) {
            QCOMPARE(cut.problem()->offset, whole.problem()->offset);
            QCOMPARE(cut.problem()->message, whole.problem()->message);
        }
        QCOMPARE(cut.content(), whole.content());
        QCOMPARE(cut.located().size(), whole.located().size());
        for (std::size_t i = 0; i < cut.located().size(); ++i) {
            QCOMPARE(cut.located()[i].value, whole.located()[i].value);
            QCOMPARE(cut.located()[i].content, whole.located()[i].content);
        }
    });
}

QTEST_APPLESS_MAIN(TestJsonLocator)
#include "tst_jsonlocator.moc"
