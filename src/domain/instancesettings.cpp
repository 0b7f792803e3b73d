#include "domain/instancesettings.h"

#include <algorithm>
#include <set>

namespace penstock
{

std::optional<DeploymentSettings> InstanceSettings::deploymentFor(const ModelName &model) const
{
    if (const auto mapped = modelDeployments.find(model); mapped != modelDeployments.end()) {
        return mapped->second;
    }
    if (std::ranges::find(supportedModels, model) != supportedModels.end()) {
        return DeploymentSettings{.deployment = DeploymentId(model.value())};
    }
    if (const auto folded = foldedModelDeployments.find(foldedModelName(model.value()));
        folded != foldedModelDeployments.end()) {
        return DeploymentSettings{.deployment = folded->second};
    }
    return std::nullopt;
}

std::vector<ModelName> InstanceSettings::models() const
{
    std::set<ModelName> names(supportedModels.begin(), supportedModels.end());
    for (const auto &[model, deployment] : modelDeployments) {
        names.insert(model);
    }
    return {names.begin(), names.end()};
}

std::string foldedModelName(std::string_view name)
{
    std::string folded;
    for (const char c : name) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            folded += c;
        } else if (c >= 'A' && c <= 'Z') {
            folded += static_cast<char>(c - 'A' + 'a');
        }
    }
    return folded;
}

} // namespace penstock
