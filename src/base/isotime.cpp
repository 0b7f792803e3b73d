#include "base/isotime.h"

#include <cstddef>

namespace penstock
{

namespace
{

void appendDigits(std::string &text, unsigned number, std::size_t width)
{
    const std::string digits = std::to_string(number);
    text.append(width > digits.size() ? width - digits.size() : 0, '0');
    text += digits;
}

} // namespace

std::string toIsoUtc(SystemTime time)
{
    using namespace std::chrono;
    const auto whole = floor<milliseconds>(time);
    const auto midnight = floor<days>(whole);
    const year_month_day date(midnight);
    const hh_mm_ss clock(whole - midnight);

    // No year below 1677 or above 2262 fits into SystemTime.
    std::string text;
    text.reserve(sizeof "1970-01-01T00:00:00.000Z");
    appendDigits(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    text += '-';
    appendDigits(text, static_cast<unsigned>(date.month()), 2);
    text += '-';
    appendDigits(text, static_cast<unsigned>(date.day()), 2);
    text += 'T';
    appendDigits(text, static_cast<unsigned>(clock.hours().count()), 2);
    text += ':';
    appendDigits(text, static_cast<unsigned>(clock.minutes().count()), 2);
    text += ':';
    appendDigits(text, static_cast<unsigned>(clock.seconds().count()), 2);
    text += '.';
    appendDigits(text, static_cast<unsigned>(clock.subseconds().count()), 3);
    text += 'Z';
    return text;
}

} // namespace penstock
