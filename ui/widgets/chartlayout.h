#pragma once

#include "widgets/chartdata.h"
#include "widgets/chartpoints.h"
#include "widgets/chartscale.h"

#include <QSizeF>

#include <set>

namespace penstock::widgets
{

/// How much room there is, in pixels.
struct ChartSpace {
    QSizeF plot;
    double labelWidth = 80; ///< of one time, with room beside it
    double rowHeight = 56; ///< at least, between two values of the axis
};

/// The line of a series between two gaps. `base` is what its area stands on; empty for lines.
struct ChartStroke {
    QList<QPointF> top;
    QList<QPointF> base;
};

/// All arithmetic of a chart, without a screen: x counts buckets, y is the value.
class ChartLayout final
{
public:
    /// `hidden` are ids of series that the person has switched off.
    ChartLayout(ChartData data, ChartForm form, ChartUnit unit, const ChartSpace &space,
                std::set<QString> hidden = {});

    [[nodiscard]] const ChartData &data() const { return m_data; }
    [[nodiscard]] bool isHidden(const ChartSeries &series) const;
    /// No visible series has a value anywhere.
    [[nodiscard]] bool isEmpty() const;

    [[nodiscard]] const std::vector<ChartTick> &valueAxis() const { return m_valueAxis; }
    [[nodiscard]] const std::vector<ChartTick> &timeAxis() const { return m_timeAxis; }
    [[nodiscard]] double highest() const { return m_valueAxis.back().position; }

    /// Of each series, in their order; none of a hidden one.
    [[nodiscard]] std::vector<std::vector<ChartStroke>> strokes() const;

    [[nodiscard]] double xOf(double bucket) const;
    [[nodiscard]] double yOf(double value) const;
    /// The bucket of a moment; outside of [0, bucketCount) when it is not on the axis.
    [[nodiscard]] double bucketOf(qint64 second) const;
    [[nodiscard]] qint64 secondOf(int bucket) const;
    /// The bucket that a pointer at `x` means; always one of the axis.
    [[nodiscard]] int nearestBucket(double x) const;

    struct Reading {
        std::size_t series = 0;
        double value = 0;
        double top = 0; ///< where its line is
    };
    /// What the visible series say, the largest first.
    [[nodiscard]] std::vector<Reading> readingsAt(int bucket) const;

private:
    [[nodiscard]] double highestValue() const;

    ChartData m_data;
    ChartForm m_form;
    ChartSpace m_space;
    std::set<QString> m_hidden;
    std::vector<std::vector<double>> m_tops; ///< as drawn; hidden ones are empty
    std::vector<ChartTick> m_valueAxis;
    std::vector<ChartTick> m_timeAxis;
};

} // namespace penstock::widgets
