#include "widgets/chartpens.h"

#include "theme/tokens.h"

namespace penstock::widgets
{

namespace
{

constexpr double lineWidth = 1.5;

/// In line widths. Neighbours differ.
QList<qreal> patternOf(std::size_t place)
{
    switch (place % 4) {
    case 1:
        return {3, 2};
    case 3:
        return {1, 1.5};
    default:
        return {};
    }
}

} // namespace

QPen seriesPen(const ChartSeries &series, std::size_t place, const theme::Tokens &tokens,
               ChartMood mood)
{
    const std::size_t index = series.color < 0 ? place : static_cast<std::size_t>(series.color);
    QPen pen(mood == ChartMood::Live ? tokens.series.at(index % tokens.series.size())
                                     : tokens.disabledText,
             lineWidth);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::RoundJoin);
    if (const QList<qreal> pattern = patternOf(place); !pattern.isEmpty()) {
        pen.setDashPattern(pattern);
    }
    return pen;
}

QColor areaColor(const QPen &line, const theme::Tokens &tokens)
{
    constexpr float onDark = 0.34F;
    constexpr float onLight = 0.28F;
    QColor color = line.color();
    color.setAlphaF(tokens.scheme == theme::Scheme::Dark ? onDark : onLight);
    return color;
}

} // namespace penstock::widgets
