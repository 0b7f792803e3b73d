#include "pages/trafficcharts.h"

#include "models/numbertext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <functional>
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
std::vector<double> rates(const Buckets &buckets, ChartRange range, int window,
                          const std::function<double(const TrafficBucket &)> &value)
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

} // namespace

int SeriesColors::colorOf(const InstanceId &id)
{
    return m_colors.try_emplace(id, static_cast<int>(m_colors.size())).first->second;
}

widgets::ChartData tokenChart(const service::TrafficHistory &history, ChartRange range,
                              SeriesColors &colors)
{
    widgets::ChartData data = frameOf(history, range);
    for (const service::InstanceHistory &instance : history.instances) {
        const int color = colors.colorOf(instance.id);
        auto values = rates(instance.buckets, range, minute, tokensOf);
        // With a hundred instances only those that did something are worth a colour.
        if (std::ranges::all_of(values, [](double value) { return !(value > 0); })) {
            continue;
        }
        data.series.push_back({.id = QString::fromStdString(instance.id.value()),
                               .name = QString::fromStdString(instance.name),
                               .color = color,
                               .values = std::move(values)});
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
    widgets::ChartData data = tokenChart(history, {}, colors);
    std::erase_if(data.series, [name = QString::fromStdString(row.id.value())](const auto &series) {
        return series.id != name;
    });
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
    const auto wanted = std::min(history.total.size(), static_cast<std::size_t>(seconds));
    return std::accumulate(
        history.total.end() - static_cast<std::ptrdiff_t>(wanted), history.total.end(),
        TrafficBucket(),
        [](TrafficBucket sum, const TrafficBucket &bucket) { return sum += bucket; });
}

} // namespace penstock::pages
