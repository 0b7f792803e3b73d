#pragma once

#include "base/clock.h"
#include "wire/headerfield.h"

#include <optional>
#include <string_view>

namespace penstock::routing
{

/// How long a refusal asks to wait.
struct RetryAfter {
    static constexpr Duration assumed = std::chrono::seconds(10);
    static constexpr Duration least = std::chrono::milliseconds(250);
    static constexpr Duration most = std::chrono::hours(24 * 7);

    Duration wait = assumed;
    bool isTold = false; ///< false: nothing usable was said

    friend bool operator==(const RetryAfter &, const RetryAfter &) = default;
};

/// The first of these that says something usable: `retry-after-ms`, `x-ms-retry-after-ms`,
/// `retry-after` (seconds or a date), when the limit renews itself, the words of the message.
[[nodiscard]] RetryAfter retryAfterOf(const wire::HeaderFields &fields, std::string_view body,
                                      SystemTime now);

/// "17", "1.5s", "1m2s", "250ms": seconds, or numbers with units. Cut down to RetryAfter::most.
[[nodiscard]] std::optional<Duration> readWait(std::string_view text);

} // namespace penstock::routing
