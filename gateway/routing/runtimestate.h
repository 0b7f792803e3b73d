#pragma once

#include "resilience/health.h"
#include "resilience/ledger.h"
#include "resilience/limitlearning.h"
#include "routing/pinstore.h"
#include "routing/routingplan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace penstock::routing
{

/// What is known of an instance, whatever configuration names it.
struct InstanceRuntime {
    InstanceId id;
    resilience::Health health;
    resilience::AccountIndex account = 0;
    std::optional<SteadyTime> lastTraffic = std::nullopt; ///< when something was sent or answered
};

struct TargetRuntime {
    resilience::Health health;
    resilience::AccountIndex account = 0;
    resilience::LimitLearning learning;
    std::uint64_t sent = 0; ///< requests, ever
    std::uint64_t observed = 0; ///< the last of them whose answer told of limits
};

/// How long the answers of a client to a model are, for requests that do not say what they want at
/// most.
class AnswerLengths final
{
public:
    static constexpr std::int64_t atFirst = 512;

    [[nodiscard]] std::int64_t expected(Slot pool, std::optional<Slot> client) const;
    void note(Slot pool, std::optional<Slot> client, std::int64_t tokens);

private:
    [[nodiscard]] static std::uint64_t keyOf(Slot pool, std::optional<Slot> client);

    std::unordered_map<std::uint64_t, double> m_averages;
};

/// All that the workers must agree on and that outlives a configuration: by the names of things,
/// each with a place that is never given to another. Not thread safe.
class RuntimeState final : public RoutingPlan::SlotSource
{
public:
    [[nodiscard]] Slot instanceSlot(const InstanceSettings &instance) override;
    [[nodiscard]] Slot targetSlot(const TargetId &target, const BreakerSettings &breaker) override;
    [[nodiscard]] Slot groupSlot(const std::string &name) override;
    [[nodiscard]] Slot clientSlot(const ClientId &name) override;
    [[nodiscard]] std::shared_ptr<PoolTurns> turnsOf(const Pool &pool,
                                                     const std::vector<Slot> &members) override;

    /// The stable number of an instance, for cookies.
    [[nodiscard]] std::optional<Slot> knownInstance(const InstanceId &id) const;

    std::vector<InstanceRuntime> instances;
    std::vector<TargetRuntime> targets;
    std::vector<resilience::AccountIndex> groups;
    std::vector<resilience::AccountIndex> clients;
    resilience::Ledger ledger;
    AnswerLengths lengths;
    MemoryPins pins;
    bool isOffline = false;

private:
    struct KnownPool {
        Slot slot = 0;
        std::shared_ptr<PoolTurns> turns;
        std::vector<Slot> targets;
    };

    std::unordered_map<InstanceId, Slot> m_instanceSlots;
    std::unordered_map<TargetId, Slot> m_targetSlots;
    std::unordered_map<std::string, Slot> m_groupSlots;
    std::unordered_map<ClientId, Slot> m_clientSlots;
    std::unordered_map<std::string, KnownPool> m_pools;
};

} // namespace penstock::routing
