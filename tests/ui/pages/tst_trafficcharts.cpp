#include "pages/trafficcharts.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace penstock;
using namespace penstock::pages;
using service::TrafficBucket;
using service::TrafficHistory;

/// The arithmetic behind the curves, held against sums that are as plain as can be.
class TestTrafficCharts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokenChart_isTheMinuteBeforeEachPoint();
    void requestChart_isTheMinuteBeforeEachPoint();
    void axis_endsWithTheHistory();
    void idleInstances_haveNoCurve();
    void colors_outliveInstances();
    void manyInstances_endInOneCurveOfTheRest();
    void instanceChart_isOfOneAlone();
    void sparkline_isOfItsFigure();
    void sumOfLast_isAPlainSum();
    void emptyHistory_givesNoValues();
};

namespace
{

constexpr std::int64_t begin = 1'700'000'000;
constexpr ChartRange oneMinute{.seconds = 60, .secondsPerPoint = 1};
constexpr ChartRange fiveMinutes{.seconds = 300, .secondsPerPoint = 3};
constexpr ChartRange quarter{.seconds = 900, .secondsPerPoint = 9};

std::vector<TrafficBucket> randomBuckets(std::mt19937 &random, std::size_t size)
{
    std::vector<TrafficBucket> buckets(size);
    for (TrafficBucket &bucket : buckets) {
        if (random() % 3 == 0) {
            bucket.requests = static_cast<std::uint32_t>(random() % 5);
            bucket.errors = static_cast<std::uint32_t>(random() % (bucket.requests + 1));
            bucket.tokens = random() % 1000;
        }
    }
    return buckets;
}

TrafficHistory randomHistory(std::mt19937 &random, std::size_t size)
{
    TrafficHistory history{.firstSecond = begin};
    for (const char *const name : {"one", "two", "three"}) {
        history.instances.push_back(
            {InstanceId(std::string("id-") + name), name, randomBuckets(random, size)});
    }
    history.total = randomBuckets(random, size);
    return history;
}

template<class Value>
double plainRate(const std::vector<TrafficBucket> &buckets, ChartRange range, int point, int window,
                 Value value)
{
    const int last = static_cast<int>(buckets.size())
        - (range.seconds / range.secondsPerPoint - 1 - point) * range.secondsPerPoint;
    if (last <= 0) {
        return widgets::noValue;
    }
    double sum = 0;
    for (int at = last - window; at < last; ++at) {
        sum += at < 0 ? 0.0 : static_cast<double>(value(buckets[static_cast<std::size_t>(at)]));
    }
    return sum * 60 / window;
}

bool isSame(double left, double right)
{
    return (std::isnan(left) && std::isnan(right)) || std::abs(left - right) < 1e-6;
}

const std::vector<double> &valuesOf(const widgets::ChartData &data, const char *id)
{
    static const std::vector<double> none;
    for (const widgets::ChartSeries &series : data.series) {
        if (series.id == QLatin1String(id)) {
            return series.values;
        }
    }
    return none;
}

} // namespace

void TestTrafficCharts::tokenChart_isTheMinuteBeforeEachPoint()
{
    std::mt19937 random(20261120);
    for (const std::size_t size : {1U, 7U, 59U, 60U, 61U, 300U, 899U, 900U}) {
        const TrafficHistory history = randomHistory(random, size);
        for (const ChartRange range : {oneMinute, fiveMinutes, quarter}) {
            SeriesColors colors;
            const widgets::ChartData data = tokenChart(history, range, colors);
            for (const widgets::ChartSeries &series : data.series) {
                const auto &buckets
                    = std::find_if(history.instances.begin(), history.instances.end(),
                                   [&](const auto &each) {
                                       return series.id.toStdString() == each.id.value();
                                   })
                          ->buckets;
                QCOMPARE(static_cast<int>(series.values.size()), data.bucketCount);
                for (int i = 0; i < data.bucketCount; ++i) {
                    QVERIFY(isSame(series.values[static_cast<std::size_t>(i)],
                                   plainRate(buckets, range, i, 60,
                                             [](const auto &bucket) { return bucket.tokens; })));
                }
            }
        }
    }
}

void TestTrafficCharts::requestChart_isTheMinuteBeforeEachPoint()
{
    std::mt19937 random(7);
    for (const std::size_t size : {1U, 9U, 10U, 11U, 300U, 900U}) {
        const TrafficHistory history = randomHistory(random, size);
        for (const ChartRange range : {oneMinute, fiveMinutes, quarter}) {
            const widgets::ChartData data = requestChart(history, range);
            const auto &answered = valuesOf(data, "answered");
            const auto &failed = valuesOf(data, "failed");
            for (int i = 0; i < data.bucketCount; ++i) {
                const auto at = static_cast<std::size_t>(i);
                QVERIFY(isSame(answered.at(at),
                               plainRate(history.total, range, i, 60, [](const auto &bucket) {
                                   return bucket.requests - bucket.errors;
                               })));
                QVERIFY(isSame(failed.at(at),
                               plainRate(history.total, range, i, 60,
                                         [](const auto &bucket) { return bucket.errors; })));
            }
        }
    }
}

void TestTrafficCharts::axis_endsWithTheHistory()
{
    std::mt19937 random(1);
    const TrafficHistory history = randomHistory(random, 120);
    for (const ChartRange range : {oneMinute, fiveMinutes, quarter}) {
        const widgets::ChartData data = requestChart(history, range);
        QCOMPARE(data.startSecond + data.bucketCount * data.secondsPerBucket, begin + 120);
        QCOMPARE(data.bucketCount * data.secondsPerBucket, range.seconds);
    }
}

