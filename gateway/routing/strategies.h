#pragma once

#include "routing/question.h"

#include <cstddef>
#include <optional>

namespace penstock::routing
{

/// Picks one of the eligible candidates as the pool's strategy has it; nothing when there is none.
/// Answers a place in `scratch.candidates`.
[[nodiscard]] std::optional<std::size_t> pickByStrategy(const Question &question, Scratch &scratch);

/// Notes that this one was picked, so that others have their turn.
void takeTurn(const RoutingPlan &plan, PoolIndex pool, const Scratch &scratch, std::size_t picked);

} // namespace penstock::routing
