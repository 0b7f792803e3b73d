#include "base/text.h"
#include "proxy/toldlimits.h"

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;

/// What Azure says of its limits, in all the spellings that were seen.
class TestToldLimits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingTold_isNothing();
    void numbers_areRead();
    void nonsense_isUnknown_data();
    void nonsense_isUnknown();
    void requestsOfAPart_areBroughtToTheMinute_data();
    void requestsOfAPart_areBroughtToTheMinute();
};

namespace
{

using Number = std::optional<std::int64_t>;

} // namespace

void TestToldLimits::nothingTold_isNothing()
{
    QVERIFY(!toldLimits({}));
    QVERIFY(!toldLimits({{"Content-Type", "application/json"}, {"x-ms-region", "East US"}}));
    QVERIFY(!toldLimits({{"x-ratelimit-reset-tokens", "300"}}));
}

void TestToldLimits::numbers_areRead()
{
    const auto told = toldLimits({{"X-RateLimit-Limit-Tokens", "150000"},
                                  {"x-ratelimit-remaining-tokens", "61353"},
                                  {"x-ratelimit-limit-requests", "60"},
                                  {"x-ratelimit-remaining-requests", "59"}});
    QVERIFY(told);
    QCOMPARE(told->limitTokens, Number(150000));
    QCOMPARE(told->remainingTokens, Number(61353));
    QCOMPARE(told->limitRequests, Number(60));
}

void TestToldLimits::nonsense_isUnknown_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"", "many", "1.5", "12 ", "0x10", "99999999999999999999"}) {
        QTest::newRow(value) << QByteArray(value);
    }
}

void TestToldLimits::nonsense_isUnknown()
{
    QFETCH(const QByteArray, value);
    const auto told = toldLimits(
        {{"x-ratelimit-limit-tokens", value.toStdString()}, {"x-ratelimit-remaining-tokens", "7"}});
    QVERIFY(told);
    QVERIFY(!told->limitTokens);
    QCOMPARE(told->remainingTokens, Number(7));
}

void TestToldLimits::requestsOfAPart_areBroughtToTheMinute_data()
{
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<QByteArray>("period");
    QTest::addColumn<int>("minute");
    const auto row = [](const char *limit, const char *period, int minute) {
        QTest::addRow("%s in %s", limit, period)
            << QByteArray(limit) << QByteArray(period) << minute;
    };
    row("60", "10", 360);
    row("60", "60", 60);
    row("60", "300", 60);
    row("60", "0", 60);
    row("60", "soon", 60);
    row("-1", "10", -1);
}

void TestToldLimits::requestsOfAPart_areBroughtToTheMinute()
{
    QFETCH(const QByteArray, limit);
    QFETCH(const QByteArray, period);
    QFETCH(const int, minute);
    const wire::HeaderField ofPeriod{"x-ratelimit-renewalperiod-requests", period.toStdString()};
    const wire::HeaderField ofLimit{"x-ratelimit-limit-requests", limit.toStdString()};
    for (const wire::HeaderFields &fields :
         {wire::HeaderFields{ofPeriod, ofLimit}, wire::HeaderFields{ofLimit, ofPeriod}}) {
        const auto told = toldLimits(fields);
        QVERIFY(told);
        QCOMPARE(told->limitRequests, Number(minute));
    }
}

QTEST_APPLESS_MAIN(TestToldLimits)
#include "tst_toldlimits.moc"
