#include "routing/strategies.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

namespace penstock::routing
{

namespace
{

bool hasTiers(const Question &question, Strategy strategy)
{
    switch (strategy) {
    case Strategy::Failover:
    case Strategy::Priority:
    case Strategy::ModelSpecific:
        return true;
    default:
        return question.plan.config().routing.withinPriority;
    }
}

int priorityOf(const RoutingPlan &plan, const Assessed &candidate)
{
    return plan.instances()[plan.targets()[candidate.reason.target].instance].settings->priority;
}

int weightOf(const RoutingPlan &plan, const Assessed &candidate)
{
    return plan.instances()[plan.targets()[candidate.reason.target].instance].settings->weight;
}

/// Marks those that may be picked from: with tiers, the best one that has not spilled over; of
/// them, those that are not merely full.
class Choice final
{
public:
    Choice(const Question &question, const Scratch &scratch, Strategy strategy)
        : m_question(question)
        , m_candidates(scratch.candidates)
        , m_hasTiers(hasTiers(question, strategy))
    {
        m_onlyLast = std::ranges::none_of(m_candidates, [](const Assessed &candidate) {
            return candidate.isEligible() && !candidate.isLast;
        });
        if (m_hasTiers) {
            m_tier = bestTier();
        }
    }

    [[nodiscard]] bool includes(const Assessed &candidate) const
    {
        return candidate.isEligible() && candidate.isLast == m_onlyLast
            && (!m_hasTiers || priorityOf(m_question.plan, candidate) == m_tier);
    }

private:
    // The pool is in the order of priority, so that tiers follow each other.
    [[nodiscard]] int bestTier() const
    {
        std::optional<int> first;
        std::optional<int> roomy; ///< the first with somebody below the mark
        const double spillAt = m_question.plan.config().routing.spillAt;
        for (const Assessed &candidate : m_candidates) {
            if (!candidate.isEligible() || candidate.isLast != m_onlyLast) {
                continue;
            }
            const int tier = priorityOf(m_question.plan, candidate);
            first = first.value_or(tier);
            if (!roomy && candidate.share < spillAt) {
                roomy = tier;
            }
        }
        return roomy ? *roomy : first.value_or(0);
    }

    const Question &m_question;
    const std::vector<Assessed> &m_candidates;
    bool m_hasTiers;
    bool m_onlyLast = false;
    int m_tier = 0;
};

using Picked = std::optional<std::size_t>;

Picked first(const std::vector<Assessed> &candidates, const Choice &choice)
{
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (choice.includes(candidates[i])) {
            return i;
        }
    }
    return std::nullopt;
}

Picked nextInTurn(const std::vector<Assessed> &candidates, const Choice &choice,
                  const PoolTurns &turns)
{
    for (std::size_t step = 0; step < candidates.size(); ++step) {
        const std::size_t i = (turns.cursor + step) % candidates.size();
        if (choice.includes(candidates[i])) {
            return i;
        }
    }
    return std::nullopt;
}

/// Who has the smallest of whatever `keyOf` tells; of equals the one whose turn is longest ago.
template<class KeyOf>
Picked least(const std::vector<Assessed> &candidates, const Choice &choice, const PoolTurns &turns,
             KeyOf keyOf)
{
    Picked best;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (!choice.includes(candidates[i])) {
            continue;
        }
        if (!best
            || std::tuple(keyOf(i), turns.members[i].lastTurn)
                < std::tuple(keyOf(*best), turns.members[*best].lastTurn)) {
            best = i;
        }
    }
    return best;
}

Picked weighted(const Question &question, const Scratch &scratch, const Choice &choice,
                const PoolTurns &turns)
{
    Picked best;
    std::int64_t most = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < scratch.candidates.size(); ++i) {
        const Assessed &candidate = scratch.candidates[i];
        const int weight = choice.includes(candidate) ? weightOf(question.plan, candidate) : 0;
        if (weight > 0 && turns.members[i].current + weight > most) {
            most = turns.members[i].current + weight;
            best = i;
        }
    }
    return best ? best : nextInTurn(scratch.candidates, choice, turns);
}

