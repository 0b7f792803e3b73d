#include "widgets/chartpoints.h"

#include <algorithm>
#include <cmath>

namespace penstock::widgets
{

std::vector<BucketRun> runsOf(const std::vector<double> &values)
{
    std::vector<BucketRun> runs;
    bool isInside = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool isThere = std::isfinite(values[i]);
        if (isThere && !isInside) {
            runs.push_back({static_cast<int>(i), 0});
        }
        if (isThere) {
            ++runs.back().count;
        }
        isInside = isThere;
    }
    return runs;
}

std::vector<std::vector<double>> stackedTops(const std::vector<std::vector<double>> &values)
{
    std::vector<std::vector<double>> tops = values;
    std::vector<double> sums;
    for (std::vector<double> &top : tops) {
        sums.resize(std::max(sums.size(), top.size()), 0);
        for (std::size_t i = 0; i < top.size(); ++i) {
            if (std::isfinite(top[i])) {
                sums[i] += top[i];
                top[i] = sums[i];
            }
        }
    }
    return tops;
}

int bucketsPerColumn(int bucketCount, double width)
{
    constexpr double pixelsPerPoint = 2;
    if (bucketCount * pixelsPerPoint <= width || width <= 0) {
        return 1;
    }
    return static_cast<int>(std::ceil(bucketCount * 2 * pixelsPerPoint / width));
}

QList<QPointF> decimated(const std::vector<double> &values, BucketRun run, int perColumn,
                         qint64 phase)
{
    QList<QPointF> points;
    const auto add = [&points, &values](int bucket) {
        if (points.isEmpty() || points.back().x() < bucket) {
            points.append({static_cast<double>(bucket), values[static_cast<std::size_t>(bucket)]});
        }
    };
    const int end = run.first + run.count;
    add(run.first);
    int from = run.first;
    while (from < end) {
        const int intoColumn = static_cast<int>((from + phase) % perColumn);
        const int to = std::min(end, from + perColumn - intoColumn);
        const auto [low, high] = std::minmax_element(values.begin() + from, values.begin() + to);
        const int lowest = static_cast<int>(low - values.begin());
        const int highest = static_cast<int>(high - values.begin());
        add(std::min(lowest, highest));
        add(std::max(lowest, highest));
        from = to;
    }
    add(end - 1);
    return points;
}

} // namespace penstock::widgets
