#include "theme/paint.h"

#include "theme/metrics.h"
#include "theme/tokens.h"

#include <QPainter>

namespace penstock::theme
{

namespace
{

/// Antialiased for the corners, and given back as it was.
class ShapePainter final
{
public:
    explicit ShapePainter(QPainter &painter) : m_painter(painter)
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
    }
    ~ShapePainter() { m_painter.restore(); }
    ShapePainter(const ShapePainter &) = delete;
    ShapePainter &operator=(const ShapePainter &) = delete;

private:
    QPainter &m_painter;
};

} // namespace

void paintBox(QPainter &painter, const QRect &rect, double radius, const QColor &fill,
              const QColor &border)
{
    const ShapePainter shape(painter);
    QRectF box(rect);
    if (border.isValid()) {
        // The line is one wide around the middle of its path: half a pixel inside it is sharp.
        box.adjust(0.5, 0.5, -0.5, -0.5);
        radius -= 0.5;
        painter.setPen(QPen(border, metrics::hairline));
    } else {
        painter.setPen(Qt::NoPen);
    }
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(box, radius, radius);
}

void paintCard(QPainter &painter, const QRect &rect, const Tokens &tokens)
{
    paintBox(painter, rect, metrics::cardRadius, tokens.card, tokens.hairline);
}

void paintPill(QPainter &painter, const QRect &rect, const QColor &fill)
{
    paintBox(painter, rect, rect.height() / 2.0, fill, QColor());
}

void paintBottomLine(QPainter &painter, const QRect &rect, const QColor &color)
{
    painter.fillRect(
        QRect(rect.left(), rect.bottom() + 1 - metrics::hairline, rect.width(), metrics::hairline),
        color);
}

void paintFocusRing(QPainter &painter, const QRect &rect, double radius, const QColor &color)
{
    const ShapePainter shape(painter);
    constexpr double half = metrics::focusRing / 2.0;
    painter.setPen(QPen(color, metrics::focusRing));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius);
}

} // namespace penstock::theme
