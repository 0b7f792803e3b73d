#include "stormplan.h"

#include "base/random.h"

#include <algorithm>
#include <utility>

namespace penstock::test
{

namespace
{

using simulator::Fault;
using simulator::FaultKind;

Fault trouble(RandomSource &random)
{
    switch (random.below(6)) {
    case 0:
    case 1:
        return {.kind = FaultKind::RateLimit, .retryAfter = std::chrono::seconds(1)};
    case 2:
        return {.kind = FaultKind::ServerError, .status = random.below(2) == 0 ? 500 : 503};
    case 3:
        return {.kind = random.below(2) == 0 ? FaultKind::HtmlError : FaultKind::Reset};
    case 4:
        return {.kind = FaultKind::Cut, .afterEvents = 1}; // what comes first says nothing yet
    default:
        return {.kind = FaultKind::Stall};
    }
}

} // namespace

StormPlan::StormPlan(std::uint64_t seed, std::size_t instances)
    : m_seed(seed)
    , m_instances(instances)
{
}

std::vector<std::optional<Fault>> StormPlan::troubles(std::size_t number) const
{
    SeededRandom random(m_seed ^ ((number + 1) << 20U));
    std::vector<std::size_t> order(m_instances);
    for (std::size_t i = 0; i < m_instances; ++i) {
        order[i] = i;
    }
    for (std::size_t i = m_instances; i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(random.below(i))]);
    }
    // From one to all but one, so that it is half of them on average.
    const auto count = 1 + static_cast<std::size_t>(random.below(m_instances - 1));
    std::vector<std::optional<Fault>> troubles(m_instances);
    for (std::size_t i = 0; i < count; ++i) {
        troubles[order[i]] = trouble(random);
    }
    return troubles;
}

void StormHistory::note(Time begin, Time end, std::vector<bool> isAlive)
{
    m_switches.push_back({begin, end, std::move(isAlive)});
}

bool StormHistory::wasAlive(std::size_t instance, Time from, Time to) const
{
    for (std::size_t i = 0; i < m_switches.size(); ++i) {
        const bool isOver = i + 1 < m_switches.size() && m_switches[i + 1].end < from;
        if (!isOver && m_switches[i].begin <= to && !m_switches[i].isAlive[instance]) {
            return false;
        }
    }
    return !m_switches.empty() && m_switches.front().end < from;
}

double StormHistory::aliveShare(std::size_t instance) const
{
    const auto alive = std::ranges::count_if(
        m_switches, [instance](const Switch &one) { return one.isAlive[instance]; });
    return static_cast<double>(alive)
        / static_cast<double>(std::max<std::size_t>(m_switches.size(), 1));
}

bool StormHistory::hadAlwaysOneAlive() const
{
    return std::ranges::all_of(m_switches, [](const Switch &one) {
        return std::ranges::find(one.isAlive, true) != one.isAlive.end();
    });
}

} // namespace penstock::test
