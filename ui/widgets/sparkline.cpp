#include "widgets/sparkline.h"

#include "widgets/chartpoints.h"

#include <QPainter>
#include <QPen>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace penstock::widgets
{

namespace
{

constexpr double lineWidth = 1.5;
constexpr double leastSpan = 0.33;

struct Span {
    double low = 0;
    double high = 0;
};

Span spanOf(const std::vector<double> &values)
{
    Span span{noValue, noValue};
    for (const double value : values) {
        span.low = std::fmin(span.low, value);
        span.high = std::fmax(span.high, value);
    }
    const double middle = (span.low + span.high) / 2;
    const double half
        = std::max({(span.high - span.low) / 2, std::abs(middle) * leastSpan / 2, 1e-9});
    return {middle - half, middle + half};
}

} // namespace

void paintSparkline(QPainter &painter, const QRectF &room, const std::vector<double> &values,
                    const QColor &color)
{
    const std::vector<BucketRun> runs = runsOf(values);
    if (runs.empty() || values.size() < 2) {
        return;
    }
    const Span span = spanOf(values);
    const QRectF inner = room.adjusted(0, lineWidth, 0, -lineWidth);
    const double perBucket = inner.width() / static_cast<double>(values.size() - 1);
    const double perValue = inner.height() / (span.high - span.low);
    const int perColumn = bucketsPerColumn(static_cast<int>(values.size()), inner.width());

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const BucketRun run : runs) {
        QPolygonF line;
        for (const QPointF &point : decimated(values, run, perColumn)) {
            line.append({inner.left() + point.x() * perBucket,
                         inner.bottom() - (point.y() - span.low) * perValue});
        }
        painter.drawPolyline(line);
    }
    painter.restore();
}

} // namespace penstock::widgets
