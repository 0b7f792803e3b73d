#include "widgets/chartscale.h"

#include <QLocale>
#include <QTest>

#include <cmath>

using namespace penstock::widgets;

class ChartScaleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void shortNumbers_data();
    void shortNumbers();
    void exactNumbers_haveAllDigits();
    void valueTicks_areRound_data();
    void valueTicks_areRound();
    void valueTicks_coverEveryValue();
    void idleChart_hasAnAxis();
    void timeTicks_areRoundTimes_data();
    void timeTicks_areRoundTimes();
    void oneBucket_hasNoTimeAxis();
};

namespace
{

QString labelsOf(const std::vector<ChartTick> &ticks)
{
    QStringList labels;
    for (const ChartTick &tick : ticks) {
        labels.append(tick.label);
    }
    return labels.join(QLatin1Char('|'));
}

} // namespace

void ChartScaleTest::initTestCase()
{
    QVERIFY(qputenv("TZ", "UTC"));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void ChartScaleTest::shortNumbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<ChartUnit>("unit");
    QTest::addColumn<QString>("text");

    QTest::newRow("zero") << 0.0 << ChartUnit::Count << QStringLiteral("0");
    QTest::newRow("small") << 2.46 << ChartUnit::Count << QStringLiteral("2.5");
    QTest::newRow("whole") << 86.0 << ChartUnit::Count << QStringLiteral("86");
    QTest::newRow("thousands") << 1'200.0 << ChartUnit::Count << QStringLiteral("1.2k");
    QTest::newRow("rounded up") << 999'960.0 << ChartUnit::Count << QStringLiteral("1M");
    QTest::newRow("three digits") << 41'234.0 << ChartUnit::Count << QStringLiteral("41.2k");
    QTest::newRow("hundreds") << 120'400.0 << ChartUnit::Count << QStringLiteral("120k");
    QTest::newRow("millions") << 3.4e6 << ChartUnit::Count << QStringLiteral("3.4M");
    QTest::newRow("milliseconds") << 420.0 << ChartUnit::Milliseconds << QStringLiteral("420 ms");
    QTest::newRow("seconds") << 1'310.0 << ChartUnit::Milliseconds << QStringLiteral("1.3 s");
    QTest::newRow("almost a second") << 999.7 << ChartUnit::Milliseconds << QStringLiteral("1 s");
    QTest::newRow("percent") << 0.42 << ChartUnit::Percent << QStringLiteral("0.4 %");
}

void ChartScaleTest::shortNumbers()
{
    QFETCH(const double, value);
    QFETCH(const ChartUnit, unit);
    QTEST(shortNumber(value, unit), "text");
}

void ChartScaleTest::exactNumbers_haveAllDigits()
{
    QCOMPARE(exactNumber(12'400, ChartUnit::Count), QStringLiteral("12,400"));
    QCOMPARE(exactNumber(1'310, ChartUnit::Milliseconds), QStringLiteral("1,310 ms"));
    QCOMPARE(exactNumber(2.25, ChartUnit::Percent), QStringLiteral("2.3 %"));
}

void ChartScaleTest::valueTicks_areRound_data()
{
    QTest::addColumn<double>("highest");
    QTest::addColumn<int>("steps");
    QTest::addColumn<ChartUnit>("unit");
    QTest::addColumn<QString>("labels");

    const auto count = ChartUnit::Count;
    QTest::newRow("quota") << 105'000.0 << 3 << count << QStringLiteral("0|40k|80k|120k");
    QTest::newRow("exact") << 100.0 << 2 << count << QStringLiteral("0|50|100");
    QTest::newRow("just above") << 100.1 << 2 << count << QStringLiteral("0|100|200");
    QTest::newRow("one step") << 37.0 << 1 << count << QStringLiteral("0|40");
    QTest::newRow("latency") << 1'310.0 << 2 << ChartUnit::Milliseconds
                             << QStringLiteral("0|1 s|2 s");
}

void ChartScaleTest::valueTicks_areRound()
{
    QFETCH(const double, highest);
    QFETCH(const int, steps);
    QFETCH(const ChartUnit, unit);
    QTEST(labelsOf(valueTicks(highest, steps, unit)), "labels");
}

void ChartScaleTest::valueTicks_coverEveryValue()
{
    for (double highest = 0.001; highest < 1e9; highest *= 1.37) {
        for (int steps = 1; steps <= 5; ++steps) {
            const std::vector<ChartTick> ticks = valueTicks(highest, steps, ChartUnit::Count);
            QVERIFY(ticks.back().position >= highest * (1 - 1e-9));
            QVERIFY(static_cast<int>(ticks.size()) <= steps + 1);
            QVERIFY(ticks.size() >= 2);
        }
    }
}

void ChartScaleTest::idleChart_hasAnAxis()
{
    QVERIFY(valueTicks(0, 3, ChartUnit::Count).back().position > 0);
    QVERIFY(valueTicks(std::nan(""), 3, ChartUnit::Count).back().position > 0);
}

void ChartScaleTest::timeTicks_areRoundTimes_data()
{
    QTest::addColumn<int>("start");
    QTest::addColumn<int>("perBucket");
    QTest::addColumn<int>("buckets");
    QTest::addColumn<int>("most");
    QTest::addColumn<bool>("isNow");
    QTest::addColumn<QString>("labels");

    const int hour = 3600;
    QTest::newRow("ten minutes") << 13 * hour + 55 * 60 << 1 << 600 << 4 << true
                                 << QStringLiteral("13:55|13:57:30|14:00|14:02:30|now");
    QTest::newRow("moved on") << 13 * hour + 55 * 60 + 20 << 1 << 601 << 4 << true
                              << QStringLiteral("13:57:30|14:00|14:02:30|now");
    QTest::newRow("the past") << 10 * hour << 60 << 61 << 3 << false
                              << QStringLiteral("10:00|10:30|11:00");
    QTest::newRow("a day") << 0 << 300 << 288 << 5 << true
                           << QStringLiteral("00:00|06:00|12:00|18:00|now");
    QTest::newRow("narrow") << 10 * hour << 1 << 300 << 1 << true << QStringLiteral("10:00|now");
}

void ChartScaleTest::timeTicks_areRoundTimes()
{
    QFETCH(const int, start);
    QFETCH(const int, perBucket);
    QFETCH(const int, buckets);
    QFETCH(const int, most);
    QFETCH(const bool, isNow);
    ChartData data;
    data.startSecond = 1'736'899'200 + start; // midnight
    data.secondsPerBucket = perBucket;
    data.bucketCount = buckets;
    data.endsNow = isNow;
    const std::vector<ChartTick> ticks = timeTicks(data, most);
    QTEST(labelsOf(ticks), "labels");
    for (const ChartTick &tick : ticks) {
        QVERIFY(tick.position >= 0 && tick.position <= buckets - 1);
    }
}

void ChartScaleTest::oneBucket_hasNoTimeAxis()
{
    ChartData data;
    data.bucketCount = 1;
    QVERIFY(timeTicks(data, 5).empty());
    data.bucketCount = 0;
    QVERIFY(timeTicks(data, 5).empty());
}

QTEST_APPLESS_MAIN(ChartScaleTest)
#include "tst_chartscale.moc"