/// The median of the limits that are known; zero when none is.
std::int64_t medianLimit(const Choice &choice, Scratch &scratch)
{
    scratch.limits.clear();
    for (const Assessed &candidate : scratch.candidates) {
        if (choice.includes(candidate) && candidate.limit > 0) {
            scratch.limits.push_back(candidate.limit);
        }
    }
    if (scratch.limits.empty()) {
        return 0;
    }
    const auto middle
        = scratch.limits.begin() + static_cast<std::ptrdiff_t>(scratch.limits.size() / 2);
    std::ranges::nth_element(scratch.limits, middle);
    if (scratch.limits.size() % 2 != 0) {
        return *middle;
    }
    return std::midpoint(*std::max_element(scratch.limits.begin(), middle), *middle);
}

Picked leastLoaded(const Question &question, Scratch &scratch, const Choice &choice,
                   const PoolTurns &turns)
{
    const std::int64_t median = medianLimit(choice, scratch);
    const std::vector<Assessed> &candidates = scratch.candidates;
    if (median == 0) {
        // None is limited: what each has really used in the last minute compares.
        return least(candidates, choice, turns, [&](std::size_t i) {
            const Slot slot = question.plan.targets()[candidates[i].reason.target].slot;
            const resilience::AccountIndex account = question.state.targets[slot].account;
            return std::tuple(question.state.ledger.used(question.now, account),
                              candidates[i].inFlight);
        });
    }
    return least(candidates, choice, turns, [&](std::size_t i) {
        const Assessed &candidate = candidates[i];
        const double share = candidate.limit > 0
            ? candidate.share
            : static_cast<double>(candidate.admitted) / static_cast<double>(median);
        return std::tuple(share, candidate.inFlight);
    });
}

Picked mostHeadroom(const std::vector<Assessed> &candidates, const Choice &choice,
                    const PoolTurns &turns)
{
    return least(candidates, choice, turns, [&](std::size_t i) {
        const Assessed &candidate = candidates[i];
        return candidate.limit > 0 ? candidate.reserve - candidate.left
                                   : std::numeric_limits<std::int64_t>::min();
    });
}

} // namespace

std::optional<std::size_t> pickByStrategy(const Question &question, Scratch &scratch)
{
    const Pool &pool = question.plan.pools()[question.facts.pool];
    const Choice choice(question, scratch, pool.strategy);
    switch (pool.strategy) {
    case Strategy::Failover:
    case Strategy::ModelSpecific:
        return first(scratch.candidates, choice);
    case Strategy::RoundRobin:
        return nextInTurn(scratch.candidates, choice, *pool.turns);
    case Strategy::Weighted:
        return weighted(question, scratch, choice, *pool.turns);
    case Strategy::Priority:
    case Strategy::LeastLoaded:
        return leastLoaded(question, scratch, choice, *pool.turns);
    case Strategy::Headroom:
        return mostHeadroom(scratch.candidates, choice, *pool.turns);
    }
    return std::nullopt;
}

void takeTurn(const RoutingPlan &plan, PoolIndex index, const Scratch &scratch, std::size_t picked)
{
    const Pool &pool = plan.pools()[index];
    PoolTurns &turns = *pool.turns;
    turns.cursor = (picked + 1) % pool.targets.size();
    turns.members[picked].lastTurn = ++turns.turn;
    if (pool.strategy != Strategy::Weighted) {
        return;
    }
    // Smooth: everybody who could have been picked comes nearer, who was picked goes back by all.
    const int pickedPriority = priorityOf(plan, scratch.candidates[picked]);
    std::int64_t all = 0;
    for (std::size_t i = 0; i < scratch.candidates.size(); ++i) {
        const Assessed &candidate = scratch.candidates[i];
        const bool wasThere = i == picked
            || (candidate.isEligible() && candidate.isLast == scratch.candidates[picked].isLast);
        if (!wasThere
            || (plan.config().routing.withinPriority
                && priorityOf(plan, candidate) != pickedPriority)) {
            continue;
        }
        turns.members[i].current += weightOf(plan, candidate);
        all += weightOf(plan, candidate);
    }
    turns.members[picked].current -= all;
}

} // namespace penstock::routing
