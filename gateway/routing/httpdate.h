#pragma once

#include "base/clock.h"

#include <optional>
#include <string_view>

namespace penstock::routing
{

/// A date as it stands in fields of HTTP, in any of its three forms:
///
///     Sun, 06 Nov 1994 08:49:37 GMT
///     Sunday, 06-Nov-94 08:49:37 GMT
///     Sun Nov  6 08:49:37 1994
///
/// A year of two digits is the one that is not more than 50 years after `now`. The name of the day
/// is not held against the date.
[[nodiscard]] std::optional<SystemTime> readHttpDate(std::string_view text, SystemTime now);

} // namespace penstock::routing
