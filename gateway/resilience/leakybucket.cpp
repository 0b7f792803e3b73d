#include "resilience/leakybucket.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace penstock::resilience
{

namespace
{

using Minutes = std::chrono::duration<double, std::ratio<60>>;

/// Of a token; far above what the calculation gets wrong, far below what matters.
constexpr double tolerance = 1e-3;
constexpr std::chrono::hours longestWait(24 * 365);

} // namespace

void LeakyBucket::add(SteadyTime now, std::int64_t tokens, std::int64_t perMinute)
{
    drain(now);
    m_level += static_cast<double>(std::max<std::int64_t>(0, tokens));
    m_perMinute = static_cast<double>(perMinute);
}

void LeakyBucket::correct(SteadyTime now, std::int64_t difference)
{
    drain(now);
    m_level = std::max(0.0, m_level + static_cast<double>(difference));
}

std::int64_t LeakyBucket::level(SteadyTime now) const
{
    return static_cast<std::int64_t>(std::ceil(std::max(0.0, exactLevel(now) - tolerance)));
}

SteadyTime LeakyBucket::whenBelow(SteadyTime now, std::int64_t tokens) const
{
    const double surplus = exactLevel(now) - static_cast<double>(tokens);
    if (surplus <= tolerance) {
        return now;
    }
    const Minutes wait(surplus / m_perMinute);
    return now + (wait < longestWait ? std::chrono::ceil<Duration>(wait) : Duration(longestWait));
}

double LeakyBucket::exactLevel(SteadyTime now) const
{
    if (m_level <= 0) {
        return 0; // most accounts have no bucket at all
    }
    const Minutes passed = std::max(now - m_drainedAt, Duration(0));
    return std::max(0.0, m_level - m_perMinute * passed.count());
}

void LeakyBucket::drain(SteadyTime now)
{
    m_level = exactLevel(now);
    m_drainedAt = std::max(now, m_drainedAt);
}

} // namespace penstock::resilience
