#include "routingbench.h"

#include "routing/strategies.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace penstock::test
{

using namespace routing;
using namespace std::chrono_literals;
using resilience::HealthReport;

InstanceSettings plainInstance(const std::string &name, const std::string &model)
{
    InstanceSettings instance;
    instance.id = InstanceId(name);
    instance.name = name;
    instance.apiBase = "https://" + name + ".example";
    instance.modelDeployments.emplace(ModelName(model),
                                      DeploymentSettings{.deployment = DeploymentId(model)});
    instance.breaker.jitter = 0;
    return instance;
}

GatewayConfig plainConfig(std::initializer_list<const char *> instances)
{
    GatewayConfig config;
    for (const char *name : instances) {
        config.instances.push_back(plainInstance(name));
    }
    return config;
}

InstanceSettings &named(GatewayConfig &config, const std::string &instance)
{
    return *std::ranges::find(config.instances, instance, &InstanceSettings::name);
}

void usePreset(GatewayConfig &config, BreakerPreset preset)
{
    BreakerSettings breaker{.preset = preset,
                            .consecutiveConnect = 1,
                            .consecutiveServerErrors = 1,
                            .minOutcomes = 1,
                            .failureRatio = 0,
                            .jitter = 0,
                            .halfOpenSuccesses = 1,
                            .honorRetryAfter = false};
    if (preset == BreakerPreset::ApimV1) {
        breaker.open = breaker.openMax = 30s;
        breaker.openOn = {FailureKind::Unauthorized, FailureKind::RateLimited,
                          FailureKind::ServerError, FailureKind::Timeout, FailureKind::Connection};
        breaker.scope = BreakerScope::Instance;
        config.routing.allOpen = AllOpen::All;
    } else {
        breaker.open = breaker.openMax = 10s;
        breaker.openOn = {FailureKind::RateLimited};
        breaker.scope = BreakerScope::Target;
        breaker.retrySameTarget = 1s;
        config.routing.retries = 2;
    }
    for (InstanceSettings &instance : config.instances) {
        instance.breaker = breaker;
    }
}

bool allUsable(std::size_t)
{
    return false; // none of them is unusable
}

DecisionBench::DecisionBench(GatewayConfig config,
                             const std::function<bool(std::size_t)> &isUnusable)
    : plan(std::make_shared<const RoutingPlan>(
          std::make_shared<const GatewayConfig>(std::move(config)), isUnusable, state))
{
}

Decision DecisionBench::decide()
{
    return routing::decide({*plan, state, facts, trail, now}, scratch);
}

std::string DecisionBench::send()
{
    const Decision decision = decide();
    if (decision.kind != Decision::Kind::Send) {
        return {};
    }
    const auto picked = std::ranges::find(scratch.candidates, Verdict::Chosen,
                                          [](const Assessed &one) { return one.reason.verdict; });
    takeTurn(*plan, facts.pool, scratch,
             static_cast<std::size_t>(picked - scratch.candidates.begin()));
    return instanceOf(decision.target);
}

std::string DecisionBench::instanceOf(TargetIndex target) const
{
    return plan->instances()[plan->targets()[target].instance].settings->name;
}

TargetIndex DecisionBench::targetOf(const std::string &instance) const
{
    const auto &targets = plan->pools()[facts.pool].targets;
    return *std::ranges::find(targets, instance,
                              [this](TargetIndex target) { return instanceOf(target); });
}

CandidateReason DecisionBench::reason(const std::string &instance) const
{
    const auto found
        = std::ranges::find(scratch.candidates, targetOf(instance),
                            [](const Assessed &candidate) { return candidate.reason.target; });
    return found == scratch.candidates.end() ? CandidateReason{.verdict = Verdict{}}
                                             : found->reason;
}

Verdict DecisionBench::verdict(const std::string &instance) const
{
    return reason(instance).verdict;
}

resilience::Health &DecisionBench::health(const std::string &instance)
{
    return state.instances[*state.knownInstance(InstanceId(instance))].health;
}

resilience::Health &DecisionBench::targetHealth(const std::string &instance)
{
    return state.targets[plan->targets()[targetOf(instance)].slot].health;
}

void DecisionBench::report(resilience::Health &health, const HealthReport &report)
{
    health.report(now, health.enter(now), report, random);
}

void DecisionBench::limitRate(const std::string &instance, Duration wait)
{
    report(targetHealth(instance), {.kind = HealthReport::Kind::RateLimited, .retryAfter = wait});
}

void DecisionBench::open(const std::string &instance)
{
    for (int i = 0; i < 5; ++i) {
        report(targetHealth(instance), {.kind = HealthReport::Kind::Failure});
    }
}

void DecisionBench::misconfigure(const std::string &instance, resilience::Cause cause)
{
    report(health(instance), {.kind = HealthReport::Kind::ConfigError, .cause = cause});
}

void DecisionBench::fill(const std::string &instance, std::int64_t tokens)
{
    const PlanTarget &target = plan->targets()[targetOf(instance)];
    const resilience::Charge charge{state.targets[target.slot].account, tokens, target.limits};
    (void)state.ledger.reserve(now, std::span(&charge, 1));
}

void DecisionBench::fillClient(const std::string &client, std::int64_t tokens)
{
    const resilience::Charge charge{state.clients[state.clientSlot(ClientId(client))], tokens, {}};
    (void)state.ledger.reserve(now, std::span(&charge, 1));
}

void DecisionBench::tried(const std::string &instance, Outcome outcome, bool wasForced)
{
    trail.tries.push_back({targetOf(instance), outcome, wasForced});
    ++trail.attempts;
}

bool RecordedGrants::admitted(WaitId, const Admission &admission)
{
    grants.push_back(admission);
    return isThere;
}

Admission *RecordedGrants::of(WaitId wait)
{
    const auto found = std::ranges::find(grants, wait, &Admission::wait);
    return found == grants.end() ? nullptr : &*found;
}

ControlBench::ControlBench(GatewayConfig config, std::uint64_t seed) : control(clock, seed)
{
    adopt(std::move(config));
}

void ControlBench::adopt(GatewayConfig config, const std::vector<InstanceId> &renewed)
{
    plan = control.prepare(std::make_shared<const GatewayConfig>(std::move(config)), allUsable);
    control.adopt(plan, renewed);
}

RequestFacts ControlBench::facts(std::int64_t tokens, Duration patience,
                                 const std::string &model) const
{
    return {.pool = plan->forModel(model).value().pool,
            .promptTokens = tokens / 2,
            .outputBudget = tokens - tokens / 2,
            .waitsUntil = clock.steadyNow() + patience};
}

Admission ControlBench::ask(const RequestFacts &facts, Trail trail)
{
    return control.admit(plan, facts, std::move(trail), sink);
}

std::string ControlBench::instanceOf(const Admission &admission) const
{
    if (admission.decision.kind != Decision::Kind::Send) {
        return {};
    }
    return plan->instances()[plan->targets()[admission.decision.target].instance].settings->name;
}

Ruling ControlBench::answer(Admission &admission, int status, std::optional<Duration> retryAfter,
                            std::int64_t used)
{
    AttemptReport report{.facts = {.end = AttemptEnd::Answered, .status = status},
                         .usedTokens = used};
    if (retryAfter) {
        report.retryAfter = {.wait = *retryAfter, .isTold = true};
    }
    return control.report(*plan, admission.ticket, report);
}

Ruling ControlBench::end(Admission &admission, AttemptEnd end)
{
    return control.report(*plan, admission.ticket, {.facts = {.end = end}});
}

bool ControlBench::answerFrom(const std::string &instance, int status, int times)
{
    for (int i = 0; i < times; ++i) {
        Admission admission = ask();
        if (instanceOf(admission) != instance) {
            return false;
        }
        answer(admission, status);
    }
    return true;
}

void ControlBench::pass(Duration time)
{
    const SteadyTime end = clock.steadyNow() + time;
    for (;;) {
        const auto wake = control.nextWake();
        if (!wake || *wake > end) {
            break;
        }
        clock.advance(std::max(Duration(0), *wake - clock.steadyNow()));
        control.serveWaiting();
    }
    clock.advance(end - clock.steadyNow());
    control.serveWaiting();
}

InstanceStatus ControlBench::status(const std::string &instance) const
{
    const ControlStatus all = control.status();
    return *std::ranges::find(all.instances, InstanceId(instance), &InstanceStatus::id);
}

InstanceState ControlBench::stateOf(const std::string &instance) const
{
    return status(instance).standing.state;
}

} // namespace penstock::test
