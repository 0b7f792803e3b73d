#include "routing/retryafter.h"

#include "base/text.h"
#include "routing/httpdate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace penstock::routing
{

namespace
{

using namespace std::chrono_literals;

// A message that explains a refusal is short; what is longer is a page of HTML.
constexpr std::size_t mostBody = 64UL * 1024;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    const char lower = toLower(c);
    return lower >= 'a' && lower <= 'z';
}

/// Digits with or without a fraction, and nothing else that a library takes for a number. They are
/// taken away from `text`.
std::optional<double> takeNumber(std::string_view &text)
{
    if (text.empty() || !isDigit(text.front())) {
        return std::nullopt;
    }
    double value = 0;
    const auto [stop, problem]
        = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    // Out of range is too long in any unit, or nothing at all.
    return problem == std::errc() ? std::optional(value) : std::nullopt;
}

std::string_view takeLetters(std::string_view &text)
{
    const auto *const end = std::find_if_not(text.begin(), text.end(), isLetter);
    const std::string_view letters = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(letters.size());
    return letters;
}

std::optional<Duration> unitOf(std::string_view name)
{
    struct Unit {
        std::string_view name;
        Duration length;
    };
    constexpr auto units = std::to_array<Unit>({
        {"ms", 1ms},
        {"millisecond", 1ms},
        {"s", 1s},
        {"sec", 1s},
        {"second", 1s},
        {"m", 1min},
        {"min", 1min},
        {"minute", 1min},
        {"h", 1h},
        {"hour", 1h},
        {"d", 24h},
        {"day", 24h},
    });
    const std::string_view singular
        = name.size() > 2 && toLower(name.back()) == 's' ? name.substr(0, name.size() - 1) : name;
    for (const Unit &unit : units) {
        if (equalsIgnoreCase(name, unit.name) || equalsIgnoreCase(singular, unit.name)) {
            return unit.length;
        }
    }
    return std::nullopt;
}

Duration times(double count, Duration unit)
{
    const auto most = static_cast<double>(RetryAfter::most.count());
    return Duration(
        static_cast<Duration::rep>(std::min(count * static_cast<double>(unit.count()), most)));
}

std::optional<Duration> readMilliseconds(std::string_view text)
{
    const auto number = takeNumber(text);
    return number && text.empty() ? std::optional(times(*number, 1ms)) : std::nullopt;
}

/// How much is left; a negative number means that nobody knows.
std::optional<double> readCount(std::string_view text)
{
    const auto number = takeNumber(text);
    return text.empty() ? number : std::nullopt;
}

/// "20 seconds and the rest of the sentence"; a number without a unit may count anything.
std::optional<Duration> waitAtStartOf(std::string_view text)
{
    Duration sum{0};
    bool isFound = false;
    while (const auto number = takeNumber(text)) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        const auto unit = unitOf(takeLetters(text));
        if (!unit) {
            break;
        }
        sum = std::min(sum + times(*number, *unit), RetryAfter::most);
        isFound = true;
    }
    return isFound ? std::optional(sum) : std::nullopt;
}

std::optional<Duration> waitInWords(std::string_view body)
{
    constexpr auto beginnings = std::to_array<std::string_view>(
        {"retry after ", "retry in ", "try again after ", "try again in ", "wait "});
    body = body.substr(0, mostBody);
    for (std::size_t at = 0; at < body.size(); ++at) {
        const char first = toLower(body[at]);
        if (first != 'r' && first != 't' && first != 'w') {
            continue;
        }
        for (const std::string_view beginning : beginnings) {
            if (!startsWithIgnoreCase(body.substr(at), beginning)) {
                continue;
            }
            if (const auto wait = waitAtStartOf(body.substr(at + beginning.size()))) {
                return wait;
            }
        }
    }
    return std::nullopt;
}

class Fields final
{
public:
    explicit Fields(const wire::HeaderFields &fields) : m_fields(fields) { }

    /// The first value of that name that `read` can make something of.
    template<class Read>
    [[nodiscard]] auto first(std::string_view name, Read read) const
    {
        decltype(read(std::string_view())) value;
        for (const wire::HeaderField &field : m_fields) {
            if (!value && equalsIgnoreCase(field.name, name)) {
                value = read(trimmed(field.value));
            }
        }
        return value;
    }

private:
    const wire::HeaderFields &m_fields;
};

std::optional<Duration> readRetryAfter(const Fields &fields, SystemTime now)
{
    const auto date = [now](std::string_view text) { return readHttpDate(text, now); };
    return fields.first("retry-after", [&](std::string_view text) -> std::optional<Duration> {
        if (const auto wait = readWait(text)) {
            return wait;
        }
        const auto until = date(text);
        if (!until) {
            return std::nullopt;
        }
        // By the other side's clock, if it tells: ours may be wrong.
        const Duration left = *until - fields.first("date", date).value_or(now);
        return left >= 0s ? std::optional(std::min(left, RetryAfter::most)) : std::nullopt;
    });
}

/// When the limits are as new. The one that is used up may be known; otherwise the nearer one
/// holds: to ask too early costs a request that is refused, to ask too late a target that could
/// serve.
std::optional<Duration> readReset(const Fields &fields)
{
    const auto reset = [&](std::string_view name) {
        const auto wait = fields.first(name, readWait);
        // Renewed already: not what it was refused for.
        return wait && *wait > 0s ? wait : std::nullopt;
    };
    const auto left = [&](std::string_view name) { return fields.first(name, readCount); };
    const auto requests = reset("x-ratelimit-reset-requests");
    auto tokens = reset("x-ratelimit-reset-tokens");
    if (!tokens) {
        tokens = reset("x-rate-limit-reset-tokens");
    }
    if (!requests || !tokens) {
        return requests ? requests : tokens;
    }
    const auto requestsLeft = left("x-ratelimit-remaining-requests");
    const auto tokensLeft = left("x-ratelimit-remaining-tokens");
    if (requestsLeft && tokensLeft && (*requestsLeft == 0) != (*tokensLeft == 0)) {
        return *requestsLeft == 0 ? requests : tokens;
    }
    return std::min(requests, tokens);
}

} // namespace

RetryAfter retryAfterOf(const wire::HeaderFields &fields, std::string_view body, SystemTime now)
{
    const Fields named(fields);
    auto wait = named.first("retry-after-ms", readMilliseconds);
    if (!wait) {
        wait = named.first("x-ms-retry-after-ms", readMilliseconds);
    }
    if (!wait) {
        wait = readRetryAfter(named, now);
    }
    if (!wait) {
        wait = readReset(named);
    }
    if (!wait) {
        wait = waitInWords(body);
    }
    if (!wait) {
        return {};
    }
    return {.wait = std::clamp(*wait, RetryAfter::least, RetryAfter::most), .isTold = true};
}

std::optional<Duration> readWait(std::string_view text)
{
    const std::string_view whole = text;
    if (const auto number = takeNumber(text); number && text.empty()) {
        return times(*number, 1s);
    }
    text = whole;
    Duration sum{0};
    while (!text.empty()) {
        const auto number = takeNumber(text);
        const auto unit = number ? unitOf(takeLetters(text)) : std::nullopt;
        if (!unit) {
            return std::nullopt;
        }
        sum = std::min(sum + times(*number, *unit), RetryAfter::most);
    }
    return whole.empty() ? std::nullopt : std::optional(sum);
}

} // namespace penstock::routing
