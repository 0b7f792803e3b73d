#include "service/instanceevidence.h"

#include <algorithm>

namespace penstock::service
{

namespace
{

// Of ten attempts.
constexpr double degradedShare = 0.2;

bool isFailure(Outcome outcome)
{
    return outcome == Outcome::Failed || outcome == Outcome::TimedOut
        || outcome == Outcome::Unreachable;
}

StateAndCause byShare(const InstanceEvidence &evidence)
{
    const auto &outcomes = evidence.outcomes;
    const auto failed = std::ranges::count_if(outcomes, isFailure);
    if (static_cast<double>(failed) < degradedShare * static_cast<double>(outcomes.size())
        || failed == 0) {
        return {InstanceState::Healthy, {}};
    }
    return {InstanceState::Degraded,
            std::to_string(failed) + " of the last " + std::to_string(outcomes.size())
                + " attempts failed, most recently with '" + evidence.lastReason + "'."};
}

} // namespace

StateAndCause stateOf(const InstanceEvidence &evidence)
{
    if (evidence.outcomes.isEmpty()) {
        return {InstanceState::Unknown, "No request has been sent there yet."};
    }
    switch (evidence.outcomes.newest()) {
    case Outcome::RateLimited:
        return {InstanceState::RateLimited,
                "It answered the last attempt with 429: the limit of its deployment is used up."};
    case Outcome::Refused:
        return {InstanceState::ConfigError,
                "It refused the key with " + evidence.lastReason
                    + ". Waiting does not heal this; enter the right key."};
    case Outcome::NotFound:
        return {InstanceState::ConfigError,
                "It does not know the deployment, or not in this api-version (404)."};
    default:
        return byShare(evidence);
    }
}

} // namespace penstock::service
