// The crosshair, keys and menu of a TimeSeriesChart.

#include "theme/icon.h"
#include "widgets/chartlayout.h"
#include "widgets/chartoverlay.h"
#include "widgets/timeserieschart.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

/// By Ctrl and an arrow.
constexpr int manyBuckets = 10;

} // namespace

void TimeSeriesChart::moveCrosshair(std::optional<int> bucket)
{
    if (bucket == m_crosshair) {
        return;
    }
    setCrosshair(bucket);
    // Read out by a screen reader that follows descriptions; the pointer moves too often for that.
    setAccessibleDescription(bucket && hasFocus() ? readingText(*bucket) : QString());
    Q_EMIT crosshairMoved(bucket);
}

void TimeSeriesChart::keyPressEvent(QKeyEvent *event)
{
    const int last = m_data.bucketCount - 1;
    const int at = m_crosshair.value_or(last);
    const int step = event->modifiers().testFlag(Qt::ControlModifier) ? manyBuckets : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return stepCrosshair(m_crosshair ? at - step : last);
    case Qt::Key_Right:
        return stepCrosshair(at + step);
    case Qt::Key_Home:
        return stepCrosshair(0);
    case Qt::Key_End:
        return stepCrosshair(last);
    case Qt::Key_T:
        return isShowingTable() ? showChart() : showTable();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_crosshair && m_layout) {
            Q_EMIT momentChosen(m_layout->secondOf(*m_crosshair));
            return;
        }
        break;
    case Qt::Key_Escape:
        if (m_crosshair) {
            return moveCrosshair({});
        }
        break;
    default:
        if (event->matches(QKeySequence::Copy)) {
            return copyData();
        }
        break;
    }
    QWidget::keyPressEvent(event);
}

void TimeSeriesChart::stepCrosshair(int bucket)
{
    if (m_data.bucketCount > 0 && !isShowingTable()) {
        moveCrosshair(std::clamp(bucket, 0, m_data.bucketCount - 1));
    }
}

void TimeSeriesChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    moveCrosshair({});
}

void TimeSeriesChart::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(theme::icon(theme::Glyph::Copy), tr("Copy data"), this,
                    &TimeSeriesChart::copyData);
    if (isShowingTable()) {
        menu->addAction(theme::icon(theme::Glyph::Activity), tr("Show as chart\tT"), this,
                        &TimeSeriesChart::showChart);
    } else {
        menu->addAction(theme::icon(theme::Glyph::List), tr("Show as table\tT"), this,
                        &TimeSeriesChart::showTable);
    }
    menu->popup(event->globalPos());
}

QString TimeSeriesChart::readingText(int bucket) const
{
    if (!m_layout) {
        return {};
    }
    QStringList parts(timeLabel(m_layout->secondOf(bucket)));
    for (const ChartLayout::Reading &reading : m_layout->readingsAt(bucket)) {
        //: Name of a series and its value: "eu-1 12,400"
        parts.append(tr("%1 %2").arg(m_data.series[reading.series].name,
                                     exactNumber(reading.value, m_unit)));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace penstock::widgets
