#pragma once

#include "base/clock.h"

#include <QString>

#include <chrono>
#include <cstdint>

class QLocale;

namespace penstock::models
{

/// "812", "41.2k", "1.3M": three figures are enough to see how much it is.
[[nodiscard]] QString shortNumber(double value, const QLocale &locale);

/// "0.4 %", "38 %": with a decimal below ten.
[[nodiscard]] QString percentText(double share, const QLocale &locale);

/// "–" where there is nothing to divide by.
[[nodiscard]] QString shareText(std::uint64_t part, std::uint64_t whole, const QLocale &locale);

/// "just now", "12 s ago", "3 min ago", "2 h ago", then the date.
[[nodiscard]] QString agoText(SystemTime at, SystemTime now, const QLocale &locale);

/// For a tool tip beside agoText.
[[nodiscard]] QString momentText(SystemTime at, const QLocale &locale);

/// What stands where there is no value.
[[nodiscard]] QString noValue();

} // namespace penstock::models
