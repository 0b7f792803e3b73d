#pragma once

#include "routing/question.h"

namespace penstock::routing
{

/// The one decision: where a request goes next, waits, or why it goes nowhere. Pure. What was found
/// of each candidate stands in `scratch.candidates` afterwards, in the order of failover.
[[nodiscard]] Decision decide(const Question &question, Scratch &scratch);

/// Whether too little is known to call a request lost: some of this could heal within its patience.
[[nodiscard]] bool isCapacity(Verdict verdict);

} // namespace penstock::routing
