#include "routing/trafficcontrol.h"

namespace penstock::routing
{

namespace
{

using resilience::Cause;
using resilience::HealthReport;

HealthReport refused(int status)
{
    return {.kind = HealthReport::Kind::ConfigError,
            .cause = status == 401 ? Cause::Unauthorized : Cause::Forbidden};
}

/// Whether a list of models in answer proves that what stands in the way is over. It says nothing
/// of what deployments do with requests.
bool isMendedByAnswer(Cause cause)
{
    return cause == Cause::ConnectionFailures || cause == Cause::Unauthorized
        || cause == Cause::Forbidden || cause == Cause::Certificate || cause == Cause::ApiVersion;
}

HealthReport ofAnswer(const resilience::Standing &standing, int status)
{
    const bool isKnown = standing.state != InstanceState::Unknown;
    if (status >= 200 && status < 300) {
        const bool isMended = !isKnown || isMendedByAnswer(standing.cause);
        return {.kind = isMended ? HealthReport::Kind::Success : HealthReport::Kind::Nothing};
    }
    if (status == 401 || status == 403) {
        return refused(status);
    }
    // Whatever it answers, it can be reached again.
    const bool isReached = isKnown && standing.cause == Cause::ConnectionFailures;
    return {.kind = isReached ? HealthReport::Kind::Success : HealthReport::Kind::Nothing};
}

HealthReport meaningOf(const resilience::Standing &standing, const AttemptFacts &facts)
{
    switch (facts.end) {
    case AttemptEnd::Answered:
        return ofAnswer(standing, facts.status);
    case AttemptEnd::NotConnected:
    case AttemptEnd::LostBeforeAnswer:
        return {.kind = HealthReport::Kind::Failure, .failure = FailureKind::Connection};
    case AttemptEnd::CertificateRejected:
        return {.kind = HealthReport::Kind::ConfigError, .cause = Cause::Certificate};
    case AttemptEnd::NoFirstByte:
    case AttemptEnd::CutOff:
    case AttemptEnd::BrokenAnswer:
    case AttemptEnd::Abandoned:
        break;
    }
    return {};
}

bool mayBeMoved(const resilience::Standing &standing)
{
    if (standing.cause == Cause::Operator) {
        return false;
    }
    return standing.state == InstanceState::Unknown || standing.state == InstanceState::Open
        || standing.state == InstanceState::HalfOpen
        || standing.state == InstanceState::ConfigError;
}

} // namespace

resilience::Pass TrafficControl::beginProbe(const RoutingPlan &plan, std::uint32_t instance) const
{
    const std::lock_guard lock(m_mutex);
    return m_state.instances[plan.instances()[instance].slot].health.watch();
}

void TrafficControl::reportProbe(const RoutingPlan &plan, std::uint32_t instance,
                                 const resilience::Pass &pass, const AttemptFacts &facts)
{
    Grants grants;
    {
        const std::lock_guard lock(m_mutex);
        const SteadyTime now = m_clock.steadyNow();
        resilience::Health &health = m_state.instances[plan.instances()[instance].slot].health;
        const resilience::Standing standing = health.look(now);
        const HealthReport told = meaningOf(standing, facts);
        // Refused again is no news, and must not keep away the request that is due to try.
        const bool isNews = standing.state != InstanceState::ConfigError
            || told.kind == HealthReport::Kind::Success;
        if (!mayBeMoved(standing) || !isNews) {
            return;
        }
        health.report(now, pass, told, m_random);
        serve(grants);
    }
    hand(std::move(grants));
}

} // namespace penstock::routing
