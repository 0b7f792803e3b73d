#pragma once

#include "models/instancerow.h"
#include "pages/seriescolors.h"
#include "service/gatewaysnapshot.h"
#include "widgets/chartdata.h"

#include <optional>
#include <vector>

namespace penstock::pages
{

/// How much of the past a chart shows.
struct ChartRange {
    int seconds = 300;
    int secondsPerPoint = 5;
};

/// Tokens of the minute before each point, stacked by instance: the figure that quotas are about.
/// Of many instances the lightest are one curve together.
[[nodiscard]] widgets::ChartData tokenChart(const service::TrafficHistory &history,
                                            ChartRange range, SeriesColors &colors);

/// The same of one instance, over the last five minutes.
[[nodiscard]] widgets::ChartData instanceChart(const service::TrafficHistory &history,
                                               const models::InstanceRow &row,
                                               SeriesColors &colors);
/// The line that a quota is; nothing where there is none.
[[nodiscard]] std::optional<widgets::ChartLimit> limitLine(std::int64_t tokensPerMinute);

/// Requests of the minute before each point, as clients saw them: answered, and failed.
[[nodiscard]] widgets::ChartData requestChart(const service::TrafficHistory &history,
                                              ChartRange range);

/// For a tile: the last five minutes in steps of five seconds.
enum class Figure { Tokens = 1, Requests, Errors };
[[nodiscard]] std::vector<double> sparkline(const service::TrafficHistory &history, Figure figure);

/// What happened within the last `seconds` of the history.
[[nodiscard]] service::TrafficBucket sumOfLast(const service::TrafficHistory &history, int seconds);

} // namespace penstock::pages
