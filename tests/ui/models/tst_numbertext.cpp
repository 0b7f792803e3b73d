#include "models/numbertext.h"

#include <QLocale>
#include <QTest>

using namespace penstock;
using namespace penstock::models;
using namespace std::chrono_literals;

/// Numbers and times, as short as a person wants them.
class TestNumberText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shortNumbers_data();
    void shortNumbers();
    void percents_data();
    void percents();
    void shareOfNothing_isNoNumber();
    void ages_data();
    void ages();
    void otherLanguages_haveTheirOwnPoint();
};

void TestNumberText::shortNumbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](double value, const char *text) {
        QTest::newRow(text) << value << QString::fromLatin1(text);
    };
    row(0, "0");
    row(7, "7");
    row(2.5, "2.5");
    row(812, "812");
    row(999, "999");
    row(999.7, "1.0k");
    row(1000, "1.0k");
    row(41'234, "41.2k");
    row(99'940, "99.9k");
    row(120'000, "120k");
    row(999'940, "1.0M");
    row(1'250'000, "1.3M");
    row(3e9, "3.0G");
}

void TestNumberText::shortNumbers()
{
    QFETCH(const double, value);
    QFETCH(const QString, text);
    QCOMPARE(shortNumber(value, QLocale::c()), text);
}

void TestNumberText::percents_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<QString>("text");
    const auto row = [](double share, const char *text) {
        QTest::newRow(text) << share << QString::fromLatin1(text);
    };
    row(0, "0 %");
    row(0.004, "0.4 %");
    row(0.0994, "9.9 %");
    row(0.0996, "10 %");
    row(0.38, "38 %");
    row(1, "100 %");
}

void TestNumberText::percents()
{
    QFETCH(const double, share);
    QFETCH(const QString, text);
    QCOMPARE(percentText(share, QLocale::c()), text);
}

void TestNumberText::shareOfNothing_isNoNumber()
{
    QCOMPARE(shareText(0, 0, QLocale::c()), noValue());
    QCOMPARE(shareText(3, 742, QLocale::c()), QStringLiteral("0.4 %"));
}

void TestNumberText::ages_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("text");
    const auto row = [](int seconds, const char *text) {
        QTest::addRow("%d s", seconds) << seconds << QString::fromLatin1(text);
    };
    row(-5, "just now"); // clocks differ
    row(0, "just now");
    row(2, "2 s ago");
    row(59, "59 s ago");
    row(60, "1 min ago");
    row(3599, "59 min ago");
    row(3600, "1 h ago");
    row(86'399, "23 h ago");
}

void TestNumberText::ages()
{
    QFETCH(const int, seconds);
    QFETCH(const QString, text);
    const SystemTime now(1'800'000'000s);
    QCOMPARE(agoText(now - std::chrono::seconds(seconds), now, QLocale::c()), text);
}

void TestNumberText::otherLanguages_haveTheirOwnPoint()
{
    QCOMPARE(shortNumber(41'234, QLocale(QLocale::German)), QStringLiteral("41,2k"));
}

QTEST_APPLESS_MAIN(TestNumberText)
#include "tst_numbertext.moc"
