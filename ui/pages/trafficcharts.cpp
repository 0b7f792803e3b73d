#include "pages/trafficcharts.h"

#include "models/numbertext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <numeric>

namespace penstock::pages
{

namespace
{

using service::TrafficBucket;
using Buckets = std::vector<TrafficBucket>;

constexpr int minute = 60;
constexpr int sparklineStep = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("TrafficCharts", text);
}

/// At each point the sum over the `window` seconds before it, as a rate a minute.
template<class Value>
std::vector<double> rates(const Buckets &buckets, ChartRange range, int window, Value value)
{
    std::vector<double> sums(buckets.size() + 1, 0.0);
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        sums[i + 1] = sums[i] + value(buckets[i]);
    }
    const int points = range.seconds / range.secondsPerPoint;
    const int size = static_cast<int>(buckets.size());
    std::vector<double> result;
    result.reserve(static_cast<std::size_t>(points));
    for (int point = 1; point <= points; ++point) {
        const int end = size - (points - point) * range.secondsPerPoint;
        if (end <= 0) {
            result.push_back(widgets::noValue);
            continue;
        }
        const int begin = std::max(0, end - window);
        const double sum
            = sums[static_cast<std::size_t>(end)] - sums[static_cast<std::size_t>(begin)];
        result.push_back(sum * minute / window);
    }
    return result;
}

TrafficBucket sumOf(const Buckets &buckets, int seconds)
{
    const auto wanted = std::min(buckets.size(), static_cast<std::size_t>(seconds));
    return std::accumulate(
        buckets.end() - static_cast<std::ptrdiff_t>(wanted), buckets.end(), TrafficBucket(),
        [](TrafficBucket sum, const TrafficBucket &bucket) { return sum += bucket; });
}

widgets::ChartData frameOf(const service::TrafficHistory &history, ChartRange range)
{
    const auto end = history.firstSecond + static_cast<std::int64_t>(history.total.size());
    return {.startSecond = end - range.seconds,
            .secondsPerBucket = range.secondsPerPoint,
            .bucketCount = range.seconds / range.secondsPerPoint};
}

double tokensOf(const TrafficBucket &bucket)
{
    return static_cast<double>(bucket.tokens);
}

/// In all of the minutes that the points are about.
double tokensSeen(const service::InstanceHistory &instance, ChartRange range)
{
    return tokensOf(sumOf(instance.buckets, range.seconds - range.secondsPerPoint + minute));
}

/// With a hundred instances only those that did something are worth a colour.
std::vector<SeriesColors::Candidate> activeInstances(const service::TrafficHistory &history,
                                                     ChartRange range)
{
    std::vector<SeriesColors::Candidate> active;
    for (const service::InstanceHistory &instance : history.instances) {
        const double tokens = tokensSeen(instance, range);
        if (tokens > 0) {
            active.push_back({instance.id, tokens});
        }
    }
    return active;
}

widgets::ChartSeries curveOf(const service::InstanceHistory &instance, ChartRange range,
                             SeriesColors &colors)
{
    return {.id = QString::fromStdString(instance.id.value()),
            .name = QString::fromStdString(instance.name),
            .color = colors.colorOf(instance.id),
            .values = rates(instance.buckets, range, minute, tokensOf)};
}

void add(Buckets &sums, const Buckets &buckets)
{
    sums.resize(std::max(sums.size(), buckets.size()));
    std::ranges::transform(buckets, sums, sums.begin(),
                           [](TrafficBucket one, const TrafficBucket &sum) { return one += sum; });
}

} // namespace

widgets::ChartData tokenChart(const service::TrafficHistory &history, ChartRange range,
                              SeriesColors &colors)
{
    widgets::ChartData data = frameOf(history, range);
    for (const service::InstanceHistory &instance : history.instances) {
        (void)colors.colorOf(instance.id); // in their order, whoever is busy first
    }
    const auto active = activeInstances(history, range);
    const std::set<InstanceId> chosen = colors.choose(active);
    const std::size_t others = active.size() - chosen.size();
    Buckets rest;
    for (const service::InstanceHistory &instance : history.instances) {
        if (chosen.contains(instance.id)) {
            data.series.push_back(curveOf(instance, range, colors));
        } else if (others > 0) {
            add(rest, instance.buckets);
        }
    }
    if (others > 0) {
        data.series.push_back({.id = QStringLiteral("the rest"),
                               .name = tr("%1 others").arg(others),
                               .color = SeriesColors::colorOfTheRest,
                               .values = rates(rest, range, minute, tokensOf)});
    }
    return data;
}

std::optional<widgets::ChartLimit> limitLine(std::int64_t tokensPerMinute)
{
    if (tokensPerMinute <= 0) {
        return std::nullopt;
    }
    const auto value = static_cast<double>(tokensPerMinute);
    return widgets::ChartLimit{value, tr("quota %1").arg(models::shortNumber(value, QLocale()))};
}

widgets::ChartData instanceChart(const service::TrafficHistory &history,
                                 const models::InstanceRow &row, SeriesColors &colors)
{
    constexpr ChartRange range;
    widgets::ChartData data = frameOf(history, range);
    for (const service::InstanceHistory &instance : history.instances) {
        (void)colors.colorOf(instance.id); // the same as on the dashboard
        if (instance.id == row.id && tokensSeen(instance, range) > 0) {
            data.series.push_back(curveOf(instance, range, colors));
        }
    }
    data.limit = limitLine(row.maxTpm);
    return data;
}

widgets::ChartData requestChart(const service::TrafficHistory &history, ChartRange range)
{
    widgets::ChartData data = frameOf(history, range);
    data.series.push_back(
        {.id = QStringLiteral("answered"),
         .name = tr("answered"),
         .color = 2,
         .values = rates(history.total, range, minute, [](const TrafficBucket &bucket) {
             return static_cast<double>(bucket.requests - bucket.errors);
         })});
    data.series.push_back(
        {.id = QStringLiteral("failed"),
         .name = tr("failed"),
         .color = 3,
         .values = rates(history.total, range, minute, [](const TrafficBucket &bucket) {
             return static_cast<double>(bucket.errors);
         })});
    return data;
}

std::vector<double> sparkline(const service::TrafficHistory &history, Figure figure)
{
    const ChartRange range{.seconds = 5 * minute, .secondsPerPoint = sparklineStep};
    const auto value = [figure](const TrafficBucket &bucket) {
        switch (figure) {
        case Figure::Tokens:
            return static_cast<double>(bucket.tokens);
        case Figure::Requests:
            return static_cast<double>(bucket.requests);
        case Figure::Errors:
            return static_cast<double>(bucket.errors);
        }
        return 0.0;
    };
    return rates(history.total, range, minute, value);
}

service::TrafficBucket sumOfLast(const service::TrafficHistory &history, int seconds)
{
    return sumOf(history.total, seconds);
}

} // namespace penstock::pages
