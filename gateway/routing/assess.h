#pragma once

#include "resilience/ledger.h"
#include "routing/question.h"

#include <array>
#include <cstddef>
#include <span>

namespace penstock::routing
{

/// What a request would take from the books of a target, its instance, its group and its client.
struct Charges {
    std::array<resilience::Charge, resilience::Reservation::mostCharges> charges{};
    std::size_t count = 0;
    std::int64_t withheld = 0; ///< of the target's limit, for others than this request

    [[nodiscard]] std::span<const resilience::Charge> all() const
    {
        return {charges.data(), count};
    }
    /// The tightest of the limits; zero: there is none.
    [[nodiscard]] std::int64_t smallestLimit() const;
    void setTokens(std::int64_t tokens);
};

[[nodiscard]] Charges chargesFor(const Question &question, TargetIndex target, std::int64_t tokens);

/// Room for the answer: what the request allows it, else what is usual.
[[nodiscard]] std::int64_t answerOf(const Question &question);

/// Whether a target can take the request, and what that would mean for it. Looks at the candidate
/// alone, not at the others.
[[nodiscard]] Assessed assess(const Question &question, TargetIndex target);

/// Whether the books have room for it, for a candidate that is asked although its standing speaks
/// against it. One that has none is said to be full.
void fitInto(const Question &question, Assessed &assessed);

/// How an instance or a target stands towards requests, both together: the stricter one speaks.
[[nodiscard]] resilience::Standing standingOf(const Question &question, const PlanTarget &target);

} // namespace penstock::routing
