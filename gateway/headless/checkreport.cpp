#include "headless/checkreport.h"

#include "config/jsonwriter.h"
#include "config/schema.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace penstock::headless
{

namespace
{

using config::Finding;
using config::LoadedConfig;
using config::Severity;
using config::Shadow;
using Json = nlohmann::ordered_json;

std::size_t count(const LoadedConfig &loaded, Severity severity)
{
    return static_cast<std::size_t>(
        std::ranges::count(loaded.findings, severity, &Finding::severity));
}

std::string counted(std::size_t number, const std::string &thing)
{
    return std::to_string(number) + ' ' + thing + (number == 1 ? "" : "s");
}

std::string layerName(const LoadedConfig &loaded, config::LayerIndex layer)
{
    return layer < loaded.layers.size() ? loaded.layers[layer].name : "defaults";
}

/// A value on one line. References are no secrets; clear texts have left the documents long before.
std::string shortValue(const config::Node &node)
{
    constexpr std::size_t most = 60;
    std::string text = node.isNull() ? "nothing" : config::writeJson(node);
    if (text.size() > most) {
        text = node.isMap() ? "a mapping" : node.isList() ? "a list" : text;
    }
    return text;
}

std::string shadowText(const LoadedConfig &loaded, const Shadow &shadow)
{
    return shadow.path.toText() + ": " + layerName(loaded, shadow.winner) + " says "
        + shortValue(shadow.winnerValue) + ", which hides " + shortValue(shadow.shadowedValue)
        + " of " + layerName(loaded, shadow.shadowed) + '.';
}

std::string stateOf(const InstanceSettings &instance)
{
    if (!instance.enabled) {
        return "disabled";
    }
    return instance.disabledBecause.empty() ? "enabled" : "disabled: " + instance.disabledBecause;
}

std::set<ModelName> allModels(const GatewayConfig &config)
{
    std::set<ModelName> models;
    for (const InstanceSettings &instance : config.instances) {
        const auto own = instance.models();
        models.insert(own.begin(), own.end());
    }
    return models;
}

std::string deploymentName(const InstanceSettings &instance, const ModelName &model)
{
    const auto deployment = instance.deploymentFor(model);
    return deployment ? deployment->deployment.value() : std::string();
}

std::string overview(const GatewayConfig &config)
{
    std::string text = counted(config.instances.size(), "instance") + ", "
        + counted(allModels(config).size(), "model") + ", strategy "
        + std::string(nameOf(config.routing.strategy)) + ", port "
        + std::to_string(config.listen.port) + ".\n";
    for (const InstanceSettings &instance : config.instances) {
        text += "  " + instance.name + "  " + instance.apiBase + "  (" + stateOf(instance) + ")\n";
        for (const ModelName &model : instance.models()) {
            text += "      " + model.value() + " -> " + deploymentName(instance, model) + '\n';
        }
        for (const auto &[folded, deployment] : instance.foldedModelDeployments) {
            text += "      (any spelling of " + folded + ") -> " + deployment.value() + '\n';
        }
    }
    return text;
}

std::string verdict(const LoadedConfig &loaded)
{
    const std::size_t errors = count(loaded, Severity::Error);
    const std::size_t warnings = count(loaded, Severity::Warning);
    if (loaded.hasErrors()) {
        return "Not usable: " + counted(errors, "error") + ", " + counted(warnings, "warning")
            + ". Nothing would be applied.\n";
    }
    return warnings == 0 ? "OK.\n" : "OK, with " + counted(warnings, "warning") + ".\n";
}

Json findingJson(const Finding &finding)
{
    Json json = {{"severity", nameOf(finding.severity)},
                 {"code", finding.code},
                 {"path", finding.path},
                 {"message", finding.message},
                 {"source", finding.source}};
    if (finding.position.isKnown()) {
        json["line"] = finding.position.line;
        json["column"] = finding.position.column;
    }
    return json;
}

Json instanceJson(const InstanceSettings &instance)
{
    Json models = Json::object();
    for (const ModelName &model : instance.models()) {
        models[model.value()] = deploymentName(instance, model);
    }
    return {{"name", instance.name},
            {"api_base", instance.apiBase},
            {"enabled", instance.isUsable()},
            {"reason", instance.disabledBecause},
            {"models", std::move(models)}};
}

} // namespace

std::string checkReportText(const LoadedConfig &loaded)
{
    std::string text;
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Notice}) {
        for (const Finding &finding : loaded.findings) {
            if (finding.severity == severity) {
                text += std::string(nameOf(severity)) + ": " + finding.toText() + '\n';
            }
        }
    }
    for (const Shadow &shadow : loaded.shadows) {
        text += "shadowed: " + shadowText(loaded, shadow) + '\n';
    }
    if (!text.empty()) {
        text += '\n';
    }
    if (loaded.config) {
        text += overview(*loaded.config) + '\n';
    }
    return text + verdict(loaded);
}

std::string checkReportJson(const LoadedConfig &loaded)
{
    Json report = {{"ok", !loaded.hasErrors()},
                   {"errors", count(loaded, Severity::Error)},
                   {"warnings", count(loaded, Severity::Warning)},
                   {"findings", Json::array()},
                   {"shadowed", Json::array()},
                   {"sources", Json::array()}};
    for (const Finding &finding : loaded.findings) {
        report["findings"].push_back(findingJson(finding));
    }
    for (const Shadow &shadow : loaded.shadows) {
        report["shadowed"].push_back(
            {{"path", shadow.path.toText()},
             {"winner", layerName(loaded, shadow.winner)},
             {"value", Json::parse(config::writeJson(shadow.winnerValue))},
             {"shadowed", layerName(loaded, shadow.shadowed)},
             {"shadowed_value", Json::parse(config::writeJson(shadow.shadowedValue))}});
    }
    for (const config::Layer &layer : loaded.layers) {
        report["sources"].push_back({{"kind", nameOf(layer.kind)}, {"name", layer.name}});
    }
    if (loaded.config) {
        report["strategy"] = nameOf(loaded.config->routing.strategy);
        report["port"] = loaded.config->listen.port;
        report["instances"] = Json::array();
        for (const InstanceSettings &instance : loaded.config->instances) {
            report["instances"].push_back(instanceJson(instance));
        }
    }
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace penstock::headless
