#include "widgets/chartlayout.h"

#include <algorithm>
#include <cmath>

namespace penstock::widgets
{

namespace
{

std::vector<std::vector<double>> topsOf(const ChartData &data, ChartForm form,
                                        const std::set<QString> &hidden)
{
    const auto count = static_cast<std::size_t>(std::max(0, data.bucketCount));
    std::vector<std::vector<double>> values;
    for (const ChartSeries &series : data.series) {
        std::vector<double> own;
        if (!hidden.contains(series.id)) {
            own = series.values;
            own.resize(count, noValue);
        }
        values.push_back(std::move(own));
    }
    return form == ChartForm::StackedAreas ? stackedTops(values) : values;
}

// A lone value is a point, which no line shows: it gets a dash as wide as half its bucket.
QList<QPointF> visible(QList<QPointF> points)
{
    if (points.size() == 1) {
        constexpr double quarter = 0.25;
        const QPointF only = points.front();
        points = {only - QPointF(quarter, 0), only + QPointF(quarter, 0)};
    }
    return points;
}

} // namespace

ChartLayout::ChartLayout(ChartData data, ChartForm form, ChartUnit unit, const ChartSpace &space,
                         std::set<QString> hidden)
    : m_data(std::move(data))
    , m_form(form)
    , m_space(space)
    , m_hidden(std::move(hidden))
    , m_tops(topsOf(m_data, form, m_hidden))
{
    const int rows = static_cast<int>(space.plot.height() / space.rowHeight);
    m_valueAxis = valueTicks(highestValue(), std::clamp(rows, 1, 4), unit);
    m_timeAxis = timeTicks(m_data, static_cast<int>(space.plot.width() / space.labelWidth));
}

bool ChartLayout::isHidden(const ChartSeries &series) const
{
    return m_hidden.contains(series.id);
}

bool ChartLayout::isEmpty() const
{
    return std::all_of(m_tops.begin(), m_tops.end(),
                       [](const std::vector<double> &tops) { return runsOf(tops).empty(); });
}

double ChartLayout::highestValue() const
{
    // The name of the limit stands above its line.
    constexpr double aboveLimit = 1.05;
    double highest = m_data.limit ? m_data.limit->value * aboveLimit : 0;
    for (const std::vector<double> &tops : m_tops) {
        for (const double top : tops) {
            highest = std::isfinite(top) ? std::max(highest, top) : highest;
        }
    }
    return highest;
}

std::vector<std::vector<ChartStroke>> ChartLayout::strokes() const
{
    const int perColumn = bucketsPerColumn(m_data.bucketCount, m_space.plot.width());
    const qint64 phase = std::max<qint64>(0, m_data.startSecond / m_data.secondsPerBucket);
    std::vector<std::vector<ChartStroke>> all;
    std::vector<double> base(static_cast<std::size_t>(std::max(0, m_data.bucketCount)), 0);
    for (const std::vector<double> &tops : m_tops) {
        std::vector<ChartStroke> strokes;
        for (const BucketRun run : runsOf(tops)) {
            ChartStroke stroke;
            stroke.top = visible(decimated(tops, run, perColumn, phase));
            if (m_form == ChartForm::StackedAreas) {
                stroke.base = visible(decimated(base, run, perColumn, phase));
            }
            strokes.push_back(std::move(stroke));
        }
        for (std::size_t i = 0; i < tops.size(); ++i) {
            base[i] = std::isfinite(tops[i]) ? tops[i] : base[i];
        }
        all.push_back(std::move(strokes));
    }
    return all;
}

double ChartLayout::xOf(double bucket) const
{
    return bucket / std::max(1, m_data.bucketCount - 1) * m_space.plot.width();
}

double ChartLayout::yOf(double value) const
{
    return m_space.plot.height() * (1 - value / highest());
}

double ChartLayout::bucketOf(qint64 second) const
{
    return static_cast<double>(second - m_data.startSecond) / m_data.secondsPerBucket;
}

qint64 ChartLayout::secondOf(int bucket) const
{
    return m_data.startSecond + static_cast<qint64>(bucket) * m_data.secondsPerBucket;
}

int ChartLayout::nearestBucket(double x) const
{
    const double width = std::max(1.0, m_space.plot.width());
    const double bucket = std::round(x / width * (m_data.bucketCount - 1));
    return static_cast<int>(std::clamp(bucket, 0.0, std::max(0.0, m_data.bucketCount - 1.0)));
}

std::vector<ChartLayout::Reading> ChartLayout::readingsAt(int bucket) const
{
    std::vector<Reading> readings;
    for (std::size_t i = 0; i < m_data.series.size(); ++i) {
        const double value = valueAt(m_data.series[i], bucket);
        if (std::isfinite(value) && !m_tops[i].empty()) {
            readings.push_back({i, value, m_tops[i][static_cast<std::size_t>(bucket)]});
        }
    }
    std::stable_sort(
        readings.begin(), readings.end(),
        [](const Reading &one, const Reading &other) { return one.value > other.value; });
    return readings;
}

} // namespace penstock::widgets
