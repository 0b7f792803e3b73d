#include "service/snapshotbuilder.h"

#include "service/statetext.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace penstock::service
{

namespace
{

/// What the configuration itself says; nothing where the instance can be used.
std::optional<StateAndCause> configured(const proxy::Snapshot::Instance &instance)
{
    if (!instance.settings->enabled) {
        return StateAndCause{InstanceState::Disabled, {}};
    }
    if (!instance.settings->disabledBecause.empty()) {
        return StateAndCause{InstanceState::Disabled, instance.settings->disabledBecause};
    }
    if (instance.problem) {
        return StateAndCause{InstanceState::ConfigError, *instance.problem};
    }
    return std::nullopt;
}

/// Brings a moment of the steady clock to that of the wall.
class WallTime final
{
public:
    WallTime(const Clock &clock, SteadyTime at) : m_wall(clock.systemNow()), m_at(at) { }

    [[nodiscard]] std::optional<SystemTime> of(const std::optional<SteadyTime> &moment) const
    {
        return moment ? std::optional(m_wall + (*moment - m_at)) : std::nullopt;
    }

private:
    SystemTime m_wall;
    SteadyTime m_at;
};

std::vector<TargetView> targetsOf(const routing::InstanceStatus &status, const WallTime &wall)
{
    std::vector<TargetView> targets;
    targets.reserve(status.targets.size());
    for (const routing::TargetStatus &target : status.targets) {
        StateAndCause state = describe(target.standing, {});
        targets.push_back({.deployment = target.deployment,
                           .state = state.state,
                           .cause = target.isReduced && state.cause.empty()
                               ? "Its limit seems to be shared, or lower than configured."
                               : std::move(state.cause),
                           .nextChange = wall.of(target.standing.nextChange),
                           .admitted = target.books.admitted,
                           .reserved = target.books.reserved,
                           .limit = target.limit,
                           .inFlight = target.books.inFlight});
    }
    return targets;
}

const routing::InstanceStatus *statusOf(const routing::ControlStatus &control, std::size_t index,
                                        const InstanceId &id)
{
    // The same configuration, unless the gateway stands.
    if (index < control.instances.size() && control.instances[index].id == id) {
        return &control.instances[index];
    }
    const auto found = std::ranges::find(control.instances, id, &routing::InstanceStatus::id);
    return found == control.instances.end() ? nullptr : &*found;
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
                           const routing::TrafficControl &control, const Clock &clock)
{
    GatewaySnapshot snapshot{.at = clock.systemNow(), .inFlight = tally.inFlight()};
    auto numbers = tally.read(idsOf(settings), snapshot);
    const routing::ControlStatus status = control.status();
    const WallTime wall(clock, status.at);
    for (const routing::PoolStatus &pool : status.waiting) {
        snapshot.queues.push_back({pool.name, static_cast<int>(pool.waiting)});
    }
    snapshot.instances.reserve(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const proxy::Snapshot::Instance &instance = settings.instance(i);
        InstanceView view{.id = instance.settings->id,
                          .name = instance.settings->name,
                          .host = hostOf(instance.settings->apiBase),
                          .region = instance.settings->region,
                          .requests = numbers[i].requests,
                          .errors = numbers[i].errors,
                          .tokens = numbers[i].tokens,
                          .lastMinute = numbers[i].lastMinute,
                          .maxTpm = instance.settings->maxTpm,
                          .lastError = std::move(numbers[i].lastError)};
        auto state = configured(instance);
        const auto *const standing = statusOf(status, i, instance.settings->id);
        if (!state && standing != nullptr) {
            state = describe(standing->standing, view.lastError);
            view.nextChange = wall.of(standing->standing.nextChange);
            view.targets = targetsOf(*standing, wall);
        }
        if (state) {
            view.state = state->state;
            view.cause = std::move(state->cause);
        }
        snapshot.instances.push_back(std::move(view));
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
