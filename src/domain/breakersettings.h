#pragma once

#include "domain/enumnames.h"

#include <chrono>
#include <optional>
#include <set>

namespace penstock
{

enum class BreakerPreset { Balanced = 1, ApimV1, ApimV2, Custom };

template<>
inline constexpr auto enumNames<BreakerPreset> = std::to_array<EnumName<BreakerPreset>>({
    {BreakerPreset::Balanced, "balanced"},
    {BreakerPreset::ApimV1, "apim_v1"},
    {BreakerPreset::ApimV2, "apim_v2"},
    {BreakerPreset::Custom, "custom"},
});

/// Kinds of failure that may open a breaker.
enum class FailureKind {
    Unauthorized = 1,
    Forbidden,
    NotFound,
    RateLimited,
    ServerError,
    Timeout,
    Connection,
};

template<>
inline constexpr auto enumNames<FailureKind> = std::to_array<EnumName<FailureKind>>({
    {FailureKind::Unauthorized, "401"},
    {FailureKind::Forbidden, "403"},
    {FailureKind::NotFound, "404"},
    {FailureKind::RateLimited, "429"},
    {FailureKind::ServerError, "5xx"},
    {FailureKind::Timeout, "timeout"},
    {FailureKind::Connection, "connection"},
});

enum class BreakerScope {
    Auto = 1, ///< connection and credentials open the instance, the rest the target
    Instance,
    Target,
};

template<>
inline constexpr auto enumNames<BreakerScope> = std::to_array<EnumName<BreakerScope>>({
    {BreakerScope::Auto, "auto"},
    {BreakerScope::Instance, "instance"},
    {BreakerScope::Target, "target"},
});

/// The defaults are those of the preset `balanced`.
struct BreakerSettings {
    BreakerPreset preset = BreakerPreset::Balanced;
    std::chrono::milliseconds window = std::chrono::seconds(60);
    int consecutiveConnect = 3;
    int consecutiveServerErrors = 5;
    int minOutcomes = 5;
    double failureRatio = 0.5;
    std::chrono::milliseconds open = std::chrono::seconds(10);
    std::chrono::milliseconds openMax = std::chrono::seconds(120);
    double jitter = 0.2;
    /// Absent: one after connection failures, two after server errors.
    std::optional<int> halfOpenSuccesses;
    std::set<FailureKind> openOn = {FailureKind::ServerError, FailureKind::Connection};
    BreakerScope scope = BreakerScope::Auto;
    std::chrono::milliseconds rateLimit = std::chrono::seconds(10);
    std::chrono::milliseconds retrySameTarget{0};
    bool honorRetryAfter = true;

    friend bool operator==(const BreakerSettings &, const BreakerSettings &) = default;
};

} // namespace penstock
