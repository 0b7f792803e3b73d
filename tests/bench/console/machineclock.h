#pragma once

#include "processorclock.h"

#include <string>

namespace penstock::bench
{

/// What the whole machine does beside what is measured: noise.
class MachineClock final
{
public:
    /// `ours` are process ids with commas between them, all that belongs to the benchmark.
    explicit MachineClock(const std::string &ours);

    struct Times {
        double others = 0; ///< processor time of processes that are not ours, in seconds
        double stolen = 0; ///< time in which the host ran another machine
    };
    /// Since the machine started; only differences mean anything.
    [[nodiscard]] Times read() const;

private:
    ProcessorClock m_ours;
};

} // namespace penstock::bench
