#include "planbench.h"

#include <utility>

namespace penstock::proxy::test
{

namespace
{

GatewayConfig configWith(std::initializer_list<const char *> instances)
{
    GatewayConfig config;
    for (const char *name : instances) {
        config.instances.push_back(plannedInstance(name));
    }
    return config;
}

} // namespace

InstanceSettings plannedInstance(const std::string &name, const std::string &model)
{
    InstanceSettings settings;
    settings.id = InstanceId(name);
    settings.name = name;
    settings.apiBase = "https://" + name + ".example";
    settings.modelDeployments[ModelName(model)].deployment = DeploymentId("dep-" + name);
    return settings;
}

PlanBench::PlanBench(std::initializer_list<const char *> instances)
    : PlanBench(configWith(instances))
{
}

PlanBench::PlanBench(GatewayConfig config)
    : m_plan(std::make_shared<const routing::RoutingPlan>(
          std::make_shared<const GatewayConfig>(std::move(config)),
          [](std::size_t) { return false; }, m_state))
{
}

routing::CandidateReason PlanBench::reason(routing::TargetIndex target, routing::Verdict verdict,
                                           resilience::Cause cause,
                                           std::optional<Duration> left) const
{
    routing::CandidateReason reason{.target = target, .verdict = verdict, .cause = cause};
    if (left) {
        reason.until = m_now + *left;
    }
    return reason;
}

routing::Admission PlanBench::refusal(routing::Refusal cause,
                                      std::vector<routing::CandidateReason> reasons,
                                      std::optional<Duration> left,
                                      routing::TargetIndex soonest) const
{
    routing::Admission admission;
    admission.decision = {.kind = routing::Decision::Kind::Refuse, .refusal = cause};
    admission.decision.soonest = soonest;
    if (left) {
        admission.decision.until = m_now + *left;
    }
    admission.passedOver = std::move(reasons);
    return admission;
}

} // namespace penstock::proxy::test
