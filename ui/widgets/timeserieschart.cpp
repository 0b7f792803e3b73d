#include "widgets/timeserieschart.h"

#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/chartcanvas.h"
#include "widgets/chartlegend.h"
#include "widgets/chartoverlay.h"
#include "widgets/charttableview.h"
#include "widgets/elidedlabel.h"

#include <QAccessibleWidget>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <QWindow>

#include <algorithm>
#include <cmath>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr QSize comfortable(480, 240);
constexpr int leastPlotHeight = 80;
constexpr QLatin1String widestFigure("888.8k");

/// Says what the chart says, but only when somebody asks: it is another sentence every second.
class ChartAccessible final : public QAccessibleWidget
{
public:
    explicit ChartAccessible(TimeSeriesChart &chart)
        : QAccessibleWidget(&chart, QAccessible::Chart)
        , m_chart(chart)
    {
    }

    [[nodiscard]] QString text(QAccessible::Text text) const override
    {
        return text == QAccessible::Name ? m_chart.summary() : QAccessibleWidget::text(text);
    }

private:
    TimeSeriesChart &m_chart;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *chart = qobject_cast<TimeSeriesChart *>(object);
    return chart == nullptr ? nullptr : new ChartAccessible(*chart);
}

} // namespace

TimeSeriesChart::TimeSeriesChart(const QString &title, ChartForm form, ChartUnit unit,
                                 QWidget *parent)
    : QWidget(parent)
    , m_form(form)
    , m_unit(unit)
    , m_title(new ElidedLabel(title, this))
    , m_newest(new QLabel(this))
    , m_legend(new ChartLegend(this))
    , m_header(new QHBoxLayout)
    , m_rows(new QVBoxLayout(this))
    , m_pages(new QStackedLayout)
    , m_plot(new QWidget(this))
    , m_canvas(new ChartCanvas(m_plot))
    , m_overlay(new ChartOverlay(m_plot))
    , m_table(new ChartTableView(this))
    , m_emptyText(tr("No data yet"))
{
    QAccessible::installFactory(makeInterface);
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    build();
    connectParts();
}

TimeSeriesChart::~TimeSeriesChart() = default;

void TimeSeriesChart::build()
{
    theme::setTypeRole(*m_title, theme::TypeRole::Heading);
    theme::setTypeRole(*m_newest, theme::TypeRole::Title);
    m_table->setAccessibleName(tr("%1, as a table").arg(m_title->text()));
    m_plot->setMinimumHeight(leastPlotHeight);
    m_plot->installEventFilter(this);
    m_table->installEventFilter(this);
    m_overlay->raise();

    m_header->setSpacing(space8);
    m_header->addWidget(m_title);
    m_header->addWidget(m_newest);
    m_header->addStretch(1);
    m_header->addWidget(m_legend);
    m_pages->addWidget(m_plot);
    m_pages->addWidget(m_table);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(space8);
    m_rows->addLayout(m_header);
    m_rows->addLayout(m_pages, 1);
}

void TimeSeriesChart::connectParts()
{
    connect(m_legend, &ChartLegend::hiddenChanged, this, &TimeSeriesChart::refresh);
    connect(m_overlay, &ChartOverlay::pointedAt, this,
            [this](int bucket) { moveCrosshair(bucket); });
    connect(m_overlay, &ChartOverlay::pointerLeft, this, [this] { moveCrosshair({}); });
    connect(m_overlay, &ChartOverlay::clicked, this,
            [this](int bucket) { Q_EMIT momentChosen(m_layout->secondOf(bucket)); });
}

void TimeSeriesChart::setData(ChartData newData)
{
    Q_ASSERT(newData.secondsPerBucket > 0);
    m_data = std::move(newData);
    refresh();
}

void TimeSeriesChart::setEmptyText(const QString &text)
{
    m_emptyText = text;
    refresh();
}

void TimeSeriesChart::setMuted(const QString &reason)
{
    if (reason != m_mutedReason) {
        m_mutedReason = reason;
        refresh();
    }
}

void TimeSeriesChart::setCrosshair(std::optional<int> bucket)
{
    m_crosshair = bucket;
    m_overlay->setBucket(bucket);
}

QString TimeSeriesChart::summary() const
{
    const QString said = chartSummary(m_title->text(), m_data, m_form, m_unit);
    return m_mutedReason.isEmpty() ? said : tr("%1. %2").arg(said, m_mutedReason);
}

