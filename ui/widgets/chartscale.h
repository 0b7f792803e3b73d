#pragma once

#include "widgets/chartdata.h"

#include <vector>

namespace penstock::widgets
{

struct ChartTick {
    double position = 0; ///< a value, or a bucket
    QString label;
};

/// "1.2k", "420 ms", "1.3 s", "0.4 %".
[[nodiscard]] QString shortNumber(double value, ChartUnit unit);
/// "12,400", "1,310 ms": all digits, for tables and screen readers.
[[nodiscard]] QString exactNumber(double value, ChartUnit unit);

/// From 0 up to at least `highest`, at round numbers, in at most `maxSteps` steps. There is always
/// a step, so that an idle chart has an axis.
[[nodiscard]] std::vector<ChartTick> valueTicks(double highest, int maxSteps, ChartUnit unit);
/// At round times of the day, at most `maxTicks`, and "now" at the end when that is what it is.
[[nodiscard]] std::vector<ChartTick> timeTicks(const ChartData &data, int maxTicks);
/// "14:02:30", or "14:02" on the full minute.
[[nodiscard]] QString timeLabel(qint64 second);

} // namespace penstock::widgets
