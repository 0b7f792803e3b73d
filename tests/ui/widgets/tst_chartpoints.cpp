#include "support/property.h"
#include "widgets/chartpoints.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace penstock::widgets;
using penstock::RandomSource;
using penstock::test::forEachRound;

class ChartPointsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runs_areBetweenGaps();
    void stack_isTheSum();
    void stackedGap_staysAGap();
    void fewBuckets_areNotDecimated();
    void decimation_keepsLowestAndHighestOfEveryColumn();
    void decimation_keepsBothEnds();
    void decimation_staysBelowOnePointForTwoPixels();
    void decimatedColumns_moveWithTheData();
};

namespace
{

std::vector<double> randomValues(RandomSource &random, std::size_t atMost)
{
    std::vector<double> values(1 + random.below(atMost));
    for (double &value : values) {
        value = random.below(8) == 0 ? noValue : random.between(0, 1000);
    }
    return values;
}

std::vector<double> withoutGaps(RandomSource &random, std::size_t count)
{
    std::vector<double> values(count);
    for (double &value : values) {
        value = random.between(0, 1000);
    }
    return values;
}

bool holds(const QList<QPointF> &points, double value)
{
    return std::any_of(points.begin(), points.end(),
                       [value](const QPointF &point) { return point.y() == value; });
}

} // namespace

void ChartPointsTest::runs_areBetweenGaps()
{
    const std::vector<BucketRun> runs = runsOf({noValue, 1, 2, noValue, noValue, 0, noValue});
    QCOMPARE(runs, (std::vector<BucketRun>{{1, 2}, {5, 1}}));
    QVERIFY(runsOf({}).empty());
    QVERIFY(runsOf({noValue, noValue}).empty());
    QCOMPARE(runsOf({1, 2}), (std::vector<BucketRun>{{0, 2}}));
}

void ChartPointsTest::stack_isTheSum()
{
    forEachRound(200, [](RandomSource &random) {
        std::vector<std::vector<double>> values(1 + random.below(6));
        for (std::vector<double> &series : values) {
            series = randomValues(random, 40);
        }
        const std::vector<std::vector<double>> tops = stackedTops(values);
        QCOMPARE(tops.size(), values.size());
        for (std::size_t bucket = 0; bucket < 40; ++bucket) {
            double sum = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (bucket >= values[i].size() || std::isnan(values[i][bucket])) {
                    continue;
                }
                sum += values[i][bucket];
                QVERIFY(std::abs(tops[i][bucket] - sum) < 1e-6);
            }
        }
    });
}

void ChartPointsTest::stackedGap_staysAGap()
{
    const std::vector<std::vector<double>> tops = stackedTops({{1, 2}, {5, noValue}, {3, 4}});
    QCOMPARE(tops[1][0], 6.0);
    QVERIFY(std::isnan(tops[1][1]));
    QCOMPARE(tops[2][1], 6.0);
}

void ChartPointsTest::fewBuckets_areNotDecimated()
{
    QCOMPARE(bucketsPerColumn(300, 600), 1);
    QCOMPARE(bucketsPerColumn(300, 599), 3);
    QCOMPARE(bucketsPerColumn(300, 0), 1);
    const std::vector<double> values{3, 1, 2};
    QCOMPARE(decimated(values, {0, 3}, 1), (QList<QPointF>{{0, 3}, {1, 1}, {2, 2}}));
    QCOMPARE(decimated(values, {1, 1}, 4), (QList<QPointF>{{1, 1}}));
}

void ChartPointsTest::decimation_keepsLowestAndHighestOfEveryColumn()
{
    forEachRound(300, [](RandomSource &random) {
        const std::vector<double> values = randomValues(random, 400);
        const int perColumn = 1 + static_cast<int>(random.below(12));
        const auto phase = static_cast<qint64>(random.below(1000));
        for (const BucketRun run : runsOf(values)) {
            const QList<QPointF> points = decimated(values, run, perColumn, phase);
            const int end = run.first + run.count;
            for (int from = run.first; from < end;) {
                const int to = std::min<int>(
                    end, from + perColumn - static_cast<int>((from + phase) % perColumn));
                const auto [low, high]
                    = std::minmax_element(values.begin() + from, values.begin() + to);
                QVERIFY(holds(points, *low));
                QVERIFY(holds(points, *high));
                from = to;
            }
        }
    });
}

void ChartPointsTest::decimation_keepsBothEnds()
{
    forEachRound(200, [](RandomSource &random) {
        const std::vector<double> values = withoutGaps(random, 1 + random.below(300));
        const int count = static_cast<int>(values.size());
        const QList<QPointF> points = decimated(values, {0, count}, 7, 3);
        QCOMPARE(points.front(), QPointF(0, values.front()));
        QCOMPARE(points.back(), QPointF(count - 1, values.back()));
        const bool isOrdered = std::is_sorted(
            points.begin(), points.end(),
            [](const QPointF &one, const QPointF &other) { return one.x() < other.x(); });
        QVERIFY(isOrdered);
    });
}

void ChartPointsTest::decimation_staysBelowOnePointForTwoPixels()
{
    forEachRound(200, [](RandomSource &random) {
        const std::vector<double> values = withoutGaps(random, 2 + random.below(4000));
        const double width = 100 + static_cast<double>(random.below(1200));
        const int count = static_cast<int>(values.size());
        const int perColumn = bucketsPerColumn(count, width);
        const qsizetype points = decimated(values, {0, count}, perColumn).size();
        // Both ends come on top, and the last column may be a part of one.
        QVERIFY2(static_cast<double>(points) <= width / 2 + 4, qPrintable(QString::number(points)));
    });
}

void ChartPointsTest::decimatedColumns_moveWithTheData()
{
    forEachRound(50, [](RandomSource &random) {
        const std::vector<double> now = withoutGaps(random, 120);
        const std::vector<double> later(now.begin() + 1, now.end());
        const QList<QPointF> before = decimated(now, {0, 120}, 5, 1000);
        const QList<QPointF> after = decimated(later, {0, 119}, 5, 1001);
        // Behind the first column, where the edge cuts, the same points one place further left.
        for (const QPointF &point : before) {
            if (point.x() > 5) {
                QVERIFY(after.contains(point - QPointF(1, 0)));
            }
        }
    });
}

QTEST_APPLESS_MAIN(ChartPointsTest)
#include "tst_chartpoints.moc"
