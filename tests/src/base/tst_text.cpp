#include "base/text.h"
#include "support/property.h"

#include <QTest>

#include <algorithm>
#include <array>

using namespace penstock;

namespace
{

// As the definition says it, without rows and cutoffs.
std::size_t plainDistance(const std::string &a, const std::string &b)
{
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

const std::vector<std::string> options{"max_tokens", "max_tpm",  "priority", "port",
                                       "host",       "weighted", "weight",   "proxy_url"};

} // namespace

class TestText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyAsciiLettersHaveACase()
    {
        QCOMPARE(toLower("AZ@[`Ä"), std::string("az@[`Ä"));
        QCOMPARE(toUpper("az@[`{ä"), std::string("AZ@[`{ä"));
        QVERIFY(equalsIgnoreCase("API-Key", "api-KEY"));
        QVERIFY(!equalsIgnoreCase("api-key", "api-keys"));
        QVERIFY(startsWithIgnoreCase("Bearer x", "bearer "));
        QVERIFY(!startsWithIgnoreCase("Be", "bearer"));
        QVERIFY(startsWithIgnoreCase("x", ""));
    }

    void trimmedCutsBothEnds()
    {
        QCOMPARE(trimmed(" \t\r\n a b \n"), std::string_view("a b"));
        QCOMPARE(trimmed(" \n"), std::string_view());
        QCOMPARE(trimmed(""), std::string_view());
    }

    void splitKeepsEmptyParts()
    {
        using Parts = std::vector<std::string_view>;
        QCOMPARE(split("a,,b,", ','), (Parts{"a", "", "b", ""}));
        QCOMPARE(split("", ','), (Parts{""}));
        QCOMPARE(split("abc", ','), (Parts{"abc"}));
    }

    void editDistanceCounts_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::addColumn<int>("cutoff");
        QTest::addColumn<int>("distance");
        QTest::newRow("equal") << QByteArray("port") << QByteArray("port") << 3 << 0;
        QTest::newRow("both empty") << QByteArray() << QByteArray() << 0 << 0;
        QTest::newRow("from nothing") << QByteArray() << QByteArray("ab") << 3 << 2;
        QTest::newRow("added") << QByteArray("port") << QByteArray("ports") << 3 << 1;
        QTest::newRow("missing") << QByteArray("port") << QByteArray("por") << 3 << 1;
        QTest::newRow("replaced") << QByteArray("port") << QByteArray("part") << 3 << 1;
        QTest::newRow("swapped is one") << QByteArray("prot") << QByteArray("port") << 3 << 1;
        QTest::newRow("kitten") << QByteArray("kitten") << QByteArray("sitting") << 3 << 3;
        QTest::newRow("at the cutoff") << QByteArray("abc") << QByteArray("xyz") << 3 << 3;
        QTest::newRow("above the cutoff") << QByteArray("abcd") << QByteArray("wxyz") << 2 << 3;
        QTest::newRow("lengths decide") << QByteArray("a") << QByteArray(100'000, 'a') << 3 << 4;
    }
    void editDistanceCounts()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        QFETCH(int, cutoff);
        QFETCH(int, distance);
        const auto limit = static_cast<std::size_t>(cutoff);
        const auto expected = static_cast<std::size_t>(distance);
        QCOMPARE(editDistance(left.toStdString(), right.toStdString(), limit), expected);
        QCOMPARE(editDistance(right.toStdString(), left.toStdString(), limit), expected);
    }

    void editDistanceAgreesWithItsDefinition()
    {
        test::forEachRound(1'000, [](SeededRandom &random) {
            const std::string left = test::randomText(random, "abc", 9);
            const std::string right = test::randomText(random, "abc", 9);
            const auto cutoff = static_cast<std::size_t>(random.below(6));
            QCOMPARE(editDistance(left, right, cutoff),
                     std::min(plainDistance(left, right), cutoff + 1));
        });
    }

    void nearestGuesses_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QByteArray>("guess"); // empty: none
        QTest::newRow("one typo") << QByteArray("prioritty") << QByteArray("priority");
        QTest::newRow("other case") << QByteArray("PORT") << QByteArray("port");
        QTest::newRow("hyphen") << QByteArray("max-tpm") << QByteArray("max_tpm");
        QTest::newRow("hyphen and typo") << QByteArray("Proxy-Ulr") << QByteArray("proxy_url");
        QTest::newRow("short words bear one") << QByteArray("prt") << QByteArray("port");
        QTest::newRow("short words bear no more") << QByteArray("pxx") << QByteArray();
        QTest::newRow("never more than three") << QByteArray("max_tokxxxx") << QByteArray();
        QTest::newRow("nearer beats earlier") << QByteArray("weigh") << QByteArray("weight");
        QTest::newRow("nothing alike") << QByteArray("database") << QByteArray();
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }
    void nearestGuesses()
    {
        QFETCH(QByteArray, word);
        QFETCH(QByteArray, guess);
        QCOMPARE(nearest(options, word.toStdString()).value_or(""), guess.toStdString());
    }

    void oneLetterIsNotNearToAnother()
    {
        const std::array<std::string_view, 2> letters{"a", "b"};
        QVERIFY(!nearest(letters, "c"));
        QCOMPARE(nearest(letters, "A").value_or(""), std::string("a"));
    }

    void tiesDoNotDependOnTheOrder()
    {
        const std::array<std::string_view, 3> one{"cart", "card", "care"};
        const std::array<std::string_view, 3> other{"care", "cart", "card"};
        QCOMPARE(nearest(one, "carx").value_or(""), std::string("card"));
        QCOMPARE(nearest(other, "carx").value_or(""), std::string("card"));
    }
};

QTEST_APPLESS_MAIN(TestText)
#include "tst_text.moc"
