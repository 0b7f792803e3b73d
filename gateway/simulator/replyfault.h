#pragma once

#include "simulator/azureerror.h"
#include "simulator/fault.h"
#include "simulator/reply.h"

#include <optional>

namespace penstock::simulator
{

/// The answer of a fault that comes in place of any other; nothing for faults that spoil one.
[[nodiscard]] std::optional<AzureError> answerOf(const Fault &fault, const AzureRoute &route,
                                                 std::string_view requestId);

/// The same answer, spoilt. What a fault waits for is real time, whatever the speed.
[[nodiscard]] Reply spoilt(Reply reply, const Fault &fault);

} // namespace penstock::simulator
