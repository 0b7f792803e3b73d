#pragma once

#include "base/clock.h"

#include <cstdint>

namespace penstock::resilience
{

/// Tokens that run out at a steady rate, as provisioned throughput counts them. It may be filled
/// above any capacity; that is for the caller to judge. Not thread safe.
class LeakyBucket final
{
public:
    /// From now on it drains at `perMinute`, above zero.
    void add(SteadyTime now, std::int64_t tokens, std::int64_t perMinute);
    /// It was more, or less, than was added. What ran out meanwhile is not counted again, so the
    /// level ends at zero at the least.
    void correct(SteadyTime now, std::int64_t difference);

    /// Rounded up, but for what is left over of the calculation.
    [[nodiscard]] std::int64_t level(SteadyTime now) const;
    [[nodiscard]] SteadyTime whenBelow(SteadyTime now, std::int64_t tokens) const;

private:
    [[nodiscard]] double exactLevel(SteadyTime now) const;
    void drain(SteadyTime now);

    SteadyTime m_drainedAt;
    double m_level = 0;
    double m_perMinute = 0;
};

} // namespace penstock::resilience
