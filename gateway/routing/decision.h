#pragma once

#include "base/clock.h"
#include "domain/enumnames.h"
#include "resilience/health.h"
#include "routing/requestfacts.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace penstock::routing
{

/// Why a candidate was taken or left.
enum class Verdict : std::uint8_t {
    Chosen = 1,
    Eligible, ///< could have been, another came first
    Tried, ///< has failed this request already
    NotPinned, ///< the request belongs elsewhere
    Unusable, ///< its key cannot be read
    TooLong, ///< the prompt is longer than it takes
    TooLarge, ///< the request is larger than its whole quota
    RateLimited,
    TokensFull,
    RequestsFull,
    Open,
    TrialTaken, ///< somebody else is finding out whether it works again
    ConfigError,
    Draining,
};

/// One candidate, and what was found of it.
struct CandidateReason {
    TargetIndex target = 0;
    Verdict verdict = Verdict::Eligible;
    resilience::Cause cause = resilience::Cause::None;
    std::optional<SteadyTime> until; ///< when that changes by itself

    friend bool operator==(const CandidateReason &, const CandidateReason &) = default;
};

/// Why a request goes nowhere: the most hopeful of its causes.
enum class Refusal : std::uint8_t {
    None = 0,
    Capacity, ///< every target that could serve is limited or full
    ClientCapacity, ///< the client's own limit
    QueueFull, ///< as Capacity, and too many wait already
    Open, ///< every breaker that matters stands open
    TooLarge,
    TooLong,
    Failed, ///< what could be tried has been, and failed
    Credentials, ///< the instances refuse our own key, or it cannot be read
    NotFound, ///< no deployment of that name over there
    Draining, ///< an operator keeps new requests away
    Paused, ///< an operator keeps everything away
    Offline, ///< there is no network
    Pinned, ///< the only place where it may go cannot take it
    NoTargets,
};

/// What became of a wish to go where others went.
enum class AffinityResult : std::uint8_t { Off = 1, Miss, Hit, Repinned, Pinned };

/// Where a request goes next, or why nowhere.
struct Decision {
    enum class Kind : std::uint8_t { Send = 1, Wait, Refuse };

    Kind kind = Kind::Refuse;
    Refusal refusal = Refusal::None;
    AffinityResult affinity = AffinityResult::Off;
    bool isForced = false; ///< against its breaker: there is nobody else
    bool isTrial = false; ///< finds out whether the target works again
    bool isAssumed = false; ///< the reserve stands on an assumed length of the answer
    bool isOwnWait = false; ///< of Wait: for room that others do not wait for
    TargetIndex target = 0; ///< of Send
    std::int64_t reserve = 0; ///< of Send, in tokens
    Duration delay{0}; ///< of Send, before it may go out
    /// Of Wait and of a Refusal that time would mend: when it is worth coming again.
    std::optional<SteadyTime> until;
    TargetIndex soonest = 0; ///< the target that `until` is about
};

/// All candidates of a decision in the order of failover. Reused, so that deciding allocates
/// nothing.
using Reasons = std::vector<CandidateReason>;

} // namespace penstock::routing

namespace penstock
{

template<>
inline constexpr auto enumNames<routing::Verdict> = std::to_array<EnumName<routing::Verdict>>({
    {routing::Verdict::Chosen, "chosen"},
    {routing::Verdict::Eligible, "eligible"},
    {routing::Verdict::Tried, "tried"},
    {routing::Verdict::NotPinned, "not_pinned"},
    {routing::Verdict::Unusable, "unusable"},
    {routing::Verdict::TooLong, "too_long"},
    {routing::Verdict::TooLarge, "too_large"},
    {routing::Verdict::RateLimited, "rate_limited"},
    {routing::Verdict::TokensFull, "tokens_full"},
    {routing::Verdict::RequestsFull, "requests_full"},
    {routing::Verdict::Open, "open"},
    {routing::Verdict::TrialTaken, "trial_taken"},
    {routing::Verdict::ConfigError, "config_error"},
    {routing::Verdict::Draining, "draining"},
});

template<>
inline constexpr auto enumNames<routing::AffinityResult>
    = std::to_array<EnumName<routing::AffinityResult>>({
        {routing::AffinityResult::Off, "off"},
        {routing::AffinityResult::Miss, "miss"},
        {routing::AffinityResult::Hit, "hit"},
        {routing::AffinityResult::Repinned, "repin"},
        {routing::AffinityResult::Pinned, "pinned"},
    });

} // namespace penstock
