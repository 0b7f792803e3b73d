#include "service/snapshotbuilder.h"

#include <utility>

namespace penstock::service
{

namespace
{

StateAndCause stateOf(const proxy::Snapshot::Instance &instance, const InstanceEvidence &evidence)
{
    if (!instance.settings->enabled) {
        return {InstanceState::Disabled, {}};
    }
    if (!instance.settings->disabledBecause.empty()) {
        return {InstanceState::Disabled, instance.settings->disabledBecause};
    }
    if (instance.problem) {
        return {InstanceState::ConfigError, *instance.problem};
    }
    return service::stateOf(evidence);
}

std::vector<InstanceId> idsOf(const proxy::Snapshot &settings)
{
    std::vector<InstanceId> ids;
    ids.reserve(settings.instances().size());
    for (const proxy::Snapshot::Instance &instance : settings.instances()) {
        ids.push_back(instance.settings->id);
    }
    return ids;
}

} // namespace

std::string hostOf(std::string_view address)
{
    if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) {
        address.remove_prefix(scheme + 3);
    }
    return std::string(address.substr(0, address.find_first_of("/?#")));
}

GatewaySnapshot snapshotOf(const proxy::Snapshot &settings, const TrafficTally &tally,
                           const Clock &clock)
{
    GatewaySnapshot snapshot{.at = clock.systemNow(), .inFlight = tally.inFlight()};
    auto numbers = tally.read(idsOf(settings), snapshot);
    snapshot.instances.reserve(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const proxy::Snapshot::Instance &instance = settings.instance(i);
        StateAndCause state = stateOf(instance, numbers[i].evidence);
        snapshot.instances.push_back({.id = instance.settings->id,
                                      .name = instance.settings->name,
                                      .host = hostOf(instance.settings->apiBase),
                                      .region = instance.settings->region,
                                      .state = state.state,
                                      .cause = std::move(state.cause),
                                      .requests = numbers[i].requests,
                                      .errors = numbers[i].errors,
                                      .tokens = numbers[i].tokens,
                                      .lastMinute = numbers[i].lastMinute,
                                      .maxTpm = instance.settings->maxTpm,
                                      .lastError = std::move(numbers[i].lastError)});
    }
    return snapshot;
}

TrafficHistory historyOf(const proxy::Snapshot &settings, const TrafficTally &tally)
{
    TrafficHistory history = tally.history(idsOf(settings));
    for (std::size_t i = 0; i < history.instances.size(); ++i) {
        history.instances[i].name = settings.instance(i).settings->name;
    }
    return history;
}

} // namespace penstock::service
