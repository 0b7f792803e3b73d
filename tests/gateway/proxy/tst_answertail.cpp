#include "proxy/answertail.h"
#include "support/property.h"

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;

/// The usage at the end of an answer that passes by.
class TestAnswerTail final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usage_data();
    void usage();
    void details_areRead();
    void anySplit_readsTheSame();
    void wordInAText_isNotUsage();
    void longAnswer_keepsItsEnd();
};

namespace
{

constexpr std::string_view simpleUsage
    = R"("usage":{"completion_tokens":5,"prompt_tokens":8,"total_tokens":13})";

std::optional<TokenUsage> tailUsage(std::string_view text)
{
    AnswerTail tail;
    tail.add(text);
    return tail.usage();
}

} // namespace

void TestAnswerTail::usage_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("hasUsage");
    const QByteArray usage(simpleUsage.data(), static_cast<qsizetype>(simpleUsage.size()));
    QTest::newRow("at the end") << QByteArray("{\"id\":\"x\"," + usage + "}") << true;
    QTest::newRow("before the end") << QByteArray("{" + usage + ",\"z\":{\"a\":{}}}") << true;
    QTest::newRow("with blanks") << QByteArrayLiteral(
        "{\n \"usage\" : {\n \"prompt_tokens\": 8, \"completion_tokens\": 5, \"total_tokens\": "
        "13}\n}\n") << true;
    QTest::newRow("null") << QByteArrayLiteral("{\"usage\":null}") << false;
    QTest::newRow("cut") << QByteArrayLiteral("{\"usage\":{\"prompt_tokens\":8") << false;
    QTest::newRow("none") << QByteArrayLiteral("{\"id\":\"x\"}") << false;
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("sound") << QByteArray("\x00\x01{\"", 4) << false;
}

void TestAnswerTail::usage()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const bool, hasUsage);
    const auto usage = tailUsage(answer.toStdString());
    QCOMPARE(usage.has_value(), hasUsage);
    if (usage) {
        QVERIFY((*usage == TokenUsage{.prompt = 8, .completion = 5, .total = 13}));
    }
}

void TestAnswerTail::details_areRead()
{
    const auto usage
        = tailUsage("{\"usage\":{\"completion_tokens\":50,\"completion_tokens_details\":"
                    "{\"reasoning_tokens\":40},"
                    "\"prompt_tokens\":80,\"prompt_tokens_details\":{\"cached_tokens\":"
                    "64},\"total_tokens\":130}}");
    QVERIFY(usage.has_value());
    QVERIFY((*usage
             == TokenUsage{
                 .prompt = 80, .cached = 64, .completion = 50, .reasoning = 40, .total = 130}));
}

void TestAnswerTail::anySplit_readsTheSame()
{
    test::forEachRound(50, [](RandomSource &random) {
        const std::string answer = '{' + test::randomText(random, "abc \n,:[]", 20000) + ','
            + std::string(simpleUsage) + test::randomText(random, " }\n", 100);
        AnswerTail tail;
        for (std::size_t at = 0; at < answer.size();) {
            const std::size_t size = 1 + random.below(9000);
            tail.add(std::string_view(answer).substr(at, size));
            at += size;
        }
        const auto usage = tail.usage();
        QVERIFY(usage.has_value());
        QCOMPARE(usage->total, 13);
    });
}

void TestAnswerTail::wordInAText_isNotUsage()
{
    const auto usage = tailUsage('{' + std::string(simpleUsage)
                                 + ",\"content\":\"\\\"usage\\\":{\\\"total_tokens\\\":99}\"}");
    QVERIFY(usage.has_value());
    QCOMPARE(usage->total, 13);
}

void TestAnswerTail::longAnswer_keepsItsEnd()
{
    AnswerTail tail;
    const std::string piece(100'000, 'x');
    for (int i = 0; i < 100; ++i) {
        tail.add(piece);
    }
    tail.add(',' + std::string(simpleUsage) + '}');
    QCOMPARE(tail.usage().value_or(TokenUsage{}).total, 13);
}

QTEST_APPLESS_MAIN(TestAnswerTail)
#include "tst_answertail.moc"
