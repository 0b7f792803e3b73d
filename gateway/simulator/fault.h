#pragma once

#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace penstock::simulator
{

enum class FaultKind {
    // Answers instead of the real one.
    RateLimit = 1, ///< 429
    RetryAfterDay, ///< 429 for 86,400 s, as for a request that can never fit
    Capacity, ///< 429 of a service in high demand
    Unauthorized, ///< 401
    RoleMissing, ///< 401 of a good token
    Forbidden, ///< 403
    DeploymentMissing, ///< 404
    Timeout, ///< 408
    ServerError, ///< 500, or whatever `status` says
    HtmlError, ///< 502 with a page of the front door
    EmptyError, ///< 502 with nothing
    // What happens to the connection.
    Refuse, ///< nobody listens any more
    Reset, ///< before any byte
    ResetAfterHead,
    Stall, ///< silence, from the beginning or from `afterEvents` on
    SlowDrip, ///< a few bytes at a time
    Slow, ///< `delay` before the answer begins
    Cut, ///< the connection ends before the answer does
    MalformedChunk,
    // What happens to the content of a stream.
    StreamError, ///< an error in a stream that began with 200
    MalformedJson,
    // What happens to the limits.
    LimitReduction, ///< the deployment has `factor` of its limits
    OddHeaders, ///< -1 and negative numbers in x-ratelimit-*
};

struct FaultKindName {
    FaultKind kind;
    std::string_view name;
    std::string_view effect; ///< for the table in the manual and in the console
};
[[nodiscard]] std::span<const FaultKindName> faultKinds();
[[nodiscard]] std::string_view toString(FaultKind kind);
[[nodiscard]] std::optional<FaultKind> faultKindFrom(std::string_view name);

/// What goes wrong, and for which requests.
struct Fault {
    FaultKind kind = FaultKind::RateLimit;
    std::string deployment; ///< empty: every one of the instance
    int status = 0; ///< 0: the usual one of its kind
    std::optional<std::chrono::milliseconds> retryAfter;
    double probability = 1;
    std::optional<std::uint64_t> count; ///< so many requests
    std::optional<std::chrono::milliseconds> duration;
    std::optional<int> afterEvents; ///< of a stream
    std::chrono::milliseconds delay{200};
    double factor = 0.5;
    /// From the n-th request of each deployment on, counted from 1.
    std::optional<std::uint64_t> atRequest;
    /// From this moment on, counted from the start of the scenario.
    std::optional<std::chrono::milliseconds> atTime;

    friend bool operator==(const Fault &, const Fault &) = default;
};

} // namespace penstock::simulator
