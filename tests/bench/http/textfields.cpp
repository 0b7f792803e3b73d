#include "textfields.h"

#include <algorithm>
#include <charconv>

namespace penstock::bench
{

namespace
{

bool isSameLetter(char any, char lowerCase)
{
    constexpr int toLower = 'a' - 'A';
    return any == lowerCase || (any >= 'A' && any <= 'Z' && any + toLower == lowerCase);
}

} // namespace

std::optional<std::uint64_t> numberAtStart(std::string_view text, Base base)
{
    std::uint64_t number = 0;
    const auto read
        = std::from_chars(text.data(), text.data() + text.size(), number, static_cast<int>(base));
    return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> numberAfter(std::string_view text, std::string_view mark)
{
    const std::size_t begin = text.find(mark);
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    return numberAtStart(text.substr(begin + mark.size()), Base::Decimal);
}

std::optional<std::string_view> fieldValue(std::string_view line, std::string_view lowerCaseName)
{
    const std::size_t size = lowerCaseName.size();
    if (line.size() <= size || line[size] != ':'
        || !std::ranges::equal(line.substr(0, size), lowerCaseName, isSameLetter)) {
        return std::nullopt;
    }
    std::string_view value = line.substr(size + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    return value;
}

} // namespace penstock::bench
