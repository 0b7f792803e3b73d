#include "base/redaction.h"
#include "support/property.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace penstock;

namespace
{

std::string redactedWith(std::initializer_list<std::string_view> secrets, std::string_view text)
{
    Redactor redactor;
    for (const std::string_view secret : secrets) {
        redactor.add(SecretString::copyOf(secret));
    }
    return redactor.redacted(text);
}

} // namespace

class TestRedactor final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownSecretsGoWhereverTheyStand()
    {
        QCOMPARE(redactedWith({"hunter22"}, "a hunter22, xhunter22x and hunter2"),
                 std::string("a ***, x***x and hunter2"));
        QCOMPARE(redactedWith({"hunter22"}, "hunter22"), std::string("***"));
        QCOMPARE(redactedWith({"hunter22"}, "hunter2"), std::string("hunter2"));
        QCOMPARE(redactedWith({"hunter22"}, ""), std::string());
    }

    void patternsWorkAsWell()
    {
        QCOMPARE(redactedWith({"hunter22"}, "hunter22 api-key: abc"),
                 std::string("*** api-key: ***"));
        QCOMPARE(redactedWith({}, "api-key: abc"), std::string("api-key: ***"));
    }

    void theLongestOneWins()
    {
        QCOMPARE(redactedWith({"abcdefg", "abcdefghij"}, "abcdefghij abcdefg!"),
                 std::string("*** ***!"));
        QCOMPARE(redactedWith({"abcdefghij", "abcdefg"}, "abcdefghij abcdefg!"),
                 std::string("*** ***!"));
    }

    void shortOnesAreNotLookedFor()
    {
        QCOMPARE(redactedWith({"", "test", "12345"}, "a test of 12345"),
                 std::string("a test of 12345"));
        QCOMPARE(redactedWith({"123456"}, "a test of 123456"), std::string("a test of ***"));
    }

    void addedTwiceIsAddedOnce()
    {
        QCOMPARE(redactedWith({"hunter22", "hunter23", "hunter22"}, "hunter23hunter22"),
                 std::string("******"));
    }

    void nothingKnownIsEverLeft()
    {
        test::forEachRound(500, [](SeededRandom &random) {
            Redactor redactor;
            std::vector<std::string> secrets;
            std::string text;
            for (int i = 0; i < 5; ++i) {
                secrets.push_back("ab" + test::randomText(random, "abc", 4) + "abcc");
                redactor.add(SecretString::copyOf(secrets.back()));
            }
            for (int i = 0; i < 10; ++i) {
                text += test::randomText(random, "abc ", 12) + pick(random, secrets);
            }
            const std::string clean = redactor.redacted(text);
            for (const std::string &secret : secrets) {
                QVERIFY(clean.find(secret) == std::string::npos);
            }
            QCOMPARE(redactor.redacted(clean), clean);
        });
    }

    void threadsMayAddWhileOthersRedact()
    {
        constexpr int secrets = 200;
        const auto secretOf = [](int number) { return "secret-value-" + std::to_string(number); };
        Redactor redactor;
        std::atomic<int> added{0};
        std::atomic<bool> isLeaking{false};
        std::vector<std::thread> readers;
        for (int reader = 0; reader < 2; ++reader) {
            readers.emplace_back([&] {
                for (int known = 0; known < secrets; known = added.load()) {
                    const std::string text = "x " + secretOf(known > 0 ? known - 1 : 0) + " y";
                    if (known > 0 && redactor.redacted(text) != "x *** y") {
                        isLeaking = true;
                    }
                }
            });
        }
        for (int number = 0; number < secrets; ++number) {
            redactor.add(SecretString(secretOf(number)));
            added = number + 1;
        }
        for (std::thread &reader : readers) {
            reader.join();
        }
        QVERIFY(!isLeaking);
    }
};

QTEST_APPLESS_MAIN(TestRedactor)
#include "tst_redactor.moc"
