#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace penstock
{

// Only ASCII letters have a case here: what these are used for are names, keys and headers.
[[nodiscard]] constexpr char toLower(char character)
{
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}
[[nodiscard]] constexpr char toUpper(char character)
{
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A')
                                                : character;
}
[[nodiscard]] std::string toLower(std::string_view text);
[[nodiscard]] std::string toUpper(std::string_view text);
// In sight of the compiler: each field of a head is held against dozens of names, and nearly all
// differ in their length.
[[nodiscard]] constexpr bool equalsIgnoreCase(std::string_view left, std::string_view right)
{
    return left.size() == right.size()
        && std::equal(left.begin(), left.end(), right.begin(),
                      [](char a, char b) { return toLower(a) == toLower(b); });
}
[[nodiscard]] constexpr bool startsWithIgnoreCase(std::string_view text, std::string_view prefix)
{
    return equalsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

/// Without spaces, tabs and line ends at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// At least one part; empty parts are kept.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Empties a text and gives its memory back, which assigning an empty one does not.
inline void letGo(std::string &text)
{
    std::string().swap(text);
}

/// How many characters have to be added, taken away, replaced or swapped with their neighbour to
/// turn one into the other; `cutoff + 1` when it is more than `cutoff`. Counts bytes.
[[nodiscard]] std::size_t editDistance(std::string_view left, std::string_view right,
                                       std::size_t cutoff);

/// The candidate that somebody who wrote `word` most likely meant, if there is one: at most a third
/// of it may differ, but no more than 3 and always 1. Case does not count, '-' and '_' are equal.
/// Of equally near ones it is the first in the alphabet.
[[nodiscard]] std::optional<std::string> nearest(std::span<const std::string> candidates,
                                                 std::string_view word);
[[nodiscard]] std::optional<std::string> nearest(std::span<const std::string_view> candidates,
                                                 std::string_view word);

} // namespace penstock
