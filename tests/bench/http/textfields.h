#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace penstock::bench
{

enum class Base : int { Decimal = 10, Hexadecimal = 16 };

/// The number that the text begins with.
[[nodiscard]] std::optional<std::uint64_t> numberAtStart(std::string_view text, Base base);

/// The number that follows the mark, wherever the mark stands.
[[nodiscard]] std::optional<std::uint64_t> numberAfter(std::string_view text,
                                                       std::string_view mark);

/// The value when the line is the header field of that name; the name in lower case.
[[nodiscard]] std::optional<std::string_view> fieldValue(std::string_view line,
                                                         std::string_view lowerCaseName);

} // namespace penstock::bench
