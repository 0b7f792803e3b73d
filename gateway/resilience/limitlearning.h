#pragma once

#include "base/clock.h"

#include <array>
#include <cstdint>
#include <optional>

namespace penstock::resilience
{

enum class HeaderLearning { On = 1, Off };

/// What an answer of a target says about its limits, next to what we think of them.
struct Observation {
    // As the headers have them. Below zero, a limit of zero or more than anybody sells: unknown.
    std::optional<std::int64_t> limitTokens; ///< a minute
    std::optional<std::int64_t> remainingTokens;
    std::optional<std::int64_t> limitRequests; ///< a minute

    std::int64_t promptTokens = 0; ///< of this request, as estimated before the factor
    std::int64_t outputTokens = 0; ///< the rest of what it reserved

    /// What our own book holds, Ledger::foreign() left out, and what that leaves of our limit,
    /// where there is one. Of just after the reserve and of now take the fuller one: a request of
    /// ours that came between is not foreign.
    std::int64_t ourAdmittedAfterReserve = 0;
    std::optional<std::int64_t> ourRemainingAfterReserve;
    /// Ledger::nextRelease() just after the reserve.
    SteadyTime nextRelease;
    /// No other request of ours has been sent there since the one before, of which we have seen the
    /// answer before this one was sent.
    bool alone = false;
};

/// A number that three answers in a row agree on: it goes down to the largest of the last three if
/// all of them are below it, and up to the smallest if all are above. One stray answer moves
/// nothing.
class AgreedLimit final
{
public:
    void observe(SteadyTime now, std::int64_t limit);
    [[nodiscard]] std::optional<std::int64_t> agreed() const { return m_agreed; }
    /// The same, unless nobody has confirmed it for ten minutes: it may be so low that no request
    /// fits, and then there is no answer that could raise it again.
    [[nodiscard]] std::optional<std::int64_t> inForce(SteadyTime now) const;

private:
    std::array<std::int64_t, 3> m_last{};
    int m_count = 0;
    std::optional<std::int64_t> m_agreed;
    SteadyTime m_observedAt;
};

/// What the answers of one target teach about its limits. Pure: clock readings come in. Not thread
/// safe.
///
/// Without header learning the limits are the configured ones and the factor is 1; what a 429
/// takes away is taken all the same.
class LimitLearning final
{
public:
    explicit LimitLearning(HeaderLearning learning = HeaderLearning::On);
    /// Switching it off forgets what the headers have said.
    void configure(HeaderLearning learning);

    /// How many tokens less are left than our own book says, for Ledger::noteForeign(); zero if it
    /// is not less. So it lowers our head-room and never raises it above our own book. Nothing when
    /// the answer does not tell.
    [[nodiscard]] std::optional<std::int64_t> observe(SteadyTime now,
                                                      const Observation &observation);

    /// A 429 that is not known to be about the number of calls. `ourAdmitted` is what the ledger
    /// held before that request. Whether this was less than 80 % of the limit, so that the limit
    /// is taken for lower: by 10 %, and once for all that come within a second.
    bool throttled(SteadyTime now, std::int64_t configuredTpm, std::int64_t ourAdmitted);

    /// Before the headroom of the configuration. Zero: not limited.
    [[nodiscard]] std::int64_t effectiveTpm(SteadyTime now, std::int64_t configuredTpm) const;
    [[nodiscard]] std::int64_t effectiveRpm(SteadyTime now, std::int64_t configuredRpm) const;
    /// The limit is shared with somebody or lower than configured, as a 429 has shown.
    [[nodiscard]] bool isReduced(SteadyTime now) const;
    /// Times the prompt part of an estimate.
    [[nodiscard]] double factor() const { return m_factor; }
    /// What the headers say, higher than configured or not; for people.
    [[nodiscard]] std::optional<std::int64_t> observedTpm() const { return m_tpm.agreed(); }
    [[nodiscard]] std::optional<std::int64_t> observedRpm() const { return m_rpm.agreed(); }

private:
    struct Former {
        SteadyTime at;
        std::int64_t remaining = 0;
        SteadyTime nextRelease;
    };

    void calibrate(SteadyTime now, std::int64_t remaining, const Observation &observation);
    [[nodiscard]] double share(SteadyTime now) const;

    HeaderLearning m_learning;
    AgreedLimit m_tpm;
    AgreedLimit m_rpm;
    std::optional<Former> m_former;
    double m_factor = 1;
    double m_share = 1; ///< of the limit, as of m_reducedAt
    std::optional<SteadyTime> m_reducedAt;
};

} // namespace penstock::resilience
