#pragma once

#include <QList>
#include <QPen>
#include <QPointF>

#include <vector>

class QChart;
class QLineSeries;
class QValueAxis;

namespace penstock::widgets
{

/// The lines of a chart as series of Qt Charts. It knows no gaps, and is slow with long lines: each
/// series of the data is several of its. They are kept, and only their points are replaced.
class ChartStrokes final
{
public:
    explicit ChartStrokes(QChart &chart);

    void setRange(int bucketCount, double highest);
    /// Both have an entry for each series of the data: the pieces of its line, and how it is drawn.
    void replace(const std::vector<std::vector<QList<QPointF>>> &pieces,
                 const std::vector<QPen> &pens);

private:
    [[nodiscard]] QLineSeries *makeLine() const;

    QChart &m_chart;
    QValueAxis *m_time;
    QValueAxis *m_values;
    std::vector<std::vector<QLineSeries *>> m_lines;
};

} // namespace penstock::widgets
