#pragma once

#include "domain/breakersettings.h"
#include "domain/outcome.h"
#include "resilience/account.h"
#include "resilience/health.h"

#include <string_view>

namespace penstock::routing
{

/// How an attempt failed, or what it answered.
enum class AttemptEnd {
    Answered = 1, ///< with a status
    NotConnected, ///< refused, no such name, no route, TLS
    CertificateRejected, ///< no waiting will mend that
    LostBeforeAnswer, ///< closed or reset before a byte
    NoFirstByte, ///< our own patience ended
    CutOff, ///< it had begun to answer, and nothing of it had gone to the client
    BrokenAnswer, ///< not HTTP, or a success that is no success, such as a page of HTML
    Abandoned, ///< by the client or by ourselves
};

/// By whom the api-version of the call was chosen.
enum class VersionOf { Instance = 1, Client, Nobody };

struct AttemptFacts {
    AttemptEnd end = AttemptEnd::Answered;
    int status = 0; ///< when answered; of an error inside a stream, its equivalent
    std::string_view errorCode; ///< `error.code` of the answer
    bool isStream = false; ///< the client asked for a stream
    bool replaysAfterTimeout = false; ///< also what is no stream, as configured
    VersionOf version = VersionOf::Instance;
    bool wasSent = true; ///< some of the request may have reached the other side
    /// The machine has slept or changed its network meanwhile: a lost connection is nobody's fault.
    bool isExcused = false;
};

/// What becomes of the request.
enum class NextStep {
    Pass = 1, ///< the answer is the client's, whatever other targets would say
    OtherTarget,
    SameTargetOnce, ///< after a moment
};

/// To what the failure belongs.
enum class FailureScope { None = 1, Target, Instance };

/// One row of the table of failures.
struct FailureRule {
    FailureScope scope = FailureScope::None;
    NextStep next = NextStep::Pass;
    /// What it means for the health of the scope.
    resilience::HealthReport::Kind effect = resilience::HealthReport::Kind::Nothing;
    FailureKind kind = FailureKind::ServerError; ///< of an effect that breakers may count
    resilience::Cause cause = resilience::Cause::None;
    resilience::Ending ending = resilience::Ending::Unserved;
    Outcome outcome = Outcome::ClientsFault;
    bool mayBeBilled = false; ///< it may have been worked on, and paid for, over there
};

/// The one table of failures, a good answer included; see the tests for its rows.
[[nodiscard]] FailureRule ruleFor(const AttemptFacts &facts);

/// What such an end says about the target.
[[nodiscard]] inline Outcome outcomeOf(const AttemptFacts &facts)
{
    return ruleFor(facts).outcome;
}

} // namespace penstock::routing
