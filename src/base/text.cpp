#include "base/text.h"

#include <algorithm>
#include <array>

namespace penstock
{

std::string toLower(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return toLower(c); });
    return lower;
}

std::string toUpper(std::string_view text)
{
    std::string upper(text);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return toUpper(c); });
    return upper;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n\v\f";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    for (std::size_t end = text.find(separator); end != std::string_view::npos;
         end = text.find(separator, start)) {
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    parts.push_back(text.substr(start));
    return parts;
}

std::size_t editDistance(std::string_view left, std::string_view right, std::size_t cutoff)
{
    if (left.size() > right.size()) {
        std::swap(left, right);
    }
    // Comparing a word with a whole file would take for ever and is decided by the lengths alone.
    if (right.size() - left.size() > cutoff) {
        return cutoff + 1;
    }
    const std::size_t width = left.size() + 1;
    std::array<std::vector<std::size_t>, 3> rows;
    rows.fill(std::vector<std::size_t>(width));
    for (std::size_t i = 0; i < width; ++i) {
        rows[0][i] = i;
    }
    for (std::size_t j = 1; j <= right.size(); ++j) {
        const auto &above = rows[(j + 2) % 3];
        const auto &twoAbove = rows[(j + 1) % 3];
        auto &row = rows[j % 3];
        row[0] = j;
        for (std::size_t i = 1; i < width; ++i) {
            const std::size_t replaced = above[i - 1] + (left[i - 1] == right[j - 1] ? 0U : 1U);
            row[i] = std::min({above[i] + 1, row[i - 1] + 1, replaced});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
                row[i] = std::min(row[i], twoAbove[i - 2] + 1);
            }
        }
        if (*std::min_element(row.begin(), row.end()) > cutoff
            && *std::min_element(above.begin(), above.end()) > cutoff) {
            return cutoff + 1;
        }
    }
    return std::min(rows[right.size() % 3][left.size()], cutoff + 1);
}

namespace
{

std::string folded(std::string_view text)
{
    std::string plain = toLower(text);
    std::replace(plain.begin(), plain.end(), '-', '_');
    return plain;
}

template<class Text>
std::optional<std::string> nearestOf(std::span<const Text> candidates, std::string_view word)
{
    const std::string wanted = folded(word);
    const std::size_t cutoff = std::clamp<std::size_t>(wanted.size() / 3, 1, 3);
    std::size_t best = cutoff + 1;
    std::optional<std::string_view> found;
    for (const std::string_view candidate : candidates) {
        const std::string offered = folded(candidate);
        const std::size_t distance = editDistance(offered, wanted, cutoff);
        // A word of which nothing is left is not near to anything.
        const bool isAlike = distance == 0 || distance < std::max(offered.size(), wanted.size());
        if (isAlike && (distance < best || (distance == best && found && candidate < *found))) {
            best = distance;
            found = candidate;
        }
    }
    if (!found) {
        return std::nullopt;
    }
    return std::string(*found);
}

} // namespace

std::optional<std::string> nearest(std::span<const std::string> candidates, std::string_view word)
{
    return nearestOf(candidates, word);
}

std::optional<std::string> nearest(std::span<const std::string_view> candidates,
                                   std::string_view word)
{
    return nearestOf(candidates, word);
}

} // namespace penstock
