#include "widgets/chartstrokes.h"

#include <QChart>
#include <QLineSeries>
#include <QValueAxis>

#include <algorithm>

namespace penstock::widgets
{

ChartStrokes::ChartStrokes(QChart &chart)
    : m_chart(chart)
    , m_time(new QValueAxis(&chart))
    , m_values(new QValueAxis(&chart))
{
    for (QValueAxis *axis : {m_time, m_values}) {
        // They only scale; what is seen of them, the canvas paints.
        axis->setVisible(false);
    }
    m_chart.addAxis(m_time, Qt::AlignBottom);
    m_chart.addAxis(m_values, Qt::AlignLeft);
}

void ChartStrokes::setRange(int bucketCount, double highest)
{
    m_time->setRange(0, std::max(1, bucketCount - 1));
    m_values->setRange(0, highest);
}

void ChartStrokes::replace(const std::vector<std::vector<QList<QPointF>>> &pieces,
                           const std::vector<QPen> &pens)
{
    m_lines.resize(std::max(m_lines.size(), pieces.size()));
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        std::vector<QLineSeries *> &lines = m_lines[i];
        const std::size_t wanted = i < pieces.size() ? pieces[i].size() : 0;
        while (lines.size() < wanted) {
            lines.push_back(makeLine());
        }
        for (std::size_t j = 0; j < wanted; ++j) {
            lines[j]->replace(pieces[i][j]);
            if (lines[j]->pen() != pens[i]) {
                lines[j]->setPen(pens[i]);
            }
        }
        for (std::size_t j = 0; j < lines.size(); ++j) {
            lines[j]->setVisible(j < wanted);
        }
    }
}

QLineSeries *ChartStrokes::makeLine() const
{
    auto *line = new QLineSeries(&m_chart);
    m_chart.addSeries(line);
    line->attachAxis(m_time);
    line->attachAxis(m_values);
    return line;
}

} // namespace penstock::widgets
