#pragma once

#include "base/clock.h"

#include <cstdint>
#include <optional>

namespace penstock::routing
{

/// Places in a RoutingPlan.
using PoolIndex = std::uint32_t;
using TargetIndex = std::uint32_t;
using ClientIndex = std::uint32_t;

/// What of a request decides where it goes.
struct RequestFacts {
    PoolIndex pool = 0;
    std::int64_t promptTokens = 0; ///< as estimated, before a target's own factor
    /// The most that the answer may have, of all its choices together; absent: it is assumed.
    std::optional<std::int64_t> outputBudget;
    bool isStream = false;
    std::optional<ClientIndex> client; ///< absent: one without a key of its own
    /// What the request has in common with others that should go to the same place.
    std::optional<std::uint64_t> affinityKey;
    /// The instance that the client's cookie names, by its stable index.
    std::optional<std::uint32_t> cookieInstance;
    /// What an operator orders, whatever the strategy says: index of the instance and, if at all,
    /// the only target.
    std::optional<std::uint32_t> pinnedInstance;
    std::optional<TargetIndex> pinnedTarget;
    /// Until when the client is willing to wait for room; in the past: it is not.
    SteadyTime waitsUntil;
};

} // namespace penstock::routing
