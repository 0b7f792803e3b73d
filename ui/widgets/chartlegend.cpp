#include "widgets/chartlegend.h"

#include "theme/appstyle.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/chartpens.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int swatchWidth = 14;
constexpr int beforeName = swatchWidth + space4 + 2;
constexpr int between = space12;
constexpr std::size_t mostLines = 2; // the plot needs its height

ChartSeries withoutValues(const ChartSeries &series)
{
    return {series.id, series.name, series.color, {}};
}

} // namespace

LegendEntry::LegendEntry(const ChartSeries &series, std::size_t place, QWidget *parent)
    : QAbstractButton(parent)
    , m_series(withoutValues(series))
    , m_place(place)
{
    setText(series.name);
    setAccessibleName(tr("Show %1").arg(series.name));
    setToolTip(series.name);
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    theme::setTypeRole(*this, theme::TypeRole::Label);
}

void LegendEntry::setMood(ChartMood mood)
{
    m_mood = mood;
    update();
}

QSize LegendEntry::sizeHint() const
{
    return {beforeName + fontMetrics().horizontalAdvance(text()) + 2,
            fontMetrics().height() + space4};
}

void LegendEntry::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    QPen pen = seriesPen(m_series, m_place, tokens, isChecked() ? m_mood : ChartMood::Muted);
    pen.setWidthF(2.5);
    if (!pen.dashPattern().isEmpty()) {
        // Two dashes and the gap between them fill the swatch.
        pen.setDashPattern({2.2, 1.2});
    }
    painter.setPen(pen);
    const double y = rect().center().y() + 0.5;
    painter.drawLine(QPointF(0, y), QPointF(swatchWidth, y));

    const bool isPointedAt = underMouse();
    QFont words = font();
    words.setStrikeOut(!isChecked());
    painter.setFont(words);
    painter.setPen(isPointedAt ? tokens.text : tokens.muted);
    painter.drawText(rect().adjusted(beforeName, 0, 0, 0),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     // Names of a series of instances differ at their ends.
                     fontMetrics().elidedText(text(), Qt::ElideMiddle, width() - beforeName));
}

ChartLegend::ChartLegend(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ChartLegend::sizeHint() const
{
    return {lineWidth(), heightIn(lineWidth())};
}

QSize ChartLegend::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

int ChartLegend::lineWidth() const
{
    int width = 0;
    for (const LegendEntry *const entry : m_entries) {
        width += entry->sizeHint().width() + between;
    }
    return std::max(0, width - between);
}

int ChartLegend::heightIn(int width) const
{
    const Places places = placesIn(width);
    return places.empty() ? 0 : places.back().bottom() + 1;
}

ChartLegend::Places ChartLegend::placesIn(int width) const
{
    Places places = placesIn(width, width);
    if (places.empty() || places.back().top() < static_cast<int>(mostLines) * places[0].height()) {
        return places;
    }
    const auto perLine = static_cast<int>((m_entries.size() + mostLines - 1) / mostLines);
    return placesIn(width, std::max(1, (width + between) / perLine - between));
}

ChartLegend::Places ChartLegend::placesIn(int width, int widest) const
{
    Places places;
    QPoint next;
    for (const LegendEntry *const entry : m_entries) {
        const QSize size(std::min(entry->sizeHint().width(), widest), entry->sizeHint().height());
        if (next.x() > 0 && next.x() + size.width() > width) {
            next = {0, next.y() + size.height()};
        }
        places.emplace_back(next, size);
        next.rx() += size.width() + between;
    }
    return places;
}

void ChartLegend::arrange()
{
    const Places places = placesIn(width());
    for (std::size_t i = 0; i < places.size(); ++i) {
        m_entries[i]->setGeometry(QStyle::visualRect(layoutDirection(), rect(), places[i]));
    }
}

void ChartLegend::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ChartLegend::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange
        || event->type() == QEvent::LayoutDirectionChange) {
        updateGeometry();
        arrange();
    }
}

void ChartLegend::setSeries(const std::vector<ChartSeries> &series)
{
    if (shows(series)) {
        return;
    }
    qDeleteAll(m_entries);
    m_entries.clear();
    m_series.clear();
    for (const ChartSeries &each : series) {
        auto *entry = new LegendEntry(each, m_series.size(), this);
        entry->setChecked(!m_hidden.contains(each.id));
        entry->setMood(m_mood);
        connect(entry, &LegendEntry::toggled, this,
                [this, id = each.id](bool isShown) { toggle(id, isShown); });
        entry->show();
        m_entries.push_back(entry);
        m_series.push_back(withoutValues(each));
    }
    // A chart of one thing has said by its title which.
    setVisible(series.size() > 1);
    updateGeometry();
    arrange();
}

void ChartLegend::setMood(ChartMood mood)
{
    if (mood == m_mood) {
        return;
    }
    m_mood = mood;
    for (LegendEntry *const entry : m_entries) {
        entry->setMood(mood);
    }
}

bool ChartLegend::shows(const std::vector<ChartSeries> &series) const
{
    return std::equal(series.begin(), series.end(), m_series.begin(), m_series.end(),
                      [](const ChartSeries &one, const ChartSeries &other) {
                          return one.id == other.id && one.name == other.name
                              && one.color == other.color;
                      });
}

void ChartLegend::toggle(const QString &id, bool isShown)
{
    if (isShown) {
        m_hidden.erase(id);
    } else {
        m_hidden.insert(id);
    }
    Q_EMIT hiddenChanged();
}

} // namespace penstock::widgets
