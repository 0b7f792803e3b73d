#pragma once

#include "base/log.h"
#include "domain/ids.h"
#include "routing/trafficcontrol.h"

#include <string>
#include <unordered_map>

namespace penstock::service
{

/// Writes a line when an instance comes into another state. Looks from time to time; what came and
/// went in between is in the lines of the requests.
class StateLog final
{
public:
    explicit StateLog(Logger &logger) : m_logger(logger) { }

    void look(const routing::ControlStatus &status, const routing::RoutingPlan &plan);

private:
    struct Known {
        InstanceState state = InstanceState::Unknown;
        resilience::Cause cause = resilience::Cause::None;
    };

    Logger &m_logger;
    std::unordered_map<InstanceId, Known> m_known;
};

} // namespace penstock::service
