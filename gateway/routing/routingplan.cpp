#include "routing/routingplan.h"

#include <algorithm>
#include <set>
#include <utility>

namespace penstock::routing
{

namespace
{

bool isOnThisMachine(std::string_view address)
{
    const std::size_t scheme = address.find("://");
    const std::string_view host
        = scheme == std::string_view::npos ? address : address.substr(scheme + 3);
    return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

/// What one deployment sets, or what its instance does in its place.
DeploymentSettings settingsOf(const InstanceSettings &instance, const DeploymentId &deployment,
                              const ModelName &model)
{
    if (const auto own = instance.modelDeployments.find(model);
        own != instance.modelDeployments.end() && own->second.deployment == deployment) {
        return own->second;
    }
    for (const auto &[name, settings] : instance.modelDeployments) {
        if (settings.deployment == deployment) {
            return settings;
        }
    }
    return {.deployment = deployment};
}

std::set<std::string> deploymentNames(const GatewayConfig &config)
{
    std::set<std::string> names;
    for (const InstanceSettings &instance : config.instances) {
        for (const auto &[model, settings] : instance.modelDeployments) {
            names.insert(settings.deployment.value());
        }
        for (const auto &[model, deployment] : instance.foldedModelDeployments) {
            names.insert(deployment.value());
        }
    }
    return names;
}

std::set<std::string> foldedNames(const GatewayConfig &config)
{
    std::set<std::string> names;
    for (const InstanceSettings &instance : config.instances) {
        for (const auto &[model, deployment] : instance.foldedModelDeployments) {
            names.insert(model);
        }
    }
    return names;
}

} // namespace

RoutingPlan::RoutingPlan(std::shared_ptr<const GatewayConfig> config,
                         const std::function<bool(std::size_t)> &isUnusable, SlotSource &slots)
    : m_config(std::move(config))
    , m_models(*m_config)
{
    addInstances(isUnusable, slots);
    addPools(slots);
    addFallbacks();
    settleGroups();
    for (const ClientSettings &client : m_config->clients.keys) {
        m_clients.push_back({&client, slots.clientSlot(client.name)});
    }
}

void RoutingPlan::addInstances(const std::function<bool(std::size_t)> &isUnusable,
                               SlotSource &slots)
{
    for (std::size_t i = 0; i < m_config->instances.size(); ++i) {
        const InstanceSettings &settings = m_config->instances[i];
        m_instances.push_back(
            {.settings = &settings,
             .slot = slots.instanceSlot(settings),
             .isUnusable = isUnusable(i),
             .isLocal = isOnThisMachine(settings.apiBase),
             .limits = {.tpm = settings.maxTpm, .rpm = settings.maxRpm, .kind = settings.kind}});
    }
}

void RoutingPlan::addPools(SlotSource &slots)
{
    for (const std::string &model : m_models.models()) {
        if (const auto pool = addPool(model, m_models.forModel(model), slots)) {
            m_byModel.emplace(model, *pool);
        }
    }
    for (const std::string &model : foldedNames(*m_config)) {
        if (const auto pool = addPool(model, m_models.forModel(model), slots)) {
            m_byFoldedModel.emplace(model, *pool);
        }
    }
    for (const std::string &deployment : deploymentNames(*m_config)) {
        if (m_byModel.contains(deployment)) {
            continue; // the model has the name first
        }
        if (const auto pool = addPool(deployment, m_models.forDeployment(deployment), slots)) {
            m_byDeployment.emplace(deployment, *pool);
        }
    }
}

std::optional<PoolIndex> RoutingPlan::addPool(const std::string &name,
                                              const std::vector<Candidate> &candidates,
                                              SlotSource &slots)
{
    if (candidates.empty()) {
        return std::nullopt;
    }
    const RoutingSettings &routing = m_config->routing;
    Pool pool{.name = name,
              .targets = {},
              .strategy = routing.strategy,
              .retries = routing.retries,
              .queueWait = routing.queueWait};
    const ModelName model(name);
    if (const auto own = routing.models.find(model); own != routing.models.end()) {
        pool.strategy = own->second.strategy.value_or(pool.strategy);
        pool.retries = own->second.retries.value_or(pool.retries);
        pool.queueWait = own->second.queueWait.value_or(pool.queueWait);
    } else if (pool.strategy == Strategy::ModelSpecific) {
        return std::nullopt; // refuses what routing.models does not name
    }
    pool.retries = std::max(pool.retries, 0);
    std::vector<Slot> targetSlots;
    for (const Candidate &candidate : candidates) {
        const InstanceSettings &instance = m_config->instances[candidate.instance];
        if (pool.strategy == Strategy::ModelSpecific
            && !instance.modelDeployments.contains(model)) {
            continue;
        }
        const TargetIndex index
            = target(candidate, settingsOf(instance, candidate.deployment, model), slots);
        pool.targets.push_back(index);
        targetSlots.push_back(m_targets[index].slot);
    }
    if (pool.targets.empty()) {
        return std::nullopt;
    }
    pool.turns = slots.turnsOf(pool, targetSlots);
    m_pools.push_back(std::move(pool));
    return static_cast<PoolIndex>(m_pools.size() - 1);
}

TargetIndex RoutingPlan::target(const Candidate &candidate, const DeploymentSettings &settings,
                                SlotSource &slots)
{
    const auto instanceIndex = static_cast<std::uint32_t>(candidate.instance);
    const auto place = std::pair(instanceIndex, candidate.deployment.value());
    if (const auto known = m_targetPlaces.find(place); known != m_targetPlaces.end()) {
        return known->second;
    }
    const InstanceSettings &instance = m_config->instances[candidate.instance];
    PlanTarget target{.instance = instanceIndex,
                      .deployment = candidate.deployment,
                      .slot
                      = slots.targetSlot({instance.id, candidate.deployment}, instance.breaker),
                      .limits = {.tpm = settings.maxTpm.value_or(instance.maxTpm),
                                 .rpm = settings.maxRpm.value_or(instance.maxRpm),
                                 .kind = settings.kind.value_or(instance.kind)},
                      .maxInputTokens = settings.maxInputTokens.value_or(instance.maxInputTokens)};
    const std::string &group
        = settings.quotaGroup.empty() ? instance.quotaGroup : settings.quotaGroup;
    if (!group.empty()) {
        target.group = slots.groupSlot(group);
    }
    m_targets.push_back(std::move(target));
    const auto index = static_cast<TargetIndex>(m_targets.size() - 1);
    m_targetPlaces.emplace(place, index);
    return index;
}

// Every member names the quota that they share; the largest number is the whole of it.
void RoutingPlan::settleGroups()
{
    std::map<Slot, std::int64_t> shared;
    for (const PlanTarget &target : m_targets) {
        if (target.group) {
            std::int64_t &tpm = shared[*target.group];
            tpm = std::max(tpm, target.limits.tpm);
        }
    }
    for (PlanTarget &target : m_targets) {
        target.groupTpm = target.group ? shared[*target.group] : 0;
    }
}

void RoutingPlan::addFallbacks()
{
    for (Pool &pool : m_pools) {
        const auto own = m_config->routing.models.find(ModelName(pool.name));
        if (own == m_config->routing.models.end()) {
            continue;
        }
        for (const ModelName &fallback : own->second.fallbackModels) {
            if (const auto match = forModel(fallback.value())) {
                pool.fallbacks.push_back(match->pool);
            }
        }
    }
}

std::optional<PoolMatch> RoutingPlan::forModel(std::string_view model) const
{
    // Whoever writes an alias for a name that exists means the alias.
    const auto &aliases = m_config->routing.aliases;
    if (!aliases.empty()) {
        if (const auto alias = aliases.find(ModelName(std::string(model)));
            alias != aliases.end()) {
            const auto meant = m_byModel.find(alias->second.value());
            return meant == m_byModel.end() ? std::nullopt
                                            : std::optional(PoolMatch{meant->second, true});
        }
    }
    if (const auto exact = m_byModel.find(model); exact != m_byModel.end()) {
        return PoolMatch{exact->second};
    }
    if (m_byFoldedModel.empty()) {
        return std::nullopt;
    }
    const auto folded = m_byFoldedModel.find(foldedModelName(model));
    return folded == m_byFoldedModel.end() ? std::nullopt
                                           : std::optional(PoolMatch{folded->second});
}

std::optional<PoolMatch> RoutingPlan::forDeployment(std::string_view name) const
{
    if (const auto model = forModel(name)) {
        return model;
    }
    const auto deployment = m_byDeployment.find(name);
    return deployment == m_byDeployment.end() ? std::nullopt
                                              : std::optional(PoolMatch{deployment->second});
}

std::optional<std::uint32_t> RoutingPlan::instanceNamed(std::string_view name) const
{
    const auto found = std::ranges::find_if(m_instances, [name](const PlanInstance &instance) {
        return instance.settings->name == name && instance.settings->isUsable();
    });
    return found == m_instances.end()
        ? std::nullopt
        : std::optional(static_cast<std::uint32_t>(found - m_instances.begin()));
}

} // namespace penstock::routing
