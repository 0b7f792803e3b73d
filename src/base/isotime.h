#pragma once

#include "base/clock.h"

#include <string>

namespace penstock
{

/// "2025-01-15T10:00:00.123Z": UTC, cut down to whole milliseconds.
[[nodiscard]] std::string toIsoUtc(SystemTime time);

} // namespace penstock
