#include "routing/failurerules.h"

#include "base/text.h"

namespace penstock::routing
{

namespace
{

using Effect = resilience::HealthReport::Kind;
using resilience::Cause;
using resilience::Ending;

FailureRule refusedCredential(FailureKind kind, Cause cause)
{
    return {FailureScope::Instance, NextStep::OtherTarget, Effect::ConfigError, kind, cause,
            Ending::Unserved,       Outcome::Refused};
}

FailureRule notFound(const AttemptFacts &facts)
{
    FailureRule rule{FailureScope::Target,  NextStep::OtherTarget,     Effect::ConfigError,
                     FailureKind::NotFound, Cause::DeploymentNotFound, Ending::Unserved,
                     Outcome::NotFound};
    if (equalsIgnoreCase(facts.errorCode, "DeploymentNotFound")
        || facts.version == VersionOf::Nobody) {
        return rule;
    }
    rule.cause = Cause::ApiVersion;
    if (facts.version == VersionOf::Client) {
        // It asked for that version itself; with its own the instance may do well.
        rule.scope = FailureScope::None;
        rule.effect = Effect::Nothing;
    }
    return rule;
}

FailureRule failedTarget(FailureKind kind, Outcome outcome)
{
    const bool isTimeout = kind == FailureKind::Timeout;
    return {FailureScope::Target,
            NextStep::OtherTarget,
            Effect::Failure,
            kind,
            isTimeout ? Cause::Timeouts : Cause::ServerErrors,
            Ending::Unserved,
            outcome,
            isTimeout};
}

FailureRule lostConnection(const AttemptFacts &facts)
{
    const bool wasSent = facts.end != AttemptEnd::NotConnected && facts.wasSent;
    return {FailureScope::Instance,    NextStep::OtherTarget,
            Effect::Failure,           FailureKind::Connection,
            Cause::ConnectionFailures, wasSent ? Ending::Unserved : Ending::NotSent,
            Outcome::Unreachable};
}

FailureRule unlessExcused(FailureRule rule, const AttemptFacts &facts)
{
    if (facts.isExcused) {
        rule.scope = FailureScope::None;
        rule.effect = Effect::Nothing;
    }
    return rule;
}

FailureRule ruleForStatus(const AttemptFacts &facts)
{
    switch (facts.status) {
    case 401:
        return refusedCredential(FailureKind::Unauthorized, Cause::Unauthorized);
    case 403:
        return refusedCredential(FailureKind::Forbidden, Cause::Forbidden);
    case 404:
        return notFound(facts);
    case 429:
        return {FailureScope::Target,     NextStep::OtherTarget, Effect::RateLimited,
                FailureKind::RateLimited, Cause::RateLimited,    Ending::Throttled,
                Outcome::RateLimited};
    case 408:
    case 504:
    case 524:
        return failedTarget(FailureKind::Timeout, Outcome::TimedOut);
    case 409:
        return {.scope = FailureScope::None, .next = NextStep::SameTargetOnce};
    default:
        break;
    }
    if (facts.status >= 500) {
        return failedTarget(FailureKind::ServerError, Outcome::Failed);
    }
    if (facts.status < 400) {
        return {.scope = FailureScope::Target,
                .next = NextStep::Pass,
                .effect = Effect::Success,
                .ending = Ending::Served,
                .outcome = Outcome::Good};
    }
    // It serves: what was wrong with the request says nothing against it, and nothing for it.
    return {};
}

} // namespace

FailureRule ruleFor(const AttemptFacts &facts)
{
    switch (facts.end) {
    case AttemptEnd::Answered:
        return ruleForStatus(facts);
    case AttemptEnd::NotConnected:
    case AttemptEnd::LostBeforeAnswer:
        return unlessExcused(lostConnection(facts), facts);
    case AttemptEnd::CertificateRejected:
        return {FailureScope::Instance,  NextStep::OtherTarget, Effect::ConfigError,
                FailureKind::Connection, Cause::Certificate,    Ending::NotSent,
                Outcome::Unreachable};
    case AttemptEnd::NoFirstByte: {
        // Without a stream the answer may be long in the making, and paid for once already.
        FailureRule rule = failedTarget(FailureKind::Timeout, Outcome::TimedOut);
        rule.next
            = facts.isStream || facts.replaysAfterTimeout ? NextStep::OtherTarget : NextStep::Pass;
        return rule;
    }
    case AttemptEnd::CutOff:
        return unlessExcused(failedTarget(FailureKind::ServerError, Outcome::Failed), facts);
    case AttemptEnd::BrokenAnswer:
        return failedTarget(FailureKind::ServerError, Outcome::Failed);
    case AttemptEnd::Abandoned:
        return {.ending = facts.wasSent ? Ending::Unserved : Ending::NotSent,
                .outcome = Outcome::Abandoned};
    }
    return {};
}

} // namespace penstock::routing
