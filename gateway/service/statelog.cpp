#include "service/statelog.h"

#include "service/statetext.h"

#include <chrono>

namespace penstock::service
{

namespace
{

constexpr LogCategory routingLog{"routing"};

bool isGood(InstanceState state)
{
    return state == InstanceState::Healthy || state == InstanceState::Unknown;
}

} // namespace

void StateLog::look(const routing::ControlStatus &status, const routing::RoutingPlan &plan)
{
    for (std::size_t i = 0; i < status.instances.size() && i < plan.instances().size(); ++i) {
        const resilience::Standing &standing = status.instances[i].standing;
        Known &known = m_known[status.instances[i].id];
        if (known.state == standing.state && known.cause == standing.cause) {
            continue;
        }
        const InstanceState before = known.state;
        known = {standing.state, standing.cause};
        if (isGood(before) && isGood(standing.state)) {
            continue; // the first answer is no news
        }
        const InstanceSettings &settings = *plan.instances()[i].settings;
        std::string text
            = "Instance '" + settings.name + "' is " + std::string(nameOf(standing.state));
        if (standing.nextChange) {
            const auto left
                = std::chrono::ceil<std::chrono::seconds>(*standing.nextChange - status.at);
            text += " for " + std::to_string(left.count()) + " s";
        }
        const std::string cause = describe(standing, {}).cause;
        text += cause.empty() ? "." : ". " + cause;
        if (isGood(standing.state)) {
            m_logger.info(routingLog, text);
        } else {
            m_logger.warning(routingLog, text);
        }
    }
}

} // namespace penstock::service
