#pragma once

#include "base/clock.h"
#include "simulator/scenario.h"

#include <chrono>
#include <cstdint>
#include <deque>

namespace penstock::simulator
{

enum class Admission {
    Admitted = 1,
    TooManyTokens,
    TooManyRequests,
    NeverFits, ///< alone it is more than the limit
    Utilised, ///< provisioned throughput that is used up
};

/// What the limiter has decided, and what it has left; -1 where there is no limit.
struct LimiterVerdict {
    Admission admission = Admission::Admitted;
    std::chrono::milliseconds retryAfter{};
    std::int64_t limitTokens = -1;
    std::int64_t limitRequests = -1;
    std::int64_t remainingTokens = -1;
    std::int64_t remainingRequests = -1;
    std::chrono::seconds resetTokens{};
    std::chrono::seconds resetRequests{};
    double utilisation = -1; ///< percent; only of provisioned throughput
};

/// How Azure admits requests to one deployment. The estimate counts at admission and is not
/// corrected afterwards; only provisioned throughput learns what was really used. Calls that are
/// turned down count as calls.
class Limiter final
{
public:
    explicit Limiter(DeploymentSetup setup);

    /// `factor` is how much of its limits the deployment has at the moment.
    [[nodiscard]] LimiterVerdict admit(std::int64_t tokens, SteadyTime now, double factor = 1);
    /// What the call has really used. For provisioned throughput only.
    void correct(std::int64_t estimated, std::int64_t used, SteadyTime now);

    [[nodiscard]] std::int64_t usedTokens(SteadyTime now);
    [[nodiscard]] double utilisation(SteadyTime now);

private:
    struct Charge {
        SteadyTime at;
        std::int64_t amount = 0;
    };
    /// Sums of what happened in the last while.
    class Window final
    {
    public:
        explicit Window(Duration length) : m_length(length) { }
        void add(SteadyTime now, std::int64_t amount);
        [[nodiscard]] std::int64_t sum(SteadyTime now);
        /// When no more than `most` will be in it.
        [[nodiscard]] Duration untilAtMost(std::int64_t most, SteadyTime now) const;
        /// From a fixed beginning on, instead of with the time.
        void makeFixed() { m_isFixed = true; }
        [[nodiscard]] Duration length() const { return m_length; }

    private:
        void forget(SteadyTime now);

        Duration m_length;
        bool m_isFixed = false;
        SteadyTime m_begin;
        std::deque<Charge> m_charges;
        std::int64_t m_sum = 0;
    };

    [[nodiscard]] LimiterVerdict admitProvisioned(std::int64_t tokens, SteadyTime now,
                                                  double factor);
    void drain(SteadyTime now, double factor);

    DeploymentSetup m_setup;
    Window m_tokens{std::chrono::seconds(60)};
    Window m_requests;
    double m_level = 0; ///< tokens in the bucket
    SteadyTime m_drainedAt;
};

/// As the service has it where the scenario names none: six a minute for 1,000 tokens, and fewer of
/// models that reason.
[[nodiscard]] std::int64_t requestsPerMinute(const DeploymentSetup &setup);
/// How many of `requests` a minute may come in one window.
[[nodiscard]] std::int64_t inWindow(std::int64_t requests, std::chrono::seconds window);

} // namespace penstock::simulator
