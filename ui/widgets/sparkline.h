#pragma once

#include <vector>

class QColor;
class QPainter;
class QRectF;

namespace penstock::widgets
{

/// A line without axes, to see the shape of the last minutes; for tiles and table cells. Values are
/// oldest first, a NaN is a gap. It spans from the lowest to the highest, but never magnifies what
/// wavers by less than a third.
void paintSparkline(QPainter &painter, const QRectF &room, const std::vector<double> &values,
                    const QColor &color);

} // namespace penstock::widgets
