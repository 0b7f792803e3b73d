#pragma once

#include "resilience/ledger.h"
#include "routing/decision.h"
#include "routing/failurerules.h"
#include "routing/question.h"
#include "routing/retryafter.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace penstock::routing
{

/// What was taken for one attempt; to be handed back with what came of it, once.
struct Ticket {
    TargetIndex target = 0;
    Slot targetSlot = 0;
    Slot instanceSlot = 0;
    Slot poolSlot = 0;
    std::optional<Slot> clientSlot;
    resilience::Pass targetPass;
    resilience::Pass instancePass;
    resilience::Reservation reservation;
    std::int64_t reserve = 0;
    std::int64_t prompt = 0; ///< as estimated, without the target's factor
    std::int64_t admittedAfter = 0; ///< by our own book, with this one taken
    SteadyTime nextRelease; ///< of what the book holds, this one included
    std::uint64_t number = 0; ///< of the requests to this target
    bool wasAlone = false; ///< nothing else was under way there when it was taken
    bool isForced = false;
};

/// Names a request that waits for room.
using WaitId = std::uint64_t;

/// The answer to a request for a place.
struct Admission {
    Decision decision;
    PoolIndex pool = 0; ///< where it was found: another model's, when that may stand in
    Ticket ticket; ///< of Send
    WaitId wait = 0; ///< of Wait
    Trail trail;
    /// Who was passed over, and why; empty when nobody was.
    std::vector<CandidateReason> passedOver;
};

/// Gets what a waiting request was given in the end. Called in any thread, outside of all locks; it
/// has to bring the admission to the thread of the request.
class AdmissionSink
{
public:
    virtual ~AdmissionSink() = default;
    /// False when nobody is there any more: what was taken goes back then.
    [[nodiscard]] virtual bool admitted(WaitId wait, const Admission &admission) = 0;

protected:
    AdmissionSink() = default;
    AdmissionSink(const AdmissionSink &) = default;
    AdmissionSink &operator=(const AdmissionSink &) = default;
};

/// What the other side says of its limits, in the fields of an answer.
struct ToldLimits {
    std::optional<std::int64_t> limitTokens;
    std::optional<std::int64_t> remainingTokens;
    std::optional<std::int64_t> limitRequests;
};

/// How an attempt ended.
struct AttemptReport {
    AttemptFacts facts;
    RetryAfter retryAfter; ///< of a 429
    bool isAboutCalls = false; ///< a 429 for too many of them, whatever their size
    std::int64_t usedTokens = 0; ///< really, or as far as one can tell
    std::optional<std::int64_t> answerTokens; ///< of a good one
};

/// What follows from it for the request.
struct Ruling {
    FailureRule rule;
    /// The target has room enough: this request is larger than it will ever take.
    bool exceedsQuota = false;
};

} // namespace penstock::routing
