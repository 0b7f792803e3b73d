#include "routing/modeltable.h"

#include "base/text.h"

#include <algorithm>
#include <set>
#include <span>

namespace penstock::routing
{

namespace
{

bool hasDeployment(const InstanceSettings &instance, std::string_view name)
{
    return std::ranges::any_of(
               instance.modelDeployments,
               [name](const auto &entry) { return entry.second.deployment.value() == name; })
        || std::ranges::any_of(instance.foldedModelDeployments,
                               [name](const auto &entry) { return entry.second.value() == name; });
}

} // namespace

ModelTable::ModelTable(const GatewayConfig &config) : m_config(config)
{
    std::set<std::string> names;
    for (const InstanceSettings &instance : config.instances) {
        if (instance.isUsable()) {
            for (const ModelName &name : instance.models()) {
                names.insert(name.value());
            }
        }
    }
    m_models.assign(names.begin(), names.end());
}

std::vector<Candidate> ModelTable::forModel(std::string_view model) const
{
    const ModelName name{std::string(model)};
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < m_config.instances.size(); ++i) {
        const InstanceSettings &instance = m_config.instances[i];
        if (!instance.isUsable()) {
            continue;
        }
        if (auto served = instance.deploymentFor(name)) {
            candidates.push_back({i, std::move(served->deployment)});
        }
    }
    return inOrder(std::move(candidates));
}

std::vector<Candidate> ModelTable::forDeployment(std::string_view name) const
{
    if (auto candidates = forModel(name); !candidates.empty()) {
        return candidates;
    }
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < m_config.instances.size(); ++i) {
        const InstanceSettings &instance = m_config.instances[i];
        if (instance.isUsable() && hasDeployment(instance, name)) {
            candidates.push_back({i, DeploymentId(std::string(name))});
        }
    }
    return inOrder(std::move(candidates));
}

std::vector<Candidate> ModelTable::inOrder(std::vector<Candidate> candidates) const
{
    std::ranges::stable_sort(candidates, {}, [this](const Candidate &candidate) {
        return m_config.instances[candidate.instance].priority;
    });
    return candidates;
}

std::optional<std::string> ModelTable::nearestModel(std::string_view name) const
{
    return nearest(std::span<const std::string>(m_models), name);
}

} // namespace penstock::routing
