#include "widgets/chartcanvas.h"

#include "theme/appstyle.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/type.h"
#include "widgets/chartstrokes.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLegend>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int noteFlags = Qt::AlignCenter | Qt::TextWordWrap;

QFontMetricsF labelMetrics()
{
    return QFontMetricsF(theme::fontFor(theme::TypeRole::Caption));
}

/// The widest label that the axis is likely to get, so that the plot stands still.
QString widestLabel(ChartUnit unit)
{
    switch (unit) {
    case ChartUnit::Count:
        break;
    case ChartUnit::Milliseconds:
        return QStringLiteral("800 ms");
    case ChartUnit::Percent:
        return QStringLiteral("100 %");
    }
    return QStringLiteral("000k");
}

/// A hairline that is one device pixel row at every scale.
void drawLine(QPainter &painter, const QPointF &from, const QPointF &to, const QPen &pen)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(pen);
    painter.drawLine(from, to);
    painter.setRenderHint(QPainter::Antialiasing, true);
}

/// Pieces that share their end points. Qt's rasterizer walks along all pixels of a row for each one
/// that a line touches: a quarter of the line takes a sixteenth of the time.
void cutInto(const QList<QPointF> &line, std::vector<QList<QPointF>> &pieces)
{
    constexpr qsizetype pointsPerPiece = 32;
    qsizetype from = 0;
    do {
        pieces.push_back(line.mid(from, pointsPerPiece + 1));
        from += pointsPerPiece;
    } while (from < line.size() - 1);
}

} // namespace

ChartCanvas::ChartCanvas(QWidget *parent) : QChartView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setInteractive(false);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHint(QPainter::Antialiasing);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundVisible(false);
    chart()->setPlotAreaBackgroundVisible(false);
    chart()->legend()->hide();
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    m_strokes = std::make_unique<ChartStrokes>(*chart());
}

ChartCanvas::~ChartCanvas() = default;

QRectF ChartCanvas::plotArea(ChartUnit unit) const
{
    const QFontMetricsF text = labelMetrics();
    const double left = std::ceil(text.horizontalAdvance(widestLabel(unit))) + space12;
    const double above = std::ceil(text.height() / 2);
    const double below = std::ceil(text.height()) + space8;
    return {left, above, std::max(1.0, width() - left), std::max(1.0, height() - above - below)};
}

ChartSpace ChartCanvas::space(ChartUnit unit) const
{
    ChartSpace space;
    space.plot = plotArea(unit).size();
    space.labelWidth = 2 * labelMetrics().horizontalAdvance(QStringLiteral("00:00:00"));
    space.rowHeight = 2.5 * labelMetrics().height();
    return space;
}

void ChartCanvas::showLayout(const ChartLayout &layout, ChartForm form, ChartUnit unit,
                             ChartMood mood, const QString &note)
{
    m_layout = &layout;
    m_unit = unit;
    m_mood = mood;
    m_note = note;
    const QRectF plot = plotArea(unit);
    if (chart()->plotArea() != plot) {
        chart()->setPlotArea(plot);
    }
    const theme::Tokens &tokens = theme::tokensOf(*this);
    const std::vector<std::vector<ChartStroke>> strokes = layout.strokes();
    std::vector<QPen> pens;
    m_areas.clear();
    for (std::size_t i = 0; i < strokes.size(); ++i) {
        pens.push_back(seriesPen(layout.data().series[i], i, tokens, mood));
        for (const ChartStroke &stroke : strokes[i]) {
            if (form == ChartForm::StackedAreas) {
                m_areas.push_back({outlineOf(stroke), areaColor(pens.back(), tokens)});
            }
        }
    }
    m_strokes->setRange(layout.data().bucketCount, layout.highest());
    std::vector<std::vector<QList<QPointF>>> lines;
    for (const std::vector<ChartStroke> &series : strokes) {
        std::vector<QList<QPointF>> &pieces = lines.emplace_back();
        for (const ChartStroke &stroke : series) {
            cutInto(stroke.top, pieces);
        }
    }
    m_strokes->replace(lines, pens);
    viewport()->update();
}

