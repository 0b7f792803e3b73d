#pragma once

#include "theme/tone.h"

#include <QString>
#include <QtGlobal>

#include <limits>
#include <optional>
#include <vector>

namespace penstock::widgets
{

/// In a series: nothing is known of this bucket. Not the same as 0.
inline constexpr double noValue = std::numeric_limits<double>::quiet_NaN();

enum class ChartForm { StackedAreas = 1, Lines };
enum class ChartUnit { Count = 1, Milliseconds, Percent };

struct ChartSeries {
    QString id;
    QString name;
    /// Which of Tokens::series, so that an instance keeps its colour; -1: by its place.
    int color = -1;
    /// Oldest first, one a bucket; what is missing at the end counts as noValue.
    std::vector<double> values;
};

struct ChartLimit {
    double value = 0;
    QString label;
};

/// Something that happened: a line across the chart with a few words.
struct ChartEvent {
    qint64 second = 0;
    QString text;
    theme::Tone tone = theme::Tone::Warning;
};

/// What a chart shows. Times are seconds of the Unix epoch.
struct ChartData {
    qint64 startSecond = 0; ///< of the first bucket
    int secondsPerBucket = 1;
    int bucketCount = 0; ///< the time axis, whether or not there are values for all of it
    std::vector<ChartSeries> series;
    std::optional<ChartLimit> limit;
    std::vector<ChartEvent> events;
    bool endsNow = true; ///< the last label says "now"
};

/// noValue where the series has none.
[[nodiscard]] inline double valueAt(const ChartSeries &series, int bucket)
{
    const auto index = static_cast<std::size_t>(bucket);
    return bucket >= 0 && index < series.values.size() ? series.values[index] : noValue;
}

} // namespace penstock::widgets
