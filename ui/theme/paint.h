#pragma once

class QColor;
class QPainter;
class QRect;
class QRectF;

/// Shapes that stay sharp at every scale.
namespace penstock::theme
{

struct Tokens;

/// A filled box with a border of one pixel inside `rect`. An invalid colour leaves that part out.
void paintBox(QPainter &painter, const QRect &rect, double radius, const QColor &fill,
              const QColor &border);
/// A card: ground, hairline, corners.
void paintCard(QPainter &painter, const QRect &rect, const Tokens &tokens);
/// The badge's ground: a pill without border.
void paintPill(QPainter &painter, const QRect &rect, const QColor &fill);
/// One pixel along the lower edge of `rect`.
void paintBottomLine(QPainter &painter, const QRect &rect, const QColor &color);
/// The ring around a control, inside `rect`.
void paintFocusRing(QPainter &painter, const QRect &rect, double radius, const QColor &color);

} // namespace penstock::theme