QPolygonF ChartCanvas::outlineOf(const ChartStroke &stroke) const
{
    const QPointF origin = plotArea(m_unit).topLeft();
    QPolygonF outline;
    outline.reserve(stroke.top.size() + stroke.base.size());
    const auto add = [&](const QPointF &point) {
        outline.append(origin + QPointF(m_layout->xOf(point.x()), m_layout->yOf(point.y())));
    };
    std::for_each(stroke.top.begin(), stroke.top.end(), add);
    std::for_each(stroke.base.rbegin(), stroke.base.rend(), add);
    return outline;
}

void ChartCanvas::drawBackground(QPainter *painter, const QRectF &)
{
    if (m_layout == nullptr) {
        return;
    }
    painter->save();
    painter->setFont(theme::fontFor(theme::TypeRole::Caption));
    paintGrid(*painter);
    paintAreas(*painter);
    paintTimes(*painter);
    painter->restore();
}

void ChartCanvas::drawForeground(QPainter *painter, const QRectF &)
{
    if (m_layout == nullptr) {
        return;
    }
    painter->save();
    painter->setFont(theme::fontFor(theme::TypeRole::Caption));
    std::vector<QRect> taken{noteBox(*painter)};
    if (!m_layout->isEmpty()) {
        taken.push_back(limitLabel(*painter));
        paintLimit(*painter);
        paintMarks(*painter, taken);
        paintLimitLabel(*painter);
    }
    paintNote(*painter);
    painter->restore();
}

void ChartCanvas::paintGrid(QPainter &painter) const
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    const QRectF plot = plotArea(m_unit);
    const QFontMetricsF text(painter.font());
    QPen pen(tokens.hairline, hairline);
    if (m_layout->isEmpty()) {
        pen.setColor(tokens.controlBorder);
        pen.setDashPattern({2, 3});
    }
    for (const ChartTick &tick : m_layout->valueAxis()) {
        const double y = std::floor(plot.top() + m_layout->yOf(tick.position)) + 0.5;
        drawLine(painter, {plot.left(), y}, {plot.right(), y}, pen);
        if (m_layout->isEmpty()) {
            // Without a value there is no scale either.
            continue;
        }
        painter.setPen(tokens.muted);
        painter.drawText(QRectF(0, y - text.height() / 2, plot.left() - space8, text.height()),
                         Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, tick.label);
    }
}

