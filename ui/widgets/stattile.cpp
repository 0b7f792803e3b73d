#include "widgets/stattile.h"

#include "theme/appstyle.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/type.h"
#include "widgets/accessiblerole.h"
#include "widgets/sparkline.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int padding = 14;
constexpr int sparklineWidth = 76;
constexpr int leastSparklineWidth = 40;
constexpr int sparklineHeight = 18;
constexpr QChar noFigure(0x2013);

QFontMetrics metricsOf(theme::TypeRole role)
{
    return QFontMetrics(theme::fontFor(role));
}

/// Three lines below each other.
struct Lines {
    explicit Lines(const QRect &rect)
        : label(rect.left() + padding, rect.top() + space12, rect.width() - 2 * padding,
                metricsOf(theme::TypeRole::Label).height())
        , figure(label.left(), label.bottom() + 1 + space4, label.width(),
                 metricsOf(theme::TypeRole::Display).height())
        , caption(label.left(), figure.bottom() + 1 + space4, label.width(),
                  metricsOf(theme::TypeRole::Caption).height())
    {
    }

    QRect label;
    QRect figure;
    QRect caption;
};

} // namespace

StatTile::StatTile(const QString &label, QWidget *parent)
    : QAbstractButton(parent)
    , m_figure(noFigure)
{
    setKind(TileKind::Plain);
    setText(label);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    nameAnew();
}

void StatTile::setKind(TileKind kind)
{
    m_kind = kind;
    const bool isButton = kind == TileKind::Button;
    setFocusPolicy(isButton ? Qt::StrongFocus : Qt::NoFocus);
    setAttribute(Qt::WA_TransparentForMouseEvents, !isButton);
    setCursor(isButton ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAccessibleRole(*this, isButton ? QAccessible::Button : QAccessible::StaticText);
}

void StatTile::setFigure(const QString &figure, const QString &side)
{
    m_figure = figure.isEmpty() ? QString(noFigure) : figure;
    m_side = side;
    nameAnew();
}

void StatTile::setCaption(const QString &caption)
{
    m_caption = caption;
    nameAnew();
}

void StatTile::setHistory(std::vector<double> values, int series)
{
    m_history = std::move(values);
    m_series = series;
    update();
}

void StatTile::setMuted(bool isMuted)
{
    m_isMuted = isMuted;
    update();
}

void StatTile::nameAnew()
{
    //: A figure for a screen reader: what it is, how much, over what time
    widgets::setAccessibleName(*this, tr("%1: %2 %3, %4").arg(text(), m_figure, m_side, m_caption));
    updateGeometry();
    update();
}

QSize StatTile::sizeHint() const
{
    const int height = Lines(QRect(0, 0, padding, 0)).caption.bottom() + 1 + space12;
    const QSize least = minimumSizeHint();
    return {std::max(least.width(), 180), height};
}

QSize StatTile::minimumSizeHint() const
{
    const int figure = metricsOf(theme::TypeRole::Display).horizontalAdvance(m_figure) + space4
        + metricsOf(theme::TypeRole::Body).horizontalAdvance(m_side);
    const int widest
        = std::max({metricsOf(theme::TypeRole::Label).horizontalAdvance(text()), figure,
                    metricsOf(theme::TypeRole::Caption).horizontalAdvance(m_caption)});
    return {widest + 2 * padding, Lines(QRect(0, 0, padding, 0)).caption.bottom() + 1 + space12};
}

bool StatTile::isPointedAt() const
{
    return m_kind == TileKind::Button && isEnabled() && underMouse();
}

void StatTile::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    theme::paintBox(painter, rect(), cardRadius, isDown() ? tokens.raised : tokens.card,
                    isPointedAt() ? tokens.controlBorder : tokens.hairline);

    const Lines lines(rect());
    painter.setFont(theme::fontFor(theme::TypeRole::Label));
    painter.setPen(tokens.muted);
    painter.drawText(lines.label, Qt::AlignLeft | Qt::AlignVCenter, text());

    painter.setFont(theme::fontFor(theme::TypeRole::Display));
    painter.setPen(m_isMuted ? tokens.muted : tokens.text);
    const QFontMetrics figure = painter.fontMetrics();
    const int baseline = lines.figure.top() + figure.ascent();
    painter.drawText(QPoint(lines.figure.left(), baseline), m_figure);
    const int after = lines.figure.left() + figure.horizontalAdvance(m_figure) + space4;
    painter.setFont(theme::fontFor(theme::TypeRole::Strong));
    painter.setPen(tokens.muted);
    painter.drawText(QPoint(after, baseline), m_side);

    painter.setFont(theme::fontFor(theme::TypeRole::Caption));
    painter.drawText(lines.caption, Qt::AlignLeft | Qt::AlignVCenter, m_caption);

    const QRect spark = sparklineRoom(lines.figure);
    if (!spark.isEmpty()) {
        const auto place = static_cast<std::size_t>(m_series) % tokens.series.size();
        paintSparkline(painter, spark, m_history,
                       m_isMuted ? tokens.faint : tokens.series.at(place));
    }
}

QRect StatTile::sparklineRoom(const QRect &figure) const
{
    if (m_history.empty()) {
        return {};
    }
    // It gives way to words, never the other way round, and stands above those of the caption.
    const int words = metricsOf(theme::TypeRole::Display).horizontalAdvance(m_figure)
        + metricsOf(theme::TypeRole::Strong).horizontalAdvance(m_side) + space12;
    QRect room(0, 0, std::min(sparklineWidth, figure.width() + 2 - words), sparklineHeight);
    room.moveBottomRight({figure.right() + 2, figure.bottom() - space4});
    return room.width() < leastSparklineWidth ? QRect() : room;
}

void StatTile::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
    QAbstractButton::changeEvent(event);
}

void StatTile::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void StatTile::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace penstock::widgets
