#pragma once

#include "resilience/account.h"
#include "resilience/leakybucket.h"
#include "resilience/slidingsum.h"

#include <chrono>

namespace penstock::resilience
{

/// What one account has admitted and what it has really used. Token amounts are not below zero.
/// Not thread safe.
class AccountBook final
{
public:
    [[nodiscard]] Fit fit(SteadyTime now, std::int64_t tokens, const AccountLimits &limits) const;
    /// Tells in which way the tokens were booked; settle() wants to know.
    [[nodiscard]] DeploymentKind reserve(SteadyTime now, std::int64_t tokens,
                                         const AccountLimits &limits);

    struct Booked {
        SteadyTime at;
        std::int64_t tokens = 0;
        DeploymentKind kind = DeploymentKind::Standard;
    };
    void settle(SteadyTime now, const Booked &booked, Ending ending, std::int64_t usedTokens);
    void noteForeign(SteadyTime now, std::int64_t tokens);

    [[nodiscard]] std::int64_t admitted(SteadyTime now) const;
    [[nodiscard]] std::int64_t foreign(SteadyTime now) const;
    [[nodiscard]] std::int64_t used(SteadyTime now) const { return m_used.total(now); }
    [[nodiscard]] std::int64_t requests(SteadyTime now) const { return m_requests.total(now); }
    [[nodiscard]] std::int64_t inFlightTokens() const { return m_inFlightTokens; }
    [[nodiscard]] int inFlight() const { return m_inFlight; }
    [[nodiscard]] SteadyTime nextRelease(SteadyTime now) const;

private:
    [[nodiscard]] Fit fitTokens(SteadyTime now, std::int64_t tokens,
                                const AccountLimits &limits) const;
    [[nodiscard]] Fit fitRequest(SteadyTime now, const AccountLimits &limits) const;
    [[nodiscard]] SteadyTime whenAdmitted(SteadyTime now, std::int64_t atMost) const;
    void refundRequest(SteadyTime at);

    // The windows are a little longer than those of the other side: it counts a request when it
    // arrives there, which is after it was reserved here.
    SlidingSum m_tokens{std::chrono::milliseconds(60'500), std::chrono::milliseconds(250)};
    SlidingSum m_requestsIn10s{std::chrono::milliseconds(10'100), std::chrono::milliseconds(100)};
    SlidingSum m_requestsIn1s{std::chrono::milliseconds(1'020), std::chrono::milliseconds(20)};
    SlidingSum m_requests{std::chrono::seconds(60), std::chrono::milliseconds(250)};
    SlidingSum m_used{std::chrono::seconds(60), std::chrono::milliseconds(250)};
    LeakyBucket m_bucket; ///< of provisioned throughput, instead of m_tokens
    std::int64_t m_foreign = 0;
    SteadyTime m_foreignUntil;
    std::int64_t m_inFlightTokens = 0;
    int m_inFlight = 0;
};

/// The one of two accounts that tells more about both: one that never fits, else the one that is
/// full for longer, else the first.
[[nodiscard]] const Fit &decisive(const Fit &one, const Fit &other);

} // namespace penstock::resilience