void TestTrafficCharts::idleInstances_haveNoCurve()
{
    std::mt19937 random(2);
    TrafficHistory history = randomHistory(random, 300);
    history.instances[1].buckets.assign(300, {});
    SeriesColors colors;
    const widgets::ChartData data = tokenChart(history, fiveMinutes, colors);
    QCOMPARE(data.series.size(), std::size_t(2));
    QVERIFY(valuesOf(data, "id-two").empty());
}

void TestTrafficCharts::colors_outliveInstances()
{
    std::mt19937 random(3);
    TrafficHistory history = randomHistory(random, 300);
    SeriesColors colors;
    const widgets::ChartData before = tokenChart(history, fiveMinutes, colors);
    history.instances.erase(history.instances.begin());
    const widgets::ChartData after = tokenChart(history, fiveMinutes, colors);
    QCOMPARE(after.series.size(), std::size_t(2));
    QCOMPARE(after.series[0].color, before.series[1].color);
    QCOMPARE(after.series[1].color, before.series[2].color);
    QVERIFY(before.series[0].color != before.series[1].color);
}

void TestTrafficCharts::manyInstances_endInOneCurveOfTheRest()
{
    std::mt19937 random(8);
    TrafficHistory history{.firstSecond = begin};
    std::vector<TrafficBucket> all(300);
    for (int i = 0; i < 30; ++i) {
        const std::string name = std::to_string(i);
        history.instances.push_back({InstanceId("id-" + name), name, randomBuckets(random, 300)});
        for (std::size_t at = 0; at < all.size(); ++at) {
            all[at] += history.instances.back().buckets[at];
        }
    }
    SeriesColors colors;
    const widgets::ChartData data = tokenChart(history, fiveMinutes, colors);
    QCOMPARE(data.series.size(), SeriesColors::mostCurves);
    QCOMPARE(data.series.back().name, QStringLiteral("24 others"));
    QCOMPARE(data.series.back().color, SeriesColors::colorOfTheRest);
    // Nothing is lost: the top of the stack is what all have used.
    for (int i = 0; i < data.bucketCount; ++i) {
        double top = 0;
        for (const widgets::ChartSeries &series : data.series) {
            top += series.values.at(static_cast<std::size_t>(i));
        }
        QVERIFY(isSame(top, plainRate(all, fiveMinutes, i, 60, [](const auto &bucket) {
                           return bucket.tokens;
                       })));
    }
}

void TestTrafficCharts::instanceChart_isOfOneAlone()
{
    std::mt19937 random(4);
    const TrafficHistory history = randomHistory(random, 300);
    SeriesColors colors;
    const widgets::ChartData all = tokenChart(history, {}, colors);
    const models::InstanceRow row{.id = InstanceId("id-two"), .maxTpm = 5000};
    const widgets::ChartData one = instanceChart(history, row, colors);
    QCOMPARE(one.series.size(), std::size_t(1));
    QCOMPARE(one.series[0].values.size(), all.series[1].values.size());
    for (std::size_t i = 0; i < one.series[0].values.size(); ++i) {
        QVERIFY(isSame(one.series[0].values[i], all.series[1].values[i]));
    }
    QVERIFY(one.limit && one.limit->value == 5000);
    const widgets::ChartData gone = instanceChart(history, {.id = InstanceId("gone")}, colors);
    QVERIFY(gone.series.empty());
    QVERIFY(!gone.limit);
}

void TestTrafficCharts::sparkline_isOfItsFigure()
{
    std::mt19937 random(5);
    const TrafficHistory history = randomHistory(random, 400);
    constexpr ChartRange range{.seconds = 300, .secondsPerPoint = 5};
    const auto tokens = sparkline(history, Figure::Tokens);
    const auto requests = sparkline(history, Figure::Requests);
    const auto errors = sparkline(history, Figure::Errors);
    QCOMPARE(tokens.size(), std::size_t(60));
    for (int i = 0; i < 60; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto plain
            = [&](auto value) { return plainRate(history.total, range, i, 60, value); };
        QVERIFY(isSame(tokens[at], plain([](const auto &bucket) { return bucket.tokens; })));
        QVERIFY(isSame(requests[at], plain([](const auto &bucket) { return bucket.requests; })));
        QVERIFY(isSame(errors[at], plain([](const auto &bucket) { return bucket.errors; })));
    }
}

void TestTrafficCharts::sumOfLast_isAPlainSum()
{
    std::mt19937 random(6);
    const TrafficHistory history = randomHistory(random, 100);
    for (const int seconds : {1, 10, 99, 100, 101, 5000}) {
        TrafficBucket sum;
        for (std::size_t i = 0; i < 100; ++i) {
            if (static_cast<int>(100 - i) <= seconds) {
                sum.requests += history.total[i].requests;
                sum.errors += history.total[i].errors;
                sum.tokens += history.total[i].tokens;
            }
        }
        QCOMPARE(sumOfLast(history, seconds), sum);
    }
}

void TestTrafficCharts::emptyHistory_givesNoValues()
{
    SeriesColors colors;
    QVERIFY(tokenChart({}, fiveMinutes, colors).series.empty());
    const widgets::ChartData requests = requestChart({}, oneMinute);
    for (const double value : valuesOf(requests, "answered")) {
        QVERIFY(std::isnan(value));
    }
    QCOMPARE(sumOfLast({}, 300), TrafficBucket());
}

QTEST_APPLESS_MAIN(TestTrafficCharts)
#include "tst_trafficcharts.moc"
