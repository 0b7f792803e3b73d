#pragma once

#include "domain/outcome.h"
#include "routing/decision.h"
#include "routing/runtimestate.h"

#include <vector>

namespace penstock::routing
{

/// Where a request has been already.
struct Trail {
    struct Try {
        TargetIndex target = 0;
        Outcome outcome = Outcome::Failed;
        bool wasForced = false;
    };

    std::vector<Try> tries;
    int attempts = 0; ///< of them, since it last had to wait

    [[nodiscard]] bool has(TargetIndex target) const;
    [[nodiscard]] bool hasForced() const;
    /// It waited until there was room: those that had none may be asked again.
    void forgetThrottled();
};

/// All that a decision depends on. Strategies take turns and count, so that none of them needs
/// chance; what is left to chance is how long breakers stay open.
struct Question {
    const RoutingPlan &plan;
    const RuntimeState &state;
    const RequestFacts &facts;
    const Trail &trail;
    SteadyTime now;
};

/// One candidate, with the numbers that strategies compare.
struct Assessed {
    CandidateReason reason;
    bool isTrial = false;
    bool isAssumed = false;
    bool isLast = false; ///< full, but limits are advice only
    std::int64_t reserve = 0;
    std::int64_t limit = 0; ///< in tokens a minute; zero: none is known
    std::int64_t left = 0; ///< of the limit; without one, of nothing
    double share = 0; ///< of the limit, in use
    std::int64_t admitted = 0; ///< in the last minute
    int inFlight = 0;

    [[nodiscard]] bool isEligible() const { return reason.verdict == Verdict::Eligible; }
};

/// What deciding needs for itself, kept so that it allocates nothing.
struct Scratch {
    std::vector<Assessed> candidates; ///< as Pool::targets
    std::vector<std::int64_t> limits;
};

} // namespace penstock::routing