QString TimeSeriesChart::tableText() const
{
    return chartTsv(m_data);
}

void TimeSeriesChart::copyData() const
{
    QGuiApplication::clipboard()->setText(tableText());
}

void TimeSeriesChart::showTable()
{
    m_pages->setCurrentWidget(m_table);
    refresh();
    m_table->setFocus(Qt::OtherFocusReason);
}

void TimeSeriesChart::showChart()
{
    m_pages->setCurrentWidget(m_plot);
    refresh();
    setFocus(Qt::OtherFocusReason);
}

bool TimeSeriesChart::isShowingTable() const
{
    return m_pages->currentWidget() == m_table;
}

QSize TimeSeriesChart::sizeHint() const
{
    return comfortable;
}

bool TimeSeriesChart::isOnScreen() const
{
    const QWindow *screenWindow = window()->windowHandle();
    return isVisible() && screenWindow != nullptr && screenWindow->isExposed();
}

void TimeSeriesChart::refresh()
{
    m_isStale = true;
    if (isOnScreen()) {
        draw();
    } else if (!m_layout) {
        // The first picture finds the title row laid out for what is in it.
        showHeader();
    }
}

void TimeSeriesChart::showEvent(QShowEvent *event)
{
    showHeader();
    QWidget::showEvent(event);
}

void TimeSeriesChart::paintEvent(QPaintEvent *)
{
    // What came while nobody could see it, before the children are painted.
    if (m_isStale) {
        draw();
    }
}

void TimeSeriesChart::showHeader()
{
    m_legend->setSeries(m_data.series);
    m_legend->setMood(m_mutedReason.isEmpty() ? ChartMood::Live : ChartMood::Muted);
    const double newest = newestValue(m_data, m_form);
    m_newest->setText(std::isfinite(newest) ? shortNumber(newest, m_unit) : QString());
    theme::setTextTone(*m_newest,
                       m_mutedReason.isEmpty() ? theme::TextTone::Normal : theme::TextTone::Faint);
    placeLegend();
}

void TimeSeriesChart::placeLegend()
{
    // It comes back only where any figure has room, so that a longer one does not move it again.
    const int most = m_isLegendBelow ? m_newest->fontMetrics().horizontalAdvance(widestFigure) : 0;
    const int newest = std::max(m_newest->sizeHint().width(), most);
    const int beside = width() - m_title->sizeHint().width() - newest - 3 * space8;
    const bool isBelow = m_legend->lineWidth() > beside;
    if (isBelow != m_isLegendBelow) {
        m_isLegendBelow = isBelow;
        if (isBelow) {
            m_header->removeWidget(m_legend);
            m_rows->insertWidget(1, m_legend);
        } else {
            m_rows->removeWidget(m_legend);
            m_header->addWidget(m_legend);
        }
    }
    m_legend->setFixedHeight(m_legend->heightIn(isBelow ? width() : beside));
}

void TimeSeriesChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeLegend();
}

void TimeSeriesChart::draw()
{
    m_isStale = false;
    showHeader();
    const bool isMuted = !m_mutedReason.isEmpty();
    if (isShowingTable()) {
        m_table->setTable({m_data, m_unit});
        return;
    }
    auto layout = std::make_unique<ChartLayout>(m_data, m_form, m_unit, m_canvas->space(m_unit),
                                                m_legend->hidden());
    QString note = m_mutedReason;
    if (note.isEmpty() && layout->isEmpty()) {
        note = m_emptyText;
    }
    m_canvas->showLayout(*layout, m_form, m_unit, isMuted ? ChartMood::Muted : ChartMood::Live,
                         note);
    m_overlay->showLayout(*layout, m_canvas->plotArea(m_unit), m_form, m_unit);
    m_layout = std::move(layout);
}

bool TimeSeriesChart::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_plot && event->type() == QEvent::Resize) {
        m_canvas->setGeometry(m_plot->rect());
        m_overlay->setGeometry(m_plot->rect());
        refresh();
    }
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        // A table would look for a row that begins with it.
        if (key == Qt::Key_T || key == Qt::Key_Escape) {
            showChart();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TimeSeriesChart::changeEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::StyleChange:
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::LanguageChange:
        refresh();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

} // namespace penstock::widgets
