#include "simulator/statetext.h"

#include <nlohmann/json.hpp>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

double inSeconds(std::chrono::milliseconds time)
{
    return std::chrono::duration<double>(time).count();
}

Json json(const Fault &fault)
{
    Json object = {{"kind", toString(fault.kind)}};
    const auto add = [&object](const char *key, const auto &value) {
        if (value) {
            object[key] = *value;
        }
    };
    if (!fault.deployment.empty()) {
        object["deployment"] = fault.deployment;
    }
    if (fault.status != 0) {
        object["status"] = fault.status;
    }
    if (fault.retryAfter) {
        object["retry_after"] = inSeconds(*fault.retryAfter);
    }
    if (fault.probability < 1) {
        object["probability"] = fault.probability;
    }
    add("count", fault.count);
    if (fault.duration) {
        object["seconds"] = inSeconds(*fault.duration);
    }
    add("after_events", fault.afterEvents);
    add("at_request", fault.atRequest);
    if (fault.atTime) {
        object["at_second"] = inSeconds(*fault.atTime);
    }
    return object;
}

Json json(const DeploymentState &state)
{
    const DeploymentCounts &counts = state.counts;
    Json byKind = Json::object();
    for (const auto &[kind, count] : counts.faultsByKind) {
        byKind[std::string(toString(kind))] = count;
    }
    Json object = {{"model", state.setup.model},
                   {"kind", state.setup.kind == DeploymentKind::Ptu ? "ptu" : "standard"},
                   {"tpm", state.setup.tokensPerMinute},
                   {"rpm", state.setup.requestsPerMinute},
                   {"requests", counts.requests},
                   {"rejected", counts.rejected},
                   {"cancelled", counts.cancelled},
                   {"faults", counts.faults},
                   {"faults_by_kind", std::move(byKind)},
                   {"in_flight", counts.inFlight},
                   {"tokens_charged", counts.tokensCharged},
                   {"prompt_tokens", counts.promptTokens},
                   {"completion_tokens", counts.completionTokens}};
    if (state.setup.kind == DeploymentKind::Ptu) {
        object["utilisation"] = state.utilisation;
    } else {
        object["window_tokens"] = state.windowTokens;
    }
    return object;
}

Json json(const InstanceState &state)
{
    Json object
        = {{"name", state.name},         {"region", state.region},
           {"port", state.port},         {"listening", state.presence == Presence::Listening},
           {"requests", state.requests}, {"deployments", Json::object()},
           {"faults", Json::array()}};
    for (const DeploymentState &deployment : state.deployments) {
        object["deployments"][deployment.setup.name] = json(deployment);
    }
    for (const Fault &fault : state.faults) {
        object["faults"].push_back(json(fault));
    }
    return object;
}

} // namespace

std::string stateJson(const InstanceState &state)
{
    return json(state).dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string stateJson(const SimulatorState &state)
{
    Json object = {{"seed", state.seed},
                   {"speed", state.speed},
                   {"control_port", state.controlPort},
                   {"instances", Json::array()}};
    for (const InstanceState &instance : state.instances) {
        object["instances"].push_back(json(instance));
    }
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

} // namespace penstock::simulator
