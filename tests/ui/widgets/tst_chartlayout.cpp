#include "support/property.h"
#include "widgets/chartlayout.h"
#include "widgets/charttext.h"

#include <QLocale>
#include <QTest>

#include <cmath>

using namespace penstock::widgets;
using penstock::RandomSource;
using penstock::test::forEachRound;

class ChartLayoutTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void gap_breaksTheLine();
    void loneValue_isADash();
    void areas_standOnEachOther();
    void hiddenSeries_leavesTheStack();
    void limit_isBelowTheTop();
    void empty_isEmpty();
    void noBuckets_areNoTrouble();
    void nearestBucket_isNearest();
    void readings_areSortedByValue();
    void moments_findTheirBucket();
    void summary_tellsNowAndPeak();
    void table_isNewestFirst();
    void tsv_leavesGapsEmpty();
};

namespace
{

ChartData makeData()
{
    ChartData data;
    data.startSecond = 1'736'949'600;
    data.secondsPerBucket = 60;
    data.bucketCount = 5;
    data.series
        = {{QStringLiteral("a"), QStringLiteral("eu-1"), -1, {1000, 2000, noValue, 4000, 2400}},
           {QStringLiteral("b"), QStringLiteral("eu-2"), -1, {3000, 3000, 3000, 8000, 10'000}}};
    return data;
}

ChartLayout layoutOf(const ChartData &data, ChartForm form, std::set<QString> hidden = {})
{
    ChartSpace space;
    space.plot = {400, 200};
    return {data, form, ChartUnit::Count, space, std::move(hidden)};
}

} // namespace

void ChartLayoutTest::initTestCase()
{
    QVERIFY(qputenv("TZ", "UTC"));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void ChartLayoutTest::gap_breaksTheLine()
{
    const auto strokes = layoutOf(makeData(), ChartForm::Lines).strokes();
    QCOMPARE(strokes.size(), 2U);
    QCOMPARE(strokes[0].size(), 2U);
    QCOMPARE(strokes[0][0].top, (QList<QPointF>{{0, 1000}, {1, 2000}}));
    QCOMPARE(strokes[0][1].top, (QList<QPointF>{{3, 4000}, {4, 2400}}));
    QVERIFY(strokes[0][0].base.isEmpty());
    QCOMPARE(strokes[1].size(), 1U);
}

void ChartLayoutTest::loneValue_isADash()
{
    ChartData data = makeData();
    data.series.resize(1);
    data.series[0].values = {noValue, 7, noValue, noValue, noValue};
    const auto strokes = layoutOf(data, ChartForm::Lines).strokes();
    QCOMPARE(strokes[0][0].top.size(), 2);
    QVERIFY(strokes[0][0].top[0].x() < strokes[0][0].top[1].x());
    QCOMPARE(strokes[0][0].top[0].y(), 7.0);
}

void ChartLayoutTest::areas_standOnEachOther()
{
    const ChartLayout layout = layoutOf(makeData(), ChartForm::StackedAreas);
    const auto strokes = layout.strokes();
    QCOMPARE(strokes[0][0].base, (QList<QPointF>{{0, 0}, {1, 0}}));
    QCOMPARE(strokes[1][0].base,
             (QList<QPointF>{{0, 1000}, {1, 2000}, {2, 0}, {3, 4000}, {4, 2400}}));
    QCOMPARE(strokes[1][0].top,
             (QList<QPointF>{{0, 4000}, {1, 5000}, {2, 3000}, {3, 12'000}, {4, 12'400}}));
    QVERIFY(layout.highest() >= 12'400);
}

void ChartLayoutTest::hiddenSeries_leavesTheStack()
{
    const ChartLayout layout = layoutOf(makeData(), ChartForm::StackedAreas, {QStringLiteral("a")});
    const auto strokes = layout.strokes();
    QVERIFY(strokes[0].empty());
    QCOMPARE(strokes[1][0].top[0].y(), 3000.0);
    QVERIFY(layout.isHidden(layout.data().series[0]));
    QCOMPARE(layout.readingsAt(0).size(), 1U);
    QVERIFY(!layout.isEmpty());
    QVERIFY(layoutOf(makeData(), ChartForm::Lines, {QStringLiteral("a"), QStringLiteral("b")})
                .isEmpty());
}

void ChartLayoutTest::limit_isBelowTheTop()
{
    ChartData data = makeData();
    data.limit = ChartLimit{100'000, QStringLiteral("quota")};
    const ChartLayout layout = layoutOf(data, ChartForm::Lines);
    QVERIFY(layout.highest() > 100'000);
    QVERIFY(layout.yOf(100'000) > 0);
}

void ChartLayoutTest::empty_isEmpty()
{
    ChartData data = makeData();
    for (ChartSeries &series : data.series) {
        series.values.assign(5, noValue);
    }
    QVERIFY(layoutOf(data, ChartForm::StackedAreas).isEmpty());
    data.series.clear();
    QVERIFY(layoutOf(data, ChartForm::Lines).isEmpty());
    QVERIFY(!layoutOf(makeData(), ChartForm::Lines).isEmpty());
}

void ChartLayoutTest::noBuckets_areNoTrouble()
{
    const ChartLayout layout = layoutOf({}, ChartForm::StackedAreas);
    QVERIFY(layout.strokes().empty());
    QCOMPARE(layout.nearestBucket(100), 0);
    QVERIFY(layout.readingsAt(0).empty());
    QVERIFY(std::isfinite(layout.xOf(1)));
}

void ChartLayoutTest::nearestBucket_isNearest()
{
    forEachRound(200, [](RandomSource &random) {
        ChartData data = makeData();
        data.bucketCount = 2 + static_cast<int>(random.below(500));
        const ChartLayout layout = layoutOf(data, ChartForm::Lines);
        const double x = random.between(-50, 450);
        const int nearest = layout.nearestBucket(x);
        QVERIFY(nearest >= 0 && nearest < data.bucketCount);
        const double distance = std::abs(layout.xOf(nearest) - x);
        for (const int other : {nearest - 1, nearest + 1}) {
            if (other >= 0 && other < data.bucketCount) {
                QVERIFY(std::abs(layout.xOf(other) - x) >= distance - 1e-9);
            }
        }
    });
}

void ChartLayoutTest::readings_areSortedByValue()
{
    const ChartLayout layout = layoutOf(makeData(), ChartForm::StackedAreas);
    const std::vector<ChartLayout::Reading> readings = layout.readingsAt(4);
    QCOMPARE(readings.size(), 2U);
    QCOMPARE(readings[0].series, 1U);
    QCOMPARE(readings[0].value, 10'000.0);
    QCOMPARE(readings[0].top, 12'400.0);
    QCOMPARE(readings[1].value, 2400.0);
    QCOMPARE(layout.readingsAt(2).size(), 1U);
}

void ChartLayoutTest::moments_findTheirBucket()
{
    const ChartLayout layout = layoutOf(makeData(), ChartForm::Lines);
    QCOMPARE(layout.secondOf(3), qint64(1'736'949'600 + 180));
    QCOMPARE(layout.bucketOf(1'736'949'600 + 90), 1.5);
    QVERIFY(layout.bucketOf(1'736'949'600 - 1) < 0);
}

void ChartLayoutTest::summary_tellsNowAndPeak()
{
    ChartData data = makeData();
    const QString title = QStringLiteral("Tokens per minute");
    const auto summary
        = [&](ChartForm form) { return chartSummary(title, data, form, ChartUnit::Count); };
    QCOMPARE(summary(ChartForm::StackedAreas),
             QStringLiteral("Tokens per minute, last 5 minute(s), now 12,400, peak 12,400"));
    QCOMPARE(summary(ChartForm::Lines),
             QStringLiteral("Tokens per minute, last 5 minute(s), now 2,400, peak 4,000"));
    data.limit = ChartLimit{30'000, {}};
    data.series[1].values.pop_back();
    data.series[0].values.pop_back();
    QCOMPARE(
        summary(ChartForm::StackedAreas),
        QStringLiteral("Tokens per minute, last 5 minute(s), now no data, peak 12,000 of 30,000"));
    data.series.clear();
    QCOMPARE(summary(ChartForm::Lines),
             QStringLiteral("Tokens per minute, last 5 minute(s), no data"));
}

void ChartLayoutTest::table_isNewestFirst()
{
    const ChartTable table(makeData(), ChartUnit::Count);
    QCOMPARE(table.header(),
             (QStringList{QStringLiteral("Time"), QStringLiteral("eu-1"), QStringLiteral("eu-2")}));
    QCOMPARE(table.rows().size(), 5U);
    QCOMPARE(table.rows()[0],
             (QStringList{QStringLiteral("14:04:00"), QStringLiteral("2,400"),
                          QStringLiteral("10,000")}));
    QCOMPARE(table.rows()[2][1], QString(QChar(0x2013)));
}

void ChartLayoutTest::tsv_leavesGapsEmpty()
{
    const QStringList lines = chartTsv(makeData()).split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines[0], QStringLiteral("time\teu-1\teu-2"));
    QCOMPARE(lines[1], QStringLiteral("2025-01-15T14:00:00\t1000\t3000"));
    QCOMPARE(lines[3], QStringLiteral("2025-01-15T14:02:00\t\t3000"));
    QVERIFY(lines[6].isEmpty());
}

QTEST_APPLESS_MAIN(ChartLayoutTest)
#include "tst_chartlayout.moc"
