#include "proxy/tokenusage.h"
#include "support/property.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <array>
#include <cmath>

using namespace penstock;
using namespace penstock::proxy;
using nlohmann::json;

/// What an answer says of its cost, beside what a parser of whole documents reads in it.
class TestTokenUsage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usage_data();
    void usage();
    void anyObject_isReadAsTheReferenceDoes();
    void anyDamage_isJudgedAsTheReferenceDoes();
};

namespace
{

std::int64_t numberAt(const json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) {
        return 0;
    }
    // No count of tokens, and none that would fit.
    const bool fits = !found->is_number_float() || std::abs(found->get<double>()) < 1e18;
    return fits ? found->get<std::int64_t>() : 0;
}

std::int64_t detailAt(const json &usage, const char *group, const char *key)
{
    const auto found = usage.find(group);
    return found != usage.end() && found->is_object() ? numberAt(*found, key) : 0;
}

std::optional<TokenUsage> reference(const std::string &text)
{
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("usage") || !document["usage"].is_object()) {
        return std::nullopt;
    }
    const json &usage = document["usage"];
    return TokenUsage{.prompt = numberAt(usage, "prompt_tokens"),
                      .cached = detailAt(usage, "prompt_tokens_details", "cached_tokens"),
                      .completion = numberAt(usage, "completion_tokens"),
                      .reasoning = detailAt(usage, "completion_tokens_details", "reasoning_tokens"),
                      .total = numberAt(usage, "total_tokens")};
}

template<std::size_t Count>
std::string oneOf(RandomSource &random, const std::array<const char *, Count> &choices)
{
    return choices[random.below(Count)];
}

std::string anyValue(RandomSource &random, int depth);

// The same key may come twice, and anything may stand below any key.
std::string anyObject(RandomSource &random, int depth)
{
    static constexpr std::array<const char *, 9> keys
        = {"usage",         "prompt_tokens",         "completion_tokens",
           "total_tokens",  "prompt_tokens_details", "completion_tokens_details",
           "cached_tokens", "reasoning_tokens",      "o\\\"ther"};
    std::string text = "{";
    const std::size_t count = random.below(7);
    for (std::size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "" : oneOf<2>(random, {",", " ,\n"}));
        text += '"' + oneOf(random, keys) + "\":" + anyValue(random, depth);
    }
    return text + '}';
}

std::string anyValue(RandomSource &random, int depth)
{
    static constexpr std::array<const char *, 14> values
        = {"0",    "1",   "17",   "128000",   "-3",   "9007199254740993",  "12.0", "2.9",
           "-2.9", "1e3", "null", "\"text\"", "true", "[1,{\"usage\":{}}]"};
    const bool isObject = depth > 0 && random.below(2) == 0;
    return isObject ? anyObject(random, depth - 1) : oneOf(random, values);
}

} // namespace

void TestTokenUsage::usage_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("hasUsage");
    QTest::newRow("as Azure writes it")
        << QByteArrayLiteral("{\"id\":\"x\",\"usage\":{\"completion_tokens\":50,"
                             "\"completion_tokens_details\":{\"reasoning_tokens\":40},"
                             "\"prompt_tokens\":80,\"prompt_tokens_details\":"
                             "{\"cached_tokens\":64},\"total_tokens\":130}}")
        << true;
    QTest::newRow("details twice")
        << QByteArrayLiteral("{\"usage\":{\"prompt_tokens_details\":{\"cached_tokens\":64},"
                             "\"prompt_tokens_details\":{}}}")
        << true;
    QTest::newRow("details of another kind")
        << QByteArrayLiteral("{\"usage\":{\"prompt_tokens_details\":{\"cached_tokens\":64},"
                             "\"prompt_tokens_details\":7}}")
        << true;
    QTest::newRow("empty") << QByteArrayLiteral("{\"usage\":{}}") << true;
    QTest::newRow("null") << QByteArrayLiteral("{\"usage\":null}") << false;
    QTest::newRow("deeper") << QByteArrayLiteral("{\"a\":{\"usage\":{\"total_tokens\":1}}}")
                            << false;
    QTest::newRow("no object") << QByteArrayLiteral("[{\"usage\":{}}]") << false;
    QTest::newRow("cut") << QByteArrayLiteral("{\"usage\":{\"total_tokens\":1}") << false;
    QTest::newRow("nothing") << QByteArray() << false;
}

void TestTokenUsage::usage()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, hasUsage);
    const auto usage = usageIn(text.toStdString());
    QCOMPARE(usage.has_value(), hasUsage);
    QVERIFY(usage == reference(text.toStdString()));
}

void TestTokenUsage::anyObject_isReadAsTheReferenceDoes()
{
    int found = 0;
    test::forEachRound(9000, [&found](RandomSource &random) {
        const std::string usage = anyObject(random, 2);
        const std::string text
            = random.below(4) == 0 ? anyObject(random, 3) : "{\"usage\":" + usage + '}';
        const auto expected = reference(text);
        found += expected && expected->cached + expected->reasoning > 0 ? 1 : 0;
        QVERIFY2(usageIn(text) == expected, text.c_str());
    });
    QVERIFY(found > 30); // else the texts would prove little
}

void TestTokenUsage::anyDamage_isJudgedAsTheReferenceDoes()
{
    test::forEachRound(2000, [](RandomSource &random) {
        std::string text = "{\"usage\":" + anyObject(random, 2) + '}';
        const char byte = static_cast<char>(0x20 + random.below(0x5F));
        // Not 'e': the reference takes a number for broken that no double can hold.
        text[random.below(text.size())] = byte == 'e' || byte == 'E' ? '"' : byte;
        QVERIFY2(usageIn(text) == reference(text), text.c_str());
    });
}

QTEST_APPLESS_MAIN(TestTokenUsage)
#include "tst_tokenusage.moc"
