#include "routing/modeltable.h"

#include "base/text.h"

#include <algorithm>
#include <set>
#include <span>

namespace penstock::routing
{

namespace
{

// Only for MODEL_MAP_* variables, whose names cannot hold the signs of a model's name.
std::string folded(std::string_view name)
{
    std::string letters;
    for (const char c : toLower(name)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            letters += c;
        }
    }
    return letters;
}

std::vector<std::string> ownModels(const InstanceSettings &instance)
{
    std::vector<std::string> names;
    for (const auto &[model, settings] : instance.modelDeployments) {
        names.push_back(model.value());
    }
    for (const ModelName &model : instance.supportedModels) {
        names.push_back(model.value());
    }
    return names;
}

} // namespace

std::optional<DeploymentId> deploymentFor(const InstanceSettings &instance, std::string_view model)
{
    const ModelName name{std::string(model)};
    if (const auto mapped = instance.modelDeployments.find(name);
        mapped != instance.modelDeployments.end()) {
        return mapped->second.deployment;
    }
    if (const auto mapped = instance.foldedModelDeployments.find(folded(model));
        mapped != instance.foldedModelDeployments.end()) {
        return mapped->second;
    }
    if (std::ranges::find(instance.supportedModels, name) != instance.supportedModels.end()) {
        return DeploymentId(std::string(model));
    }
    return std::nullopt;
}

ModelTable::ModelTable(const GatewayConfig &config) : m_config(config)
{
    std::set<std::string> names;
    for (const InstanceSettings &instance : config.instances) {
        if (instance.isUsable()) {
            for (std::string &name : ownModels(instance)) {
                names.insert(std::move(name));
            }
        }
    }
    m_models.assign(names.begin(), names.end());
}

std::vector<Candidate> ModelTable::forModel(std::string_view model) const
{
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < m_config.instances.size(); ++i) {
        const InstanceSettings &instance = m_config.instances[i];
        if (!instance.isUsable()) {
            continue;
        }
        if (auto deployment = deploymentFor(instance, model)) {
            candidates.push_back({i, std::move(*deployment)});
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
        const bool hasIt = std::ranges::any_of(instance.modelDeployments, [&](const auto &entry) {
            return entry.second.deployment.value() == name;
        });
        if (instance.isUsable() && hasIt) {
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
