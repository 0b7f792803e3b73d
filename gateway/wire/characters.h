#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace penstock::wire
{

/// The characters of a token of RFC 9110: methods and field names.
inline constexpr auto tokenCharacters = [] {
    std::array<bool, 256> table{};
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    for (std::size_t i = 0; i < table.size(); ++i) {
        const char c = static_cast<char>(i);
        table[i] = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (i < 0x80 && marks.find(c) != std::string_view::npos);
    }
    return table;
}();

[[nodiscard]] constexpr bool isTokenCharacter(char c)
{
    return tokenCharacters[static_cast<unsigned char>(c)];
}

[[nodiscard]] constexpr bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20U || byte == 0x7FU;
}

[[nodiscard]] constexpr bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Spaces and tabs around a field value.
[[nodiscard]] constexpr std::string_view withoutBlanks(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace penstock::wire
