#pragma once

#include <chrono>

namespace penstock::bench
{

/// Time of CLOCK_MONOTONIC, which all processes of a machine share: one stamps, another compares.
using Nanoseconds = std::chrono::nanoseconds;

[[nodiscard]] inline Nanoseconds monotonicNow()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

[[nodiscard]] inline double inSeconds(Nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace penstock::bench