void ChartCanvas::paintAreas(QPainter &painter) const
{
    // The lines cover the edges. Smooth ones would take most of the time that the chart takes,
    // which is why these are no area series either.
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    for (const Area &area : m_areas) {
        painter.setBrush(area.color);
        painter.drawPolygon(area.outline);
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void ChartCanvas::paintTimes(QPainter &painter) const
{
    const QRectF plot = plotArea(m_unit);
    const QFontMetricsF text(painter.font());
    painter.setPen(theme::tokensOf(*this).muted);
    for (const ChartTick &tick : m_layout->timeAxis()) {
        const double width = text.horizontalAdvance(tick.label);
        const double left = std::clamp(plot.left() + m_layout->xOf(tick.position) - width / 2,
                                       plot.left(), plot.right() - width);
        painter.drawText(QPointF(left, height() - text.descent()), tick.label);
    }
}

void ChartCanvas::paintLimit(QPainter &painter) const
{
    if (const std::optional<ChartLimit> &limit = m_layout->data().limit) {
        const QRectF plot = plotArea(m_unit);
        const double y = std::floor(plot.top() + m_layout->yOf(limit->value)) + 0.5;
        QPen pen(theme::tokensOf(*this).muted, hairline);
        pen.setDashPattern({3, 3});
        drawLine(painter, {plot.left(), y}, {plot.right(), y}, pen);
    }
}

QRect ChartCanvas::limitLabel(const QPainter &painter) const
{
    const std::optional<ChartLimit> &limit = m_layout->data().limit;
    if (!limit) {
        return {};
    }
    const QRectF plot = plotArea(m_unit);
    const int y = static_cast<int>(plot.top() + m_layout->yOf(limit->value));
    QRect label(QPoint(), painter.fontMetrics().size(Qt::TextSingleLine, limit->label));
    label.moveBottomRight(QPoint(static_cast<int>(plot.right()) - space4, y - 2));
    if (label.top() < 0) {
        label.moveTop(y + 2); // near the top of a low chart
    }
    return label;
}

// After the marks, so that none of their lines runs through the words.
void ChartCanvas::paintLimitLabel(QPainter &painter) const
{
    const QRect label = limitLabel(painter);
    if (label.isValid()) {
        const theme::Tokens &tokens = theme::tokensOf(*this);
        painter.fillRect(label.adjusted(-2, 0, 2, 0), tokens.card);
        painter.setPen(tokens.muted);
        painter.drawText(label, Qt::AlignCenter | Qt::TextDontClip, m_layout->data().limit->label);
    }
}

void ChartCanvas::paintMarks(QPainter &painter, std::vector<QRect> taken) const
{
    std::vector<const ChartEvent *> marks;
    for (const ChartEvent &event : m_layout->data().events) {
        const double bucket = m_layout->bucketOf(event.second);
        if (bucket >= 0 && bucket <= m_layout->data().bucketCount - 1) {
            marks.push_back(&event);
        }
    }
    const QRectF plot = plotArea(m_unit);
    for (const ChartEvent *const event : marks) {
        QPen pen(colorsOf(*event).mark, 1.5);
        pen.setDashPattern({1, 2});
        drawLine(painter, {xOf(*event), plot.top()}, {xOf(*event), plot.bottom()}, pen);
    }
    painter.save();
    painter.setFont(theme::fontFor(theme::TypeRole::Label));
    for (const ChartEvent *const event : marks) {
        if (const QRect label = markLabel(painter, *event, taken); label.isValid()) {
            theme::paintBox(painter, label, space4, colorsOf(*event).ground, QColor());
            painter.setPen(colorsOf(*event).text);
            painter.drawText(label, Qt::AlignCenter | Qt::TextSingleLine, event->text);
            taken.push_back(label);
        }
    }
    painter.restore();
}

double ChartCanvas::xOf(const ChartEvent &event) const
{
    return std::floor(plotArea(m_unit).left() + m_layout->xOf(m_layout->bucketOf(event.second)))
        + 0.5;
}

const theme::ToneColors &ChartCanvas::colorsOf(const ChartEvent &event) const
{
    return theme::tokensOf(*this).of(m_mood == ChartMood::Muted ? theme::Tone::Neutral
                                                                : event.tone);
}

QRect ChartCanvas::markLabel(const QPainter &painter, const ChartEvent &event,
                             const std::vector<QRect> &taken) const
{
    const QRect plot = plotArea(m_unit).toRect();
    const int x = static_cast<int>(xOf(event));
    const QFontMetrics text = painter.fontMetrics();
    QRect label(0, 0, text.horizontalAdvance(event.text) + 2 * space8, text.height() + space4);
    label.moveTopLeft(QPoint(x + space8, plot.top() + space8));
    if (label.right() > plot.right()) {
        label.moveRight(x - space8);
    }
    // Where it would cover the curves, the line says enough.
    const int lowest = plot.center().y();
    const auto covers = [&label](const QRect &other) { return other.intersects(label); };
    while (std::any_of(taken.begin(), taken.end(), covers) && label.bottom() <= lowest) {
        label.translate(0, space4);
    }
    return label.bottom() <= lowest ? label : QRect();
}

QRect ChartCanvas::noteBox(const QPainter &painter) const
{
    if (m_note.isEmpty()) {
        return {};
    }
    const QFontMetrics text(theme::fontFor(theme::TypeRole::Body), painter.device());
    const QRect room = plotArea(m_unit).toRect().adjusted(space16, 0, -space16, 0);
    return text.boundingRect(room, noteFlags, m_note).adjusted(-space12, -space4, space12, space4);
}

void ChartCanvas::paintNote(QPainter &painter) const
{
    if (m_note.isEmpty()) {
        return;
    }
    const theme::Tokens &tokens = theme::tokensOf(*this);
    painter.setFont(theme::fontFor(theme::TypeRole::Body));
    // The card shows behind the words, so that no line of the chart runs through them.
    const QRect box = noteBox(painter);
    theme::paintBox(painter, box, controlRadius, tokens.card,
                    m_mood == ChartMood::Muted ? tokens.hairline : QColor());
    painter.setPen(tokens.muted);
    painter.drawText(box, noteFlags | Qt::TextDontClip, m_note);
}

} // namespace penstock::widgets
