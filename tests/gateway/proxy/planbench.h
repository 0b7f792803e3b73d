#pragma once

#include "routing/admission.h"
#include "routing/routingplan.h"
#include "routing/runtimestate.h"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::proxy::test
{

/// An instance that serves `model` by a deployment of the name "dep-NAME".
[[nodiscard]] InstanceSettings plannedInstance(const std::string &name,
                                               const std::string &model = "gpt-4o");

/// A configuration worked out, and a moment, for what speaks of targets.
class PlanBench final
{
public:
    PlanBench(std::initializer_list<const char *> instances);
    explicit PlanBench(GatewayConfig config);

    [[nodiscard]] const routing::RoutingPlan &plan() const { return *m_plan; }
    [[nodiscard]] SteadyTime now() const { return m_now; }
    /// One target that was passed over, for so long.
    [[nodiscard]] routing::CandidateReason
    reason(routing::TargetIndex target, routing::Verdict verdict,
           resilience::Cause cause = resilience::Cause::None,
           std::optional<Duration> left = std::nullopt) const;
    /// Nobody is asked any more.
    [[nodiscard]] routing::Admission refusal(routing::Refusal cause,
                                             std::vector<routing::CandidateReason> reasons,
                                             std::optional<Duration> left = std::nullopt,
                                             routing::TargetIndex soonest = 0) const;

private:
    routing::RuntimeState m_state;
    std::shared_ptr<const routing::RoutingPlan> m_plan;
    SteadyTime m_now{std::chrono::hours(1)};
};

} // namespace penstock::proxy::test
