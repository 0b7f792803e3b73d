#include "app/recordedcontrol.h"

#include <algorithm>
#include <utility>

namespace penstock::app
{

namespace
{

/// Nobody waits in a recording.
class NoSink final : public routing::AdmissionSink
{
public:
    bool admitted(routing::WaitId /*wait*/, const routing::Admission & /*admission*/) override
    {
        return false;
    }
};

int statusOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::RateLimited:
        return 429;
    case Outcome::Failed:
        return 503;
    default:
        return 200;
    }
}

} // namespace

RecordedControl::RecordedControl(routing::TrafficControl &control,
                                 std::shared_ptr<const routing::RoutingPlan> plan)
    : m_control(control)
    , m_plan(std::move(plan))
{
}

std::optional<routing::RequestFacts>
RecordedControl::factsOf(const proxy::AttemptRecord &attempt) const
{
    for (std::size_t i = 0; i < m_plan->pools().size(); ++i) {
        for (const routing::TargetIndex index : m_plan->pools()[i].targets) {
            const routing::PlanTarget &target = m_plan->targets()[index];
            if (m_plan->instances()[target.instance].settings->id == attempt.instanceId
                && target.deployment.value() == attempt.deployment) {
                return routing::RequestFacts{.pool = static_cast<routing::PoolIndex>(i),
                                             .pinnedInstance = target.instance,
                                             .pinnedTarget = index};
            }
        }
    }
    return std::nullopt;
}

void RecordedControl::attempt(const proxy::AttemptRecord &attempt, std::int64_t tokens)
{
    auto facts = factsOf(attempt);
    if (!facts) {
        return;
    }
    facts->outputBudget = tokens;
    auto admission = m_control.admit(m_plan, *facts, {}, std::make_shared<NoSink>());
    if (admission.decision.kind != routing::Decision::Kind::Send) {
        return;
    }
    constexpr std::chrono::seconds throttled(28);
    (void)m_control.report(*m_plan, admission.ticket,
                           {.facts = {.status = statusOf(attempt.outcome)},
                            .retryAfter = {.wait = throttled, .isTold = true},
                            .usedTokens = tokens});
}

} // namespace penstock::app
