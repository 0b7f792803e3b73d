#pragma once

#include "domain/gatewayconfig.h"
#include "resilience/account.h"
#include "routing/modeltable.h"
#include "routing/requestfacts.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace penstock::routing
{

/// A place in the RuntimeState; stays with a name for the life of the process.
using Slot = std::uint32_t;

struct PlanInstance {
    const InstanceSettings *settings = nullptr;
    Slot slot = 0;
    bool isUnusable = false; ///< enabled, but its key cannot be read
    bool isLocal = false; ///< needs no network
    resilience::AccountLimits limits; ///< of all its deployments together, as configured
};

struct PlanTarget {
    std::uint32_t instance = 0; ///< index into RoutingPlan::instances
    DeploymentId deployment;
    Slot slot = 0;
    std::optional<Slot> group; ///< that shares its quota
    std::int64_t groupTpm = 0;
    resilience::AccountLimits limits; ///< as configured
    std::int64_t maxInputTokens = 0;
};

struct PlanClient {
    const ClientSettings *settings = nullptr;
    Slot slot = 0;
};

/// Whose turn it is among the targets of a pool. Not part of the configuration: it goes on from one
/// plan to the next, and is touched under the lock of the runtime state only.
struct PoolTurns {
    struct Member {
        std::int64_t current = 0; ///< of the smooth weighted turns
        std::uint64_t lastTurn = 0;
    };

    Slot slot = 0; ///< of the pool's name
    std::size_t cursor = 0; ///< where the next exact turn begins to look
    std::uint64_t turn = 0;
    std::vector<Member> members; ///< as Pool::targets
};

/// The targets that one name leads to.
struct Pool {
    std::string name;
    std::vector<TargetIndex> targets; ///< in the order of failover
    Strategy strategy = Strategy::Failover;
    int retries = 0;
    std::chrono::milliseconds queueWait{0};
    std::vector<PoolIndex> fallbacks; ///< opt-in, in order
    std::shared_ptr<PoolTurns> turns;
};

/// Where a name leads, and by which name it was found.
struct PoolMatch {
    PoolIndex pool = 0;
    bool isAlias = false;
};

/// One configuration, worked out for deciding. Never changes, but for the turns inside.
class RoutingPlan final
{
public:
    /// Who knows the places of names in the runtime state.
    class SlotSource
    {
    public:
        virtual ~SlotSource() = default;
        [[nodiscard]] virtual Slot instanceSlot(const InstanceSettings &instance) = 0;
        [[nodiscard]] virtual Slot targetSlot(const TargetId &target,
                                              const BreakerSettings &breaker)
            = 0;
        [[nodiscard]] virtual Slot groupSlot(const std::string &name) = 0;
        [[nodiscard]] virtual Slot clientSlot(const ClientId &name) = 0;
        /// The turns of a pool that had such targets before; null for a new one.
        [[nodiscard]] virtual std::shared_ptr<PoolTurns> turnsOf(const Pool &pool,
                                                                 const std::vector<Slot> &targets)
            = 0;

    protected:
        SlotSource() = default;
        SlotSource(const SlotSource &) = default;
        SlotSource &operator=(const SlotSource &) = default;
    };

    /// `isUnusable` tells of an enabled instance whether its key is missing.
    RoutingPlan(std::shared_ptr<const GatewayConfig> config,
                const std::function<bool(std::size_t)> &isUnusable, SlotSource &slots);
    RoutingPlan(const RoutingPlan &) = delete;
    RoutingPlan &operator=(const RoutingPlan &) = delete;

    [[nodiscard]] const GatewayConfig &config() const { return *m_config; }
    [[nodiscard]] const ModelTable &models() const { return m_models; }
    [[nodiscard]] const std::vector<PlanInstance> &instances() const { return m_instances; }
    [[nodiscard]] const std::vector<PlanTarget> &targets() const { return m_targets; }
    [[nodiscard]] const std::vector<Pool> &pools() const { return m_pools; }
    [[nodiscard]] const std::vector<PlanClient> &clients() const { return m_clients; }

    /// Exact, but for aliases and for names of environment variables.
    [[nodiscard]] std::optional<PoolMatch> forModel(std::string_view model) const;
    /// For paths that name a deployment: a model of that name, else the deployments of that name.
    [[nodiscard]] std::optional<PoolMatch> forDeployment(std::string_view name) const;
    /// By name; of an instance that is not in use, nothing.
    [[nodiscard]] std::optional<std::uint32_t> instanceNamed(std::string_view name) const;

private:
    struct TextHash {
        using is_transparent
            = void; // NOLINT(readability-identifier-naming): a name of the standard
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>{}(text);
        }
    };
    using PoolsByName = std::unordered_map<std::string, PoolIndex, TextHash, std::equal_to<>>;

    void addInstances(const std::function<bool(std::size_t)> &isUnusable, SlotSource &slots);
    void addPools(SlotSource &slots);
    void addFallbacks();
    [[nodiscard]] TargetIndex target(const Candidate &candidate, const DeploymentSettings &settings,
                                     SlotSource &slots);
    [[nodiscard]] std::optional<PoolIndex>
    addPool(const std::string &name, const std::vector<Candidate> &candidates, SlotSource &slots);
    void settleGroups();

    std::shared_ptr<const GatewayConfig> m_config;
    ModelTable m_models;
    std::vector<PlanInstance> m_instances;
    std::vector<PlanTarget> m_targets;
    std::map<std::pair<std::uint32_t, std::string>, TargetIndex> m_targetPlaces;
    std::vector<Pool> m_pools;
    std::vector<PlanClient> m_clients;
    PoolsByName m_byModel;
    PoolsByName m_byFoldedModel;
    PoolsByName m_byDeployment;
};

} // namespace penstock::routing
