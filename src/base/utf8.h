#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace penstock
{

/// The length of the UTF-8 character that `text` begins with, or 0 if it begins with none. Overlong
/// forms, surrogates and what is above U+10FFFF are none.
[[nodiscard]] std::size_t utf8CharacterLength(std::string_view text);

/// Where the first byte stands that is not part of well-formed UTF-8.
[[nodiscard]] std::optional<std::size_t> firstInvalidUtf8(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);

/// The same text with U+FFFD for each ill-formed stretch, cut up as Unicode and the web do it.
[[nodiscard]] std::string sanitizedUtf8(std::string_view text);

} // namespace penstock
