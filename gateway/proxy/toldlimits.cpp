#include "proxy/toldlimits.h"

#include "base/text.h"

#include <charconv>

namespace penstock::proxy
{

namespace
{

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t number = 0;
    const char *const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, number);
    return problem == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

/// Some tell the requests of a minute, some those of a part of it.
void bringToMinute(std::optional<std::int64_t> &limit, std::int64_t seconds)
{
    constexpr std::int64_t minute = 60;
    if (limit && *limit > 0 && seconds > 0 && seconds < minute) {
        *limit = *limit * minute / seconds;
    }
}

} // namespace

std::optional<routing::ToldLimits> toldLimits(const wire::HeaderFields &fields)
{
    static constexpr std::string_view prefix = "x-ratelimit-";
    std::optional<routing::ToldLimits> told;
    std::int64_t requestSeconds = 0;
    for (const wire::HeaderField &field : fields) {
        if (!startsWithIgnoreCase(field.name, prefix)) {
            continue;
        }
        const std::string_view name = std::string_view(field.name).substr(prefix.size());
        std::optional<std::int64_t> routing::ToldLimits::*place = nullptr;
        if (equalsIgnoreCase(name, "limit-tokens")) {
            place = &routing::ToldLimits::limitTokens;
        } else if (equalsIgnoreCase(name, "remaining-tokens")) {
            place = &routing::ToldLimits::remainingTokens;
        } else if (equalsIgnoreCase(name, "limit-requests")) {
            place = &routing::ToldLimits::limitRequests;
        } else if (equalsIgnoreCase(name, "renewalperiod-requests")) {
            requestSeconds = wholeNumber(field.value).value_or(0);
        }
        if (place != nullptr) {
            told = told.value_or(routing::ToldLimits{});
            (*told).*place = wholeNumber(field.value);
        }
    }
    if (told) {
        bringToMinute(told->limitRequests, requestSeconds);
    }
    return told;
}

} // namespace penstock::proxy
