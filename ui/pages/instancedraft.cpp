#include "pages/instancedraft.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace penstock::pages
{

namespace
{

using config::Node;

Node textOrNothing(const std::string &text)
{
    return text.empty() ? Node::null() : Node::text(text);
}

template<class Value>
Node wholeOrNothing(Value value, Value fallback)
{
    return value == fallback ? Node::null() : Node::whole(value);
}

/// Limits of a deployment, which the form does not show, stay with it.
Node mappingOf(const std::string &deployment, const Node *before)
{
    if (before == nullptr || !before->isMap()) {
        return Node::text(deployment);
    }
    Node changed = Node::map();
    changed.set("deployment", Node::text(deployment));
    return changed;
}

Node mappingsOf(const InstanceDraft &draft, const Node *before)
{
    Node patch = Node::map();
    if (before != nullptr && before->isMap()) {
        for (const config::Entry &entry : before->entries()) {
            const auto stays = [&](const auto &model) { return model.first == entry.key; };
            if (std::ranges::none_of(draft.models, stays)) {
                patch.set(entry.key, Node::null());
            }
        }
    }
    for (const auto &[model, deployment] : draft.models) {
        const Node *const old
            = before != nullptr && before->isMap() ? before->find(model) : nullptr;
        patch.set(model, mappingOf(deployment, old));
    }
    return patch;
}

} // namespace

InstanceDraft draftOf(const InstanceSettings &settings)
{
    InstanceDraft draft{.name = settings.name,
                        .apiBase = settings.apiBase,
                        .provider = settings.provider,
                        .apiVersion = settings.apiVersion,
                        .region = settings.region,
                        .maxTpm = settings.maxTpm,
                        .priority = settings.priority,
                        .weight = settings.weight,
                        .needsKey = settings.credential.auth != AuthKind::None};
    for (const ModelName &model : settings.models()) {
        const auto deployment = settings.deploymentFor(model);
        draft.models.emplace_back(model.value(),
                                  deployment ? deployment->deployment.value() : model.value());
    }
    return draft;
}

Node patchOf(const InstanceDraft &draft, const Node &before)
{
    const InstanceSettings defaults;
    Node patch = Node::map();
    patch.set("provider_type",
              draft.provider == defaults.provider
                  ? Node::null()
                  : Node::text(std::string(nameOf(draft.provider))));
    patch.set("api_base", Node::text(draft.apiBase));
    patch.set("api_version",
              draft.provider == Provider::Azure ? textOrNothing(draft.apiVersion) : Node::null());
    patch.set("region", textOrNothing(draft.region));
    patch.set("max_tpm", wholeOrNothing(draft.maxTpm, defaults.maxTpm));
    patch.set("priority", wholeOrNothing<std::int64_t>(draft.priority, defaults.priority));
    patch.set("weight", wholeOrNothing<std::int64_t>(draft.weight, defaults.weight));
    const Node *const mappings = before.isMap() ? before.find("model_deployments") : nullptr;
    patch.set("model_deployments", mappingsOf(draft, mappings));
    // The form lists all models with their deployments; two lists could contradict each other.
    patch.set("supported_models", Node::null());
    return patch;
}

std::string modelsText(const InstanceDraft &draft)
{
    std::string text;
    for (const auto &[model, deployment] : draft.models) {
        text += model == deployment ? model : model + " = " + deployment;
        text += '\n';
    }
    return text;
}

ModelsReading readModels(const std::string &text)
{
    ModelsReading reading;
    int line = 0;
    for (const std::string_view written : split(text, '\n')) {
        ++line;
        const std::string_view content = trimmed(written);
        if (content.empty()) {
            continue;
        }
        const std::size_t equals = content.find('=');
        const std::string model(trimmed(content.substr(0, equals)));
        const std::string deployment(
            equals == std::string_view::npos ? model : trimmed(content.substr(equals + 1)));
        const auto isSame = [&](const auto &other) { return other.first == model; };
        const bool isWrong = model.empty() || deployment.empty()
            || model.find_first_of(" \t") != std::string::npos
            || deployment.find_first_of(" \t=") != std::string::npos
            || std::ranges::any_of(reading.models, isSame);
        if (isWrong && reading.wrongLine == 0) {
            reading.wrongLine = line;
        }
        reading.models.emplace_back(model, deployment);
    }
    return reading;
}

std::string tidyAddress(std::string address)
{
    address = std::string(trimmed(address));
    if (!address.empty() && address.find("://") == std::string::npos) {
        address.insert(0, "https://");
    }
    // What the portal shows as "target URI" ends in the path of one call.
    static constexpr std::array<std::string_view, 2> ofCalls
        = {"/openai/deployments/", "/openai/v1"};
    for (const std::string_view path : ofCalls) {
        if (const std::size_t at = address.find(path);
            at != std::string::npos && address.find(".azure.") != std::string::npos) {
            address.resize(at);
        }
    }
    address.resize(std::min(address.size(), address.find_first_of("?#")));
    while (address.ends_with('/')) {
        address.pop_back();
    }
    return address;
}

} // namespace penstock::pages
