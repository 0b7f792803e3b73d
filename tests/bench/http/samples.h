#pragma once

#include "monotonic.h"

#include <cstddef>
#include <vector>

namespace penstock::bench
{

/// Times of one kind. Sorting happens when somebody asks, after the measurement.
class Samples final
{
public:
    void reserve(std::size_t count) { m_times.reserve(count); }
    void add(Nanoseconds time) { m_times.push_back(time); }
    [[nodiscard]] std::size_t count() const { return m_times.size(); }

    /// In milliseconds; the share is from 0 to 1, and 1 is the maximum. 0 when there are none.
    [[nodiscard]] double quantile(double share);

private:
    std::vector<Nanoseconds> m_times;
};

} // namespace penstock::bench
