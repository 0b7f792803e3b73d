#include "routing/trafficcontrol.h"

#include "routing/assess.h"
#include "routing/decide.h"
#include "routing/strategies.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace penstock::routing
{

namespace
{

using resilience::HealthReport;

/// A Retry-After that long is not about this minute.
constexpr Duration absurdWait = std::chrono::hours(1);
constexpr Duration groupMemory = std::chrono::seconds(2);
constexpr double halfFull = 0.5;

std::optional<Slot> clientSlot(const RoutingPlan &plan, const RequestFacts &facts)
{
    return facts.client ? std::optional(plan.clients()[*facts.client].slot) : std::nullopt;
}

FailureScope scopeOf(const FailureRule &rule, const BreakerSettings &settings)
{
    const bool isCounted
        = rule.effect == HealthReport::Kind::Failure || settings.openOn.contains(rule.kind);
    if (rule.scope == FailureScope::None || !isCounted || settings.scope == BreakerScope::Auto) {
        return rule.scope;
    }
    return settings.scope == BreakerScope::Instance ? FailureScope::Instance : FailureScope::Target;
}

} // namespace

TrafficControl::TrafficControl(const Clock &clock, std::uint64_t seed)
    : m_clock(clock)
    , m_random(seed)
{
}

std::shared_ptr<const RoutingPlan>
TrafficControl::prepare(std::shared_ptr<const GatewayConfig> config,
                        const std::function<bool(std::size_t)> &isUnusable)
{
    const std::lock_guard lock(m_mutex);
    return std::make_shared<const RoutingPlan>(std::move(config), isUnusable, m_state);
}

void TrafficControl::adopt(const std::shared_ptr<const RoutingPlan> &plan,
                           const std::vector<InstanceId> &renewed)
{
    const std::lock_guard lock(m_mutex);
    const SteadyTime now = m_clock.steadyNow();
    m_plan = plan;
    for (const PlanInstance &instance : plan->instances()) {
        InstanceRuntime &runtime = m_state.instances[instance.slot];
        runtime.health.configure(instance.settings->breaker);
        if (std::ranges::find(renewed, instance.settings->id) != renewed.end()) {
            runtime.health.forgetConfigError(now);
        }
    }
    const auto learning = plan->config().limits.learnFromHeaders ? resilience::HeaderLearning::On
                                                                 : resilience::HeaderLearning::Off;
    for (const PlanTarget &target : plan->targets()) {
        const InstanceSettings &instance = *plan->instances()[target.instance].settings;
        TargetRuntime &runtime = m_state.targets[target.slot];
        runtime.health.configure(instance.breaker);
        runtime.learning.configure(learning);
        if (std::ranges::find(renewed, instance.id) != renewed.end()) {
            runtime.health.forgetConfigError(now);
        }
    }
}

Admission TrafficControl::admit(const std::shared_ptr<const RoutingPlan> &plan,
                                const RequestFacts &facts, Trail trail,
                                std::shared_ptr<AdmissionSink> sink)
{
    const std::lock_guard lock(m_mutex);
    if (m_isPaused) {
        return {.decision = {.refusal = Refusal::Paused}, .pool = facts.pool, .trail = trail};
    }
    const Slot line = plan->pools()[facts.pool].turns->slot;
    const std::size_t ahead = m_queue.waiting(line);
    Admission admission = decideFor(*plan, facts, trail);
    // Nobody overtakes those who wait for the same. Who looks for another place after a failure has
    // come before them.
    if (admission.decision.kind == Decision::Kind::Send && !facts.pinnedInstance
        && trail.tries.empty() && m_queue.isHeld(line)) {
        const bool isWaiting = facts.waitsUntil > m_clock.steadyNow();
        admission.decision = {.kind = isWaiting ? Decision::Kind::Wait : Decision::Kind::Refuse,
                              .refusal = Refusal::Capacity,
                              .affinity = admission.decision.affinity,
                              .until = m_nextRoom,
                              .soonest = admission.decision.target};
    }
    if (admission.decision.kind == Decision::Kind::Wait
        && ahead >= static_cast<std::size_t>(plan->config().routing.maxWaiting)) {
        admission.decision.kind = Decision::Kind::Refuse;
        admission.decision.refusal = Refusal::QueueFull;
    }
    admission.trail = std::move(trail);
    if (admission.decision.kind == Decision::Kind::Send) {
        take(*plan, facts, admission);
    } else if (admission.decision.kind == Decision::Kind::Wait) {
        Trail waiting = admission.trail;
        waiting.forgetThrottled();
        admission.wait = m_queue.join(line,
                                      {.plan = plan,
                                       .facts = facts,
                                       .trail = std::move(waiting),
                                       .sink = std::move(sink),
                                       .holdsOthers = !admission.decision.isOwnWait});
        m_nextRoom = earlier(m_nextRoom, admission.decision.until);
    }
    return admission;
}

Admission TrafficControl::decideFor(const RoutingPlan &plan, const RequestFacts &facts,
                                    const Trail &trail)
{
    const Question question{plan, m_state, facts, trail, m_clock.steadyNow()};
    Admission admission{.decision = decide(question, m_scratch), .pool = facts.pool};
    for (const Assessed &candidate : m_scratch.candidates) {
        if (candidate.reason.verdict != Verdict::Chosen
            && candidate.reason.verdict != Verdict::Eligible) {
            if (admission.passedOver.empty()) {
                admission.passedOver.reserve(m_scratch.candidates.size()); // not step by step
            }
            admission.passedOver.push_back(candidate.reason);
        }
    }
    if (admission.decision.kind == Decision::Kind::Send || facts.pinnedInstance) {
        return admission;
    }
    if (auto other = fromFallback(plan, facts, trail)) {
        other->passedOver = std::move(admission.passedOver);
        return std::move(*other);
    }
    return admission;
}

std::optional<Admission> TrafficControl::fromFallback(const RoutingPlan &plan,
                                                      const RequestFacts &facts, const Trail &trail)
{
    if (plan.pools()[facts.pool].fallbacks.empty()) {
        return std::nullopt;
    }
    // What the first model has used up is not the other one's.
    Trail afresh = trail;
    afresh.attempts = 0;
    for (const PoolIndex pool : plan.pools()[facts.pool].fallbacks) {
        RequestFacts other = facts;
        other.pool = pool;
        const Decision decision
            = decide({plan, m_state, other, afresh, m_clock.steadyNow()}, m_scratch);
        if (decision.kind == Decision::Kind::Send && !decision.isForced) {
            return Admission{.decision = decision, .pool = pool};
        }
    }
    return std::nullopt;
}

void TrafficControl::take(const RoutingPlan &plan, const RequestFacts &facts, Admission &admission)
{
    const Decision &decision = admission.decision;
    const SteadyTime now = m_clock.steadyNow();
    const PlanTarget &target = plan.targets()[decision.target];
    TargetRuntime &runtime = m_state.targets[target.slot];
    RequestFacts found = facts;
    found.pool = admission.pool;
    const Question question{plan, m_state, found, admission.trail, now};
    const auto picked = std::ranges::find_if(m_scratch.candidates, [](const Assessed &candidate) {
        return candidate.reason.verdict == Verdict::Chosen;
    });
    takeTurn(plan, admission.pool, m_scratch,
             static_cast<std::size_t>(picked - m_scratch.candidates.begin()));

    Ticket &ticket = admission.ticket;
    ticket.target = decision.target;
    ticket.targetSlot = target.slot;
    ticket.instanceSlot = plan.instances()[target.instance].slot;
    ticket.poolSlot = plan.pools()[admission.pool].turns->slot;
    ticket.clientSlot = clientSlot(plan, facts);
    ticket.reserve = decision.reserve;
    ticket.prompt = facts.promptTokens;
    ticket.isForced = decision.isForced;
    ticket.wasAlone = m_state.ledger.inFlight(runtime.account) == 0;
    const Charges charges = chargesFor(question, decision.target, decision.reserve);
    ticket.reservation = m_state.ledger.reserve(now, charges.all());
    ticket.admittedAfter = m_state.ledger.admitted(now, runtime.account)
        - m_state.ledger.foreign(now, runtime.account);
    ticket.nextRelease = m_state.ledger.nextRelease(now, runtime.account);
    ticket.number = ++runtime.sent;
    InstanceRuntime &instance = m_state.instances[ticket.instanceSlot];
    instance.lastTraffic = now;
    ticket.instancePass = instance.health.enter(now);
    ticket.targetPass = runtime.health.enter(now);
    ++admission.trail.attempts;
    rememberAffinity(plan, facts, decision);
}

void TrafficControl::rememberAffinity(const RoutingPlan &plan, const RequestFacts &facts,
                                      const Decision &decision)
{
    if (!facts.affinityKey || facts.cookieInstance || decision.isForced) {
        return;
    }
    const PlanInstance &instance = plan.instances()[plan.targets()[decision.target].instance];
    m_state.pins.put(*facts.affinityKey, instance.settings->id, m_clock.steadyNow());
}

void TrafficControl::noteRepeat(const Ticket &ticket)
{
    const std::lock_guard lock(m_mutex);
    const SteadyTime now = m_clock.steadyNow();
    std::array<resilience::Charge, resilience::Reservation::mostCharges> charges;
    std::size_t count = 0;
    for (const auto &part : std::span(ticket.reservation.parts).first(ticket.reservation.count)) {
        if (part.kind
            == DeploymentKind::Standard) { // the other kind takes back what came to nothing
            charges[count++] = {part.account, part.tokens, {}};
        }
    }
    resilience::Reservation lost = m_state.ledger.reserve(now, std::span(charges).first(count));
    m_state.ledger.settle(now, lost, resilience::Ending::Unserved, 0);
}

void TrafficControl::observe(const RoutingPlan &plan, const Ticket &ticket, const ToldLimits &told)
{
    const std::lock_guard lock(m_mutex);
    const SteadyTime now = m_clock.steadyNow();
    TargetRuntime &runtime = m_state.targets[ticket.targetSlot];
    const std::int64_t ours = std::max(ticket.admittedAfter,
                                       m_state.ledger.admitted(now, runtime.account)
                                           - m_state.ledger.foreign(now, runtime.account));
    const auto limit
        = static_cast<std::int64_t>(plan.config().limits.headroom
                                    * static_cast<double>(runtime.learning.effectiveTpm(
                                        now, plan.targets()[ticket.target].limits.tpm)));
    const auto foreign = runtime.learning.observe(
        now,
        {.limitTokens = told.limitTokens,
         .remainingTokens = told.remainingTokens,
         .limitRequests = told.limitRequests,
         .promptTokens = ticket.prompt,
         .outputTokens = ticket.reserve
             - static_cast<std::int64_t>(static_cast<double>(ticket.prompt)
                                         * runtime.learning.factor()),
         .ourAdmittedAfterReserve = ours,
         .ourRemainingAfterReserve = limit > 0 ? std::optional(limit - ours) : std::nullopt,
         .nextRelease = ticket.nextRelease,
         .alone = ticket.wasAlone && runtime.sent == ticket.number
             && runtime.observed + 1 == ticket.number});
    runtime.observed = ticket.number;
    if (foreign) {
        m_state.ledger.noteForeign(now, runtime.account, *foreign);
    }
}

Ruling TrafficControl::report(const RoutingPlan &plan, Ticket &ticket, const AttemptReport &report)
{
    Ruling ruling{.rule = ruleFor(report.facts)};
    Grants grants;
    {
        const std::lock_guard lock(m_mutex);
        const SteadyTime now = m_clock.steadyNow();
        if (ruling.rule.effect == HealthReport::Kind::RateLimited) {
            ruling.exceedsQuota = exceedsQuota(plan, ticket, report);
            if (ruling.exceedsQuota) {
                // The request is at fault, and the target has room for others.
                ruling.rule.effect = HealthReport::Kind::Nothing;
            } else if (!report.isAboutCalls) {
                noteThrottling(plan, ticket);
            }
        }
        m_state.ledger.settle(now, ticket.reservation, ruling.rule.ending, report.usedTokens);
        m_state.instances[ticket.instanceSlot].lastTraffic = now;
        noteHealth(plan, ticket, report, ruling.rule);
        noteLengths(ticket, report);
        if (!m_queue.isEmpty()) {
            serve(grants);
        }
    }
    hand(std::move(grants));
    return ruling;
}

bool TrafficControl::exceedsQuota(const RoutingPlan &plan, const Ticket &ticket,
                                  const AttemptReport &report) const
{
    if (!report.retryAfter.isTold || report.retryAfter.wait <= absurdWait) {
        return false;
    }
    const SteadyTime now = m_clock.steadyNow();
    const TargetRuntime &runtime = m_state.targets[ticket.targetSlot];
    const std::int64_t limit
        = runtime.learning.effectiveTpm(now, plan.targets()[ticket.target].limits.tpm);
    if (limit <= 0 || ticket.reserve > limit) {
        return limit > 0;
    }
    // Of a target that cools down already it is known that its refusals mean everybody.
    const std::int64_t others = m_state.ledger.admitted(now, runtime.account) - ticket.reserve;
    return runtime.health.look(now).state != InstanceState::RateLimited
        && static_cast<double>(others) < halfFull * static_cast<double>(limit);
}

void TrafficControl::noteThrottling(const RoutingPlan &plan, const Ticket &ticket)
{
    const SteadyTime now = m_clock.steadyNow();
    TargetRuntime &runtime = m_state.targets[ticket.targetSlot];
    const std::int64_t before = m_state.ledger.admitted(now, runtime.account) - ticket.reserve;
    (void)runtime.learning.throttled(now, plan.targets()[ticket.target].limits.tpm, before);
}

void TrafficControl::noteHealth(const RoutingPlan &plan, const Ticket &ticket,
                                const AttemptReport &report, const FailureRule &rule)
{
    const SteadyTime now = m_clock.steadyNow();
    const InstanceSettings &settings
        = *plan.instances()[plan.targets()[ticket.target].instance].settings;
    const HealthReport told{.kind = rule.effect,
                            .failure = rule.kind,
                            .cause = rule.cause,
                            .retryAfter = report.retryAfter.wait};
    HealthReport ofInstance;
    HealthReport ofTarget;
    switch (scopeOf(rule, settings.breaker)) {
    case FailureScope::Instance:
        ofInstance = told;
        break;
    case FailureScope::Target:
        ofTarget = told;
        // Whatever it answered: it can be reached, and it knows our key.
        if (report.facts.end == AttemptEnd::Answered
            && settings.breaker.scope == BreakerScope::Auto) {
            ofInstance.kind = HealthReport::Kind::Success;
        }
        break;
    case FailureScope::None:
        break;
    }
    if (rule.effect == HealthReport::Kind::Success) {
        ofInstance = ofTarget = told;
    }
    m_state.instances[ticket.instanceSlot].health.report(now, ticket.instancePass, ofInstance,
                                                         m_random);
    m_state.targets[ticket.targetSlot].health.report(now, ticket.targetPass, ofTarget, m_random);
    if (ofTarget.kind == HealthReport::Kind::RateLimited) {
        lendToGroup(plan, ticket, ofTarget);
    }
}

// One 429 may be about one deployment. A second one so soon after is about the quota that its
// group shares.
void TrafficControl::lendToGroup(const RoutingPlan &plan, const Ticket &ticket,
                                 const HealthReport &report)
{
    const PlanTarget &limited = plan.targets()[ticket.target];
    if (!limited.group) {
        return;
    }
    const SteadyTime now = m_clock.steadyNow();
    std::erase_if(m_lentGroups,
                  [&](const auto &entry) { return now - entry.second > groupMemory; });
    const auto before
        = std::ranges::find(m_lentGroups, *limited.group, &std::pair<Slot, SteadyTime>::first);
    if (before == m_lentGroups.end()) {
        m_lentGroups.emplace_back(*limited.group, now);
        return;
    }
    before->second = now;
    for (const PlanTarget &target : plan.targets()) {
        if (target.group == limited.group && target.slot != limited.slot) {
            // Nobody was sent there: no trial is used up by it.
            constexpr resilience::Pass ofNobody{.generation
                                                = std::numeric_limits<std::uint64_t>::max()};
            m_state.targets[target.slot].health.report(now, ofNobody, report, m_random);
        }
    }
}

void TrafficControl::noteLengths(const Ticket &ticket, const AttemptReport &report)
{
    if (report.answerTokens) {
        m_state.lengths.note(ticket.poolSlot, ticket.clientSlot, *report.answerTokens);
    }
}

void TrafficControl::forgive()
{
    Grants grants;
    {
        const std::lock_guard lock(m_mutex);
        const SteadyTime now = m_clock.steadyNow();
        for (InstanceRuntime &instance : m_state.instances) {
            instance.health.voidClocks(now);
        }
        for (TargetRuntime &target : m_state.targets) {
            target.health.voidClocks(now);
        }
        serve(grants);
    }
    hand(std::move(grants));
}

void TrafficControl::setOffline(bool isOffline)
{
    Grants grants;
    {
        const std::lock_guard lock(m_mutex);
        m_state.isOffline = isOffline;
        serve(grants);
    }
    hand(std::move(grants));
}

void TrafficControl::setPaused(bool isPaused)
{
    const std::lock_guard lock(m_mutex);
    m_isPaused = isPaused;
}

std::optional<Slot> TrafficControl::numberOf(const InstanceId &id) const
{
    const std::lock_guard lock(m_mutex);
    return m_state.knownInstance(id);
}

} // namespace penstock::routing
