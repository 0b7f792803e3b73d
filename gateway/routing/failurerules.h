#pragma once

#include "domain/outcome.h"

#include <string_view>

namespace penstock::routing
{

/// How an attempt failed, or what it answered.
enum class AttemptEnd {
    Answered = 1, ///< with a status
    NotConnected, ///< refused, no such name, no route, TLS
    LostBeforeAnswer, ///< closed or reset before a byte
    NoFirstByte, ///< our own patience ended
    BrokenAnswer, ///< not HTTP, or a success that is no success, such as a page of HTML
};

struct AttemptFacts {
    AttemptEnd end = AttemptEnd::Answered;
    int status = 0; ///< when answered; of an error inside a stream, its equivalent
    std::string_view errorCode; ///< `error.code` of the answer
    bool isStream = false; ///< the client asked for a stream
    bool replaysAfterTimeout = false; ///< also what is no stream, as configured
};

/// What becomes of the request.
enum class NextStep {
    Pass = 1, ///< the answer is the client's, whatever other targets would say
    OtherTarget,
    SameTargetOnce, ///< after a moment
};

/// To what the failure belongs.
enum class FailureScope { None = 1, Target, Instance, ApiVersion };

struct FailureRule {
    FailureScope scope = FailureScope::None;
    NextStep next = NextStep::Pass;
};

/// The one table of failures; see the tests for its rows.
[[nodiscard]] FailureRule ruleFor(const AttemptFacts &facts);

/// What such a failure says about the target.
[[nodiscard]] Outcome outcomeOf(const AttemptFacts &facts);

} // namespace penstock::routing
