#include "routing/failurerules.h"

#include "base/text.h"

namespace penstock::routing
{

namespace
{

FailureRule ruleForStatus(const AttemptFacts &facts)
{
    switch (facts.status) {
    case 401:
    case 403:
        return {FailureScope::Instance, NextStep::OtherTarget};
    case 404:
        return {equalsIgnoreCase(facts.errorCode, "DeploymentNotFound") ? FailureScope::Target
                                                                        : FailureScope::ApiVersion,
                NextStep::OtherTarget};
    case 408:
    case 429:
        return {FailureScope::Target, NextStep::OtherTarget};
    case 409:
        return {FailureScope::None, NextStep::SameTargetOnce};
    default:
        break;
    }
    return facts.status >= 500 ? FailureRule{FailureScope::Target, NextStep::OtherTarget}
                               : FailureRule{FailureScope::None, NextStep::Pass};
}

Outcome outcomeOfStatus(int status)
{
    switch (status) {
    case 401:
    case 403:
        return Outcome::Refused;
    case 404:
        return Outcome::NotFound;
    case 429:
        return Outcome::RateLimited;
    case 408:
    case 504:
    case 524:
        return Outcome::TimedOut;
    default:
        return status >= 500 ? Outcome::Failed : Outcome::ClientsFault;
    }
}

} // namespace

FailureRule ruleFor(const AttemptFacts &facts)
{
    switch (facts.end) {
    case AttemptEnd::Answered:
        return ruleForStatus(facts);
    case AttemptEnd::NotConnected:
    case AttemptEnd::LostBeforeAnswer:
        return {FailureScope::Instance, NextStep::OtherTarget};
    case AttemptEnd::NoFirstByte:
        // Without a stream the answer may be long in the making, and paid for once already.
        return {FailureScope::Target,
                facts.isStream || facts.replaysAfterTimeout ? NextStep::OtherTarget
                                                            : NextStep::Pass};
    case AttemptEnd::BrokenAnswer:
        return {FailureScope::Target, NextStep::OtherTarget};
    }
    return {};
}

Outcome outcomeOf(const AttemptFacts &facts)
{
    switch (facts.end) {
    case AttemptEnd::Answered:
        return outcomeOfStatus(facts.status);
    case AttemptEnd::NotConnected:
    case AttemptEnd::LostBeforeAnswer:
        return Outcome::Unreachable;
    case AttemptEnd::NoFirstByte:
        return Outcome::TimedOut;
    case AttemptEnd::BrokenAnswer:
        return Outcome::Failed;
    }
    return Outcome::Failed;
}

} // namespace penstock::routing
