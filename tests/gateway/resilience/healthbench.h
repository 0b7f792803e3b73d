#pragma once

#include "resilience/health.h"

#include <optional>

namespace penstock::test
{

/// A Health, with a clock and chance of its own.
class HealthBench final
{
public:
    using Report = resilience::HealthReport;

    explicit HealthBench(const BreakerSettings &settings = {}) : health(settings) { }

    void pass(Duration time) { now += time; }
    [[nodiscard]] resilience::Pass enter() { return health.enter(now); }
    void tell(const resilience::Pass &pass, const Report &report)
    {
        health.report(now, pass, report, random);
    }
    /// One request from its beginning to its end.
    void ask(const Report &report, int times = 1)
    {
        for (int i = 0; i < times; ++i) {
            tell(enter(), report);
        }
    }

    [[nodiscard]] resilience::Standing look() const { return health.look(now); }
    [[nodiscard]] InstanceState state() const { return look().state; }
    [[nodiscard]] resilience::Leave leave() const { return look().leave; }
    [[nodiscard]] resilience::Cause cause() const { return look().cause; }
    /// From now; none: time alone changes nothing.
    [[nodiscard]] std::optional<Duration> untilChange() const
    {
        const auto change = look().nextChange;
        return change ? std::optional<Duration>(*change - now) : std::nullopt;
    }

    static Report success() { return {.kind = Report::Kind::Success}; }
    static Report nothing() { return {.kind = Report::Kind::Nothing}; }
    static Report failure(FailureKind kind)
    {
        return {.kind = Report::Kind::Failure, .failure = kind};
    }
    static Report serverError() { return failure(FailureKind::ServerError); }
    static Report timeout() { return failure(FailureKind::Timeout); }
    static Report notConnected() { return failure(FailureKind::Connection); }
    static Report rateLimited(Duration wait)
    {
        return {.kind = Report::Kind::RateLimited, .retryAfter = wait};
    }
    static Report refused(resilience::Cause cause)
    {
        return {.kind = Report::Kind::ConfigError, .cause = cause};
    }

    SteadyTime now{std::chrono::hours(1)};
    SeededRandom random{1};
    resilience::Health health;
};

/// `balanced`, with opening times that chance has no part in.
inline BreakerSettings exactTimes()
{
    BreakerSettings settings;
    settings.jitter = 0;
    return settings;
}

} // namespace penstock::test
