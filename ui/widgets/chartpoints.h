#pragma once

#include "widgets/chartdata.h"

#include <QList>
#include <QPointF>

#include <vector>

namespace penstock::widgets
{

/// A stretch without gaps.
struct BucketRun {
    int first = 0;
    int count = 0;

    friend bool operator==(const BucketRun &, const BucketRun &) = default;
};

/// Where there are values, in order.
[[nodiscard]] std::vector<BucketRun> runsOf(const std::vector<double> &values);

/// Each series on top of those before it. A gap adds nothing to those above it, and stays a gap.
[[nodiscard]] std::vector<std::vector<double>>
stackedTops(const std::vector<std::vector<double>> &values);

/// How many buckets become one column of at most two points, so that `width` pixels get no more
/// than one point for every two of them; 1: all points stay.
[[nodiscard]] int bucketsPerColumn(int bucketCount, double width);

/// The run as points: of every column the lowest and the highest, in their order, and both ends.
/// `phase` counts the columns from where they were a moment ago, as otherwise the line would
/// flicker while it moves on.
[[nodiscard]] QList<QPointF> decimated(const std::vector<double> &values, BucketRun run,
                                       int perColumn, qint64 phase = 0);

} // namespace penstock::widgets
