#include "widgets/chartlegend.h"

#include "theme/appstyle.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/chartpens.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int swatchWidth = 14;
constexpr int beforeName = swatchWidth + space4 + 2;

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
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    theme::setTypeRole(*this, theme::TypeRole::Label);
}

QSize LegendEntry::sizeHint() const
{
    return {beforeName + fontMetrics().horizontalAdvance(text()) + 2,
            fontMetrics().height() + space4};
}

QSize LegendEntry::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), beforeName + 3 * fontMetrics().averageCharWidth()),
            sizeHint().height()};
}

void LegendEntry::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    QPen pen
        = seriesPen(m_series, m_place, tokens, isChecked() ? ChartMood::Live : ChartMood::Muted);
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
                     fontMetrics().elidedText(text(), Qt::ElideRight, width() - beforeName));
}

ChartLegend::ChartLegend(QWidget *parent) : QWidget(parent), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space12);
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
        connect(entry, &LegendEntry::toggled, this,
                [this, id = each.id](bool isShown) { toggle(id, isShown); });
        m_layout->addWidget(entry);
        m_entries.push_back(entry);
        m_series.push_back(withoutValues(each));
    }
    // A chart of one thing has said by its title which.
    setVisible(series.size() > 1);
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
