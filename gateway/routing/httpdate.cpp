#include "routing/httpdate.h"

#include "base/text.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace penstock::routing
{

namespace
{

using namespace std::chrono;

constexpr std::size_t mostWords = 6;

struct Words {
    std::array<std::string_view, mostWords> words;
    std::size_t count = 0; ///< one more than there is room for, if there are more
};

/// The forms differ in what stands between the words, not in the words.
Words wordsOf(std::string_view text)
{
    constexpr std::string_view between = " \t,-";
    Words found;
    std::size_t at = text.find_first_not_of(between);
    while (at != std::string_view::npos) {
        if (found.count == mostWords) {
            return {.words = {}, .count = mostWords + 1};
        }
        const std::size_t end = std::min(text.find_first_of(between, at), text.size());
        found.words[found.count++] = text.substr(at, end - at);
        at = text.find_first_not_of(between, end);
    }
    return found;
}

std::optional<int> number(std::string_view text, std::size_t most)
{
    int value = 0;
    const char *const end = text.data() + text.size();
    if (text.empty() || text.size() > most || text.front() == '-') {
        return std::nullopt;
    }
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    return problem == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::optional<unsigned> monthOf(std::string_view name)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (equalsIgnoreCase(name, names[i])) {
            return static_cast<unsigned>(i + 1);
        }
    }
    return std::nullopt;
}

std::optional<seconds> timeOfDay(std::string_view text)
{
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') {
        return std::nullopt;
    }
    const auto hour = number(text.substr(0, 2), 2);
    const auto minute = number(text.substr(3, 2), 2);
    const auto second = number(text.substr(6, 2), 2);
    // 60 is a leap second.
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    return hours(*hour) + minutes(*minute) + seconds(*second);
}

int yearOf(int twoDigits, SystemTime now)
{
    const year_month_day today(floor<days>(now));
    const int present = static_cast<int>(today.year());
    const int candidate = present - present % 100 + twoDigits;
    return candidate > present + 50 ? candidate - 100 : candidate;
}

} // namespace

std::optional<SystemTime> readHttpDate(std::string_view text, SystemTime now)
{
    const auto [words, count] = wordsOf(text);
    // Weekday, month, day, time, year; or weekday, day, month, year, time, "GMT".
    const bool isAsctime = count == 5;
    if (!isAsctime && (count != 6 || !equalsIgnoreCase(words[5], "GMT"))) {
        return std::nullopt;
    }
    const auto day = number(words[isAsctime ? 2 : 1], 2);
    const auto month = monthOf(words[isAsctime ? 1 : 2]);
    const std::string_view yearWord = words[isAsctime ? 4 : 3];
    auto year = number(yearWord, 4);
    const auto time = timeOfDay(words[isAsctime ? 3 : 4]);
    if (!day || !month || !year || !time || (yearWord.size() != 2 && yearWord.size() != 4)) {
        return std::nullopt;
    }
    if (yearWord.size() == 2) {
        year = yearOf(*year, now);
    }
    const year_month_day date(std::chrono::year(*year), std::chrono::month(*month),
                              std::chrono::day(static_cast<unsigned>(*day)));
    // Further apart two of them could not be subtracted in nanoseconds.
    if (!date.ok() || *year < 1970 || *year > 2250) {
        return std::nullopt;
    }
    return SystemTime(sys_days(date)) + *time;
}

} // namespace penstock::routing
