#pragma once

#include "simulator/azureerror.h"
#include "simulator/fault.h"
#include "simulator/reply.h"

#include <optional>

namespace penstock::simulator
{

/// The answer of a fault that comes in place of any other; nothing for faults that spoil one.
[[nodiscard]] std::optional<AzureError> answerOf(const Fault &fault, const RateLimitScene &scene,
                                                 std::string_view requestId);
/// What a fault of streams makes of an answer that is none: the same failure, told by the status.
[[nodiscard]] AzureError insteadOfStream(const Fault &fault, const RateLimitScene &scene,
                                         std::string_view requestId);

/// The same answer, spoilt. What a fault waits for is real time, whatever the speed.
[[nodiscard]] Reply spoilt(Reply reply, const Fault &fault);

} // namespace penstock::simulator
