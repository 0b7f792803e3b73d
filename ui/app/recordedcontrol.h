#pragma once

#include "proxy/requestrecord.h"
#include "routing/trafficcontrol.h"

#include <cstdint>
#include <memory>

namespace penstock::app
{

/// Tells a traffic control of attempts that were never made, so that breakers and ledgers stand as
/// if they had been.
class RecordedControl final
{
public:
    /// Both outlive it.
    RecordedControl(routing::TrafficControl &control,
                    std::shared_ptr<const routing::RoutingPlan> plan);

    void attempt(const proxy::AttemptRecord &attempt, std::int64_t tokens);

private:
    [[nodiscard]] std::optional<routing::RequestFacts>
    factsOf(const proxy::AttemptRecord &attempt) const;

    routing::TrafficControl &m_control;
    std::shared_ptr<const routing::RoutingPlan> m_plan;
};

} // namespace penstock::app
