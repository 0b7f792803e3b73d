#pragma once

#include "samples.h"

#include <cstdint>
#include <string>

namespace penstock::bench
{

/// Lines of `key value` on standard output, for the driver.
void reportCount(const std::string &key, std::uint64_t value);
void reportNumber(const std::string &key, double value);
/// p50_ms, p99_ms and max_ms.
void reportTimes(const std::string &prefix, Samples &times);

} // namespace penstock::bench
