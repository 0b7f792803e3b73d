#include "widgets/chartoverlay.h"

#include "theme/appstyle.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/type.h"
#include "widgets/chartpens.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int swatch = 8;
constexpr int markerRadius = 3;

int rowsHeight(std::size_t lines, const QFontMetrics &text)
{
    return static_cast<int>(lines) * (text.height() + 2);
}

} // namespace

ChartOverlay::ChartOverlay(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
}

void ChartOverlay::showLayout(const ChartLayout &layout, const QRectF &plot, ChartForm form,
                              ChartUnit unit)
{
    m_layout = &layout;
    m_plot = plot;
    m_form = form;
    m_unit = unit;
    if (m_bucket) {
        m_bucket = std::min(*m_bucket, layout.data().bucketCount - 1);
        update();
    }
}

void ChartOverlay::setBucket(std::optional<int> bucket)
{
    if (bucket == m_bucket) {
        return;
    }
    update(touched());
    m_bucket = bucket;
    update(touched());
}

void ChartOverlay::mouseMoveEvent(QMouseEvent *event)
{
    if (m_layout != nullptr) {
        Q_EMIT pointedAt(m_layout->nearestBucket(event->position().x() - m_plot.left()));
    }
}

void ChartOverlay::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_layout != nullptr && event->button() == Qt::LeftButton
        && rect().contains(event->position().toPoint())) {
        Q_EMIT clicked(m_layout->nearestBucket(event->position().x() - m_plot.left()));
    }
}

void ChartOverlay::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    Q_EMIT pointerLeft();
}

std::vector<ChartOverlay::Line> ChartOverlay::linesAt(int bucket) const
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    const std::vector<ChartLayout::Reading> readings = m_layout->readingsAt(bucket);
    std::vector<Line> lines;
    lines.push_back({timeLabel(m_layout->secondOf(bucket)), {}, {}});
    double sum = 0;
    for (const ChartLayout::Reading &reading : readings) {
        const ChartSeries &series = m_layout->data().series[reading.series];
        lines.push_back({series.name, exactNumber(reading.value, m_unit),
                         seriesPen(series, reading.series, tokens).color()});
        sum += reading.value;
    }
    if (readings.empty()) {
        lines.push_back({tr("No data"), {}, {}});
    } else if (m_form == ChartForm::StackedAreas && readings.size() > 1) {
        lines.push_back({tr("Together"), exactNumber(sum, m_unit), {}});
    }
    return lines;
}

double ChartOverlay::lineX() const
{
    return std::floor(m_plot.left() + m_layout->xOf(*m_bucket)) + 0.5;
}

QRect ChartOverlay::boxFor(const std::vector<Line> &lines) const
{
    const QFontMetrics text(theme::fontFor(theme::TypeRole::Caption));
    int width = 0;
    for (const Line &line : lines) {
        const int gap = line.value.isEmpty() ? 0 : space16;
        width = std::max(
            width, text.horizontalAdvance(line.name) + gap + text.horizontalAdvance(line.value));
    }
    QRect box(0, 0, width + swatch + space8 + 2 * space8, rowsHeight(lines.size(), text) + space8);
    const int x = static_cast<int>(lineX());
    box.moveTopLeft({x + space12, static_cast<int>(m_plot.top()) + space8});
    if (box.right() > rect().right()) {
        box.moveRight(x - space12);
    }
    return box;
}

QRect ChartOverlay::touched() const
{
    if (m_layout == nullptr || !m_bucket) {
        return {};
    }
    const QRect line(static_cast<int>(lineX()) - markerRadius - 2, 0, 2 * markerRadius + 4,
                     height());
    return line.united(boxFor(linesAt(*m_bucket)).adjusted(-1, -1, 1, 1));
}

void ChartOverlay::paintEvent(QPaintEvent *)
{
    if (m_layout == nullptr || !m_bucket) {
        return;
    }
    QPainter painter(this);
    painter.setPen(QPen(theme::tokensOf(*this).muted, hairline));
    painter.drawLine(QPointF(lineX(), m_plot.top()), QPointF(lineX(), m_plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    paintMarkers(painter);
    const std::vector<Line> lines = linesAt(*m_bucket);
    paintBox(painter, boxFor(lines), lines);
}

void ChartOverlay::paintMarkers(QPainter &painter) const
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    painter.setBrush(tokens.card);
    for (const ChartLayout::Reading &reading : m_layout->readingsAt(*m_bucket)) {
        const ChartSeries &series = m_layout->data().series[reading.series];
        painter.setPen(QPen(seriesPen(series, reading.series, tokens).color(), 1.5));
        painter.drawEllipse(QPointF(lineX(), m_plot.top() + m_layout->yOf(reading.top)),
                            markerRadius, markerRadius);
    }
}

void ChartOverlay::paintBox(QPainter &painter, const QRect &box,
                            const std::vector<Line> &lines) const
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    theme::paintBox(painter, box, controlRadius, tokens.raised, tokens.controlBorder);
    painter.setFont(theme::fontFor(theme::TypeRole::Caption));
    const int height = painter.fontMetrics().height() + 2;
    QRect row(box.left() + space8, box.top() + space4, box.width() - 2 * space8, height);
    for (const Line &line : lines) {
        const bool isSeries = line.color.isValid();
        if (isSeries) {
            painter.fillRect(QRect(row.left(), row.center().y() - 1, swatch, 3), line.color);
        }
        const bool isTime = &line == &lines.front();
        painter.setPen(isTime ? tokens.muted : tokens.text);
        painter.drawText(row.adjusted(isTime ? 0 : swatch + space8, 0, 0, 0),
                         Qt::AlignLeft | Qt::AlignVCenter, line.name);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, line.value);
        row.translate(0, height);
    }
}

} // namespace penstock::widgets
