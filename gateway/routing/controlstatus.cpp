#include "routing/trafficcontrol.h"

#include <algorithm>

namespace penstock::routing
{

namespace
{

using resilience::Standing;

void order(resilience::Health &health, Command command, SteadyTime now,
           std::optional<Duration> duration)
{
    switch (command) {
    case Command::Trip:
        health.trip(now, duration);
        break;
    case Command::Reset:
        health.reset(now);
        break;
    case Command::Probe:
        health.allowTrial(now);
        break;
    case Command::Drain:
        health.drain(now, duration);
        break;
    case Command::Resume:
        health.resume(now);
        break;
    }
}

bool isTrouble(const Standing &standing)
{
    return standing.state != InstanceState::Unknown && standing.state != InstanceState::Healthy
        && standing.state != InstanceState::Degraded;
}

bool isAt(const TargetStatus &target, InstanceState state)
{
    return target.standing.state == state;
}

SteadyTime backAt(const TargetStatus &target)
{
    return isTrouble(target.standing) ? target.standing.nextChange.value_or(SteadyTime::max())
                                      : SteadyTime::max();
}

/// What the deployments of an instance add up to. Those that nothing was heard of have no say.
Standing sumOf(const std::vector<TargetStatus> &targets)
{
    const auto troubled = std::ranges::find_if(
        targets, [](const TargetStatus &target) { return isTrouble(target.standing); });
    if (troubled != targets.end()) {
        const bool isAll = std::ranges::all_of(targets, [](const TargetStatus &target) {
            return isTrouble(target.standing) || isAt(target, InstanceState::Unknown);
        });
        if (isAll) {
            // The one that comes back first says until when.
            const auto first = std::ranges::min_element(targets, {}, backAt);
            return isTrouble(first->standing) ? first->standing : troubled->standing;
        }
        Standing some = troubled->standing;
        some.state = InstanceState::Degraded;
        return some;
    }
    for (const InstanceState state : {InstanceState::Degraded, InstanceState::Healthy}) {
        const auto found = std::ranges::find_if(
            targets, [state](const TargetStatus &target) { return isAt(target, state); });
        if (found != targets.end()) {
            return found->standing;
        }
    }
    return {};
}

} // namespace

bool TrafficControl::command(Command command, const InstanceId &instance,
                             const std::optional<DeploymentId> &deployment,
                             std::optional<Duration> duration)
{
    bool isKnown = false;
    Grants grants;
    {
        const std::lock_guard lock(m_mutex);
        const SteadyTime now = m_clock.steadyNow();
        const auto slot = m_state.knownInstance(instance);
        if (!slot || !m_plan) {
            return false;
        }
        isKnown = !deployment
            && std::ranges::any_of(m_plan->instances(), [&](const PlanInstance &planned) {
                   return planned.slot == *slot;
               });
        if (isKnown) {
            order(m_state.instances[*slot].health, command, now, duration);
        }
        for (const PlanTarget &target : m_plan->targets()) {
            const bool isMeant = m_plan->instances()[target.instance].slot == *slot
                && (!deployment || target.deployment == *deployment);
            // What a whole instance is told to forget or to try, its deployments are too.
            const bool reaches = deployment || command == Command::Reset
                || command == Command::Probe || command == Command::Resume;
            if (isMeant) {
                isKnown = true;
                if (reaches) {
                    order(m_state.targets[target.slot].health, command, now, duration);
                }
            }
        }
        serve(grants);
    }
    hand(std::move(grants));
    return isKnown;
}

ControlStatus TrafficControl::status() const
{
    const std::lock_guard lock(m_mutex);
    const SteadyTime now = m_clock.steadyNow();
    ControlStatus status{.at = now, .isOffline = m_state.isOffline};
    if (!m_plan) {
        return status;
    }
    for (const PlanInstance &instance : m_plan->instances()) {
        const InstanceRuntime &runtime = m_state.instances[instance.slot];
        status.instances.push_back({.id = instance.settings->id,
                                    .standing = runtime.health.look(now),
                                    .books = m_state.ledger.view(now, runtime.account),
                                    .lastTraffic = runtime.lastTraffic});
    }
    for (const PlanTarget &target : m_plan->targets()) {
        const TargetRuntime &runtime = m_state.targets[target.slot];
        status.instances[target.instance].targets.push_back(
            {.deployment = target.deployment,
             .standing = runtime.health.look(now),
             .books = m_state.ledger.view(now, runtime.account),
             .limit = runtime.learning.effectiveTpm(now, target.limits.tpm),
             .observedLimit = runtime.learning.observedTpm(),
             .isReduced = runtime.learning.isReduced(now)});
    }
    for (InstanceStatus &instance : status.instances) {
        if (!isTrouble(instance.standing)) {
            const bool isDegraded = instance.standing.state == InstanceState::Degraded;
            const Standing sum = sumOf(instance.targets);
            const bool saysMore
                = isDegraded ? !isTrouble(sum) : sum.state == InstanceState::Unknown;
            instance.standing = saysMore ? instance.standing : sum;
        }
    }
    for (const Pool &pool : m_plan->pools()) {
        if (const std::size_t waiting = m_queue.waiting(pool.turns->slot); waiting > 0) {
            status.waiting.push_back({pool.name, waiting});
        }
    }
    return status;
}

} // namespace penstock::routing
