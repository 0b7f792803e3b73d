#pragma once

#include "widgets/chartdata.h"

#include <QColor>
#include <QPen>

namespace penstock::theme
{
struct Tokens;
}

namespace penstock::widgets
{

enum class ChartMood { Live = 1, Muted };

/// The line of a series: a colour, and a pattern for those who do not tell colours apart.
[[nodiscard]] QPen seriesPen(const ChartSeries &series, std::size_t place,
                             const theme::Tokens &tokens, ChartMood mood = ChartMood::Live);
/// What is below it.
[[nodiscard]] QColor areaColor(const QPen &line, const theme::Tokens &tokens);

} // namespace penstock::widgets
