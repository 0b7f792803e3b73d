#include "routing/runtimestate.h"

#include <algorithm>
#include <cmath>

namespace penstock::routing
{

std::uint64_t AnswerLengths::keyOf(Slot pool, std::optional<Slot> client)
{
    constexpr unsigned half = 32;
    return (std::uint64_t{pool} << half) | (client ? *client + 1 : 0);
}

std::int64_t AnswerLengths::expected(Slot pool, std::optional<Slot> client) const
{
    const auto known = m_averages.find(keyOf(pool, client));
    return known == m_averages.end() ? atFirst
                                     : static_cast<std::int64_t>(std::ceil(known->second));
}

void AnswerLengths::note(Slot pool, std::optional<Slot> client, std::int64_t tokens)
{
    constexpr double weight = 0.1;
    double &average
        = m_averages.try_emplace(keyOf(pool, client), static_cast<double>(atFirst)).first->second;
    average += weight * (static_cast<double>(tokens) - average);
}

Slot RuntimeState::instanceSlot(const InstanceSettings &instance)
{
    const auto [place, isNew]
        = m_instanceSlots.try_emplace(instance.id, static_cast<Slot>(instances.size()));
    if (isNew) {
        instances.push_back({instance.id, resilience::Health(instance.breaker), ledger.open()});
    }
    return place->second;
}

Slot RuntimeState::targetSlot(const TargetId &target, const BreakerSettings &breaker)
{
    const auto [place, isNew]
        = m_targetSlots.try_emplace(target, static_cast<Slot>(targets.size()));
    if (isNew) {
        targets.push_back({.health = resilience::Health(breaker),
                           .account = ledger.open(),
                           .learning = resilience::LimitLearning()});
    }
    return place->second;
}

Slot RuntimeState::groupSlot(const std::string &name)
{
    const auto [place, isNew] = m_groupSlots.try_emplace(name, static_cast<Slot>(groups.size()));
    if (isNew) {
        groups.push_back(ledger.open());
    }
    return place->second;
}

Slot RuntimeState::clientSlot(const ClientId &name)
{
    const auto [place, isNew] = m_clientSlots.try_emplace(name, static_cast<Slot>(clients.size()));
    if (isNew) {
        clients.push_back(ledger.open());
    }
    return place->second;
}

std::shared_ptr<PoolTurns> RuntimeState::turnsOf(const Pool &pool, const std::vector<Slot> &members)
{
    KnownPool &known
        = m_pools.try_emplace(pool.name, KnownPool{static_cast<Slot>(m_pools.size()), {}, {}})
              .first->second;
    if (known.turns && known.targets == members) {
        return known.turns;
    }
    // Who stays in the pool keeps its place in the queue.
    auto turns = std::make_shared<PoolTurns>();
    turns->slot = known.slot;
    turns->members.resize(members.size());
    if (known.turns) {
        turns->turn = known.turns->turn;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const auto before = std::ranges::find(known.targets, members[i]);
            if (before != known.targets.end()) {
                turns->members[i]
                    = known.turns
                          ->members[static_cast<std::size_t>(before - known.targets.begin())];
            }
        }
    }
    known.turns = turns;
    known.targets = members;
    return turns;
}

std::optional<Slot> RuntimeState::knownInstance(const InstanceId &id) const
{
    const auto known = m_instanceSlots.find(id);
    return known == m_instanceSlots.end() ? std::nullopt : std::optional(known->second);
}

} // namespace penstock::routing
