#pragma once

#include <array>
#include <cstddef>

namespace penstock::wire
{

/// Writes one character as UTF-8 and answers how many bytes it took.
constexpr std::size_t encodeUtf8(char32_t character, std::array<char, 4> &bytes)
{
    const auto tail = [character](unsigned shift) {
        return static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
    };
    if (character < 0x80U) {
        bytes[0] = static_cast<char>(character);
        return 1;
    }
    if (character < 0x800U) {
        bytes = {static_cast<char>(0xC0U | (character >> 6U)), tail(0)};
        return 2;
    }
    if (character < 0x10000U) {
        bytes = {static_cast<char>(0xE0U | (character >> 12U)), tail(6), tail(0)};
        return 3;
    }
    bytes = {static_cast<char>(0xF0U | (character >> 18U)), tail(12), tail(6), tail(0)};
    return 4;
}

} // namespace penstock::wire
