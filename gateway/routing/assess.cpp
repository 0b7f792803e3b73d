#include "routing/assess.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace penstock::routing
{

namespace
{

using resilience::Fit;
using resilience::Leave;

Verdict verdictOf(const resilience::Standing &standing)
{
    switch (standing.state) {
    case InstanceState::RateLimited:
        return Verdict::RateLimited;
    case InstanceState::ConfigError:
        return Verdict::ConfigError;
    case InstanceState::Draining:
        return Verdict::Draining;
    case InstanceState::HalfOpen:
        return Verdict::TrialTaken;
    default:
        return Verdict::Open;
    }
}

/// The prompt as this target counts it, and room for the answer.
std::int64_t promptOf(const Question &question, const PlanTarget &target)
{
    const double factor = question.state.targets[target.slot].learning.factor();
    return static_cast<std::int64_t>(
        std::ceil(static_cast<double>(question.facts.promptTokens) * factor));
}

std::int64_t withHeadroom(const Question &question, std::int64_t tpm)
{
    const double headroom = question.plan.config().limits.headroom;
    return headroom < 1 ? static_cast<std::int64_t>(static_cast<double>(tpm) * headroom) : tpm;
}

resilience::AccountLimits targetLimits(const Question &question, const PlanTarget &target)
{
    resilience::AccountLimits limits = target.limits;
    const resilience::LimitLearning &learning = question.state.targets[target.slot].learning;
    limits.tpm = withHeadroom(question, learning.effectiveTpm(question.now, limits.tpm));
    limits.rpm = learning.effectiveRpm(question.now, limits.rpm);
    return limits;
}

/// What of provisioned throughput is kept for streams. Not a lower limit: the bucket drains at the
/// whole rate, whoever fills it.
std::int64_t keptForStreams(const Question &question, const resilience::AccountLimits &limits)
{
    const double kept = question.plan.config().routing.streamReserve;
    return limits.kind == DeploymentKind::Ptu && !question.facts.isStream
        ? static_cast<std::int64_t>(std::ceil(static_cast<double>(limits.tpm) * kept))
        : 0;
}

resilience::AccountLimits instanceLimits(const Question &question, const PlanInstance &instance)
{
    resilience::AccountLimits limits = instance.limits;
    limits.tpm = withHeadroom(question, limits.tpm);
    return limits;
}

void noteFit(Assessed &assessed, const Fit &fit, LimitMode mode)
{
    switch (fit.verdict) {
    case Fit::Verdict::Fits:
        return;
    case Fit::Verdict::NeverFits:
        assessed.reason.verdict = Verdict::TooLarge;
        return;
    case Fit::Verdict::TokensFull:
    case Fit::Verdict::RequestsFull:
        break;
    }
    if (mode == LimitMode::Advise) {
        assessed.isLast = true;
        return;
    }
    assessed.reason.verdict
        = fit.verdict == Fit::Verdict::TokensFull ? Verdict::TokensFull : Verdict::RequestsFull;
    assessed.reason.until = fit.until;
}

/// How full the target is, or its instance, whichever is fuller.
void noteLoad(const Question &question, const Charges &charges, Assessed &assessed)
{
    constexpr std::size_t targetAndInstance = 2;
    const resilience::Ledger &ledger = question.state.ledger;
    const resilience::AccountIndex target = charges.charges.front().account;
    assessed.admitted = ledger.admitted(question.now, target);
    assessed.inFlight = ledger.inFlight(target);
    std::int64_t withheld = charges.withheld;
    for (const resilience::Charge &charge : charges.all().first(targetAndInstance)) {
        const std::int64_t limit = charge.limits.tpm - std::exchange(withheld, 0);
        if (charge.limits.tpm <= 0) {
            continue;
        }
        const std::int64_t admitted = charge.account == target
            ? assessed.admitted
            : ledger.admitted(question.now, charge.account);
        assessed.left
            = assessed.limit == 0 ? limit - admitted : std::min(assessed.left, limit - admitted);
        assessed.limit = assessed.limit == 0 ? charge.limits.tpm : assessed.limit;
        assessed.share = std::max(assessed.share,
                                  static_cast<double>(admitted)
                                      / static_cast<double>(std::max<std::int64_t>(limit, 1)));
    }
}

resilience::Standing worse(const resilience::Standing &one, const resilience::Standing &other)
{
    // As Health has it: draining, tripped by hand, an error of the configuration, breaker, cooling.
    const auto rank = [](const resilience::Standing &standing) {
        switch (standing.state) {
        case InstanceState::Draining:
            return 0;
        case InstanceState::ConfigError:
            return 2;
        case InstanceState::RateLimited:
            return 4;
        default:
            return standing.cause == resilience::Cause::Operator ? 1 : 3;
        }
    };
    resilience::Standing standing = rank(other) < rank(one) ? other : one;
    const bool isKnown = one.nextChange && other.nextChange;
    standing.nextChange = isKnown ? std::max(one.nextChange, other.nextChange) : std::nullopt;
    return standing;
}

/// What a 429 has taken off a limit is a guess. A request that fits into the whole goes alone.
bool fitsUnreduced(const Question &question, const PlanTarget &target, Charges charges,
                   std::int64_t reserve)
{
    if (!question.state.targets[target.slot].learning.isReduced(question.now)) {
        return false;
    }
    charges.charges.front().limits.tpm = withHeadroom(question, target.limits.tpm);
    return reserve <= charges.smallestLimit();
}

} // namespace

bool Trail::has(TargetIndex target) const
{
    return std::ranges::any_of(tries, [target](const Try &one) { return one.target == target; });
}

bool Trail::hasForced() const
{
    return std::ranges::any_of(tries, &Try::wasForced);
}

void Trail::forgetThrottled()
{
    std::erase_if(tries, [](const Try &one) { return one.outcome == Outcome::RateLimited; });
    attempts = 0;
}

std::int64_t Charges::smallestLimit() const
{
    std::int64_t smallest = 0;
    std::int64_t kept = withheld;
    for (const resilience::Charge &charge : all()) {
        const std::int64_t limit = charge.limits.tpm - std::exchange(kept, 0);
        if (charge.limits.tpm > 0) {
            smallest = smallest == 0 ? limit : std::min(smallest, limit);
        }
    }
    return smallest;
}

void Charges::setTokens(std::int64_t tokens)
{
    for (std::size_t i = 0; i < count; ++i) {
        charges[i].tokens = tokens;
    }
}

Charges chargesFor(const Question &question, TargetIndex index, std::int64_t tokens)
{
    const PlanTarget &target = question.plan.targets()[index];
    const PlanInstance &instance = question.plan.instances()[target.instance];
    Charges charges;
    const auto add
        = [&](resilience::AccountIndex account, const resilience::AccountLimits &limits) {
              charges.charges[charges.count++] = {account, tokens, limits};
          };
    add(question.state.targets[target.slot].account, targetLimits(question, target));
    charges.withheld = keptForStreams(question, charges.charges.front().limits);
    add(question.state.instances[instance.slot].account, instanceLimits(question, instance));
    if (target.group) {
        add(question.state.groups[*target.group], {.tpm = withHeadroom(question, target.groupTpm)});
    }
    if (question.facts.client) {
        const PlanClient &client = question.plan.clients()[*question.facts.client];
        add(question.state.clients[client.slot], {.tpm = client.settings->maxTpm.value_or(0)});
    }
    return charges;
}

resilience::Standing standingOf(const Question &question, const PlanTarget &target)
{
    const Slot instance = question.plan.instances()[target.instance].slot;
    const resilience::Standing whole = question.state.instances[instance].health.look(question.now);
    resilience::Standing own = question.state.targets[target.slot].health.look(question.now);
    if (whole.leave == Leave::Free) {
        return own;
    }
    if (own.leave == Leave::Free) {
        return whole;
    }
    if (own.leave == whole.leave) {
        return worse(own, whole);
    }
    return own.leave == Leave::None ? own : whole;
}

std::int64_t answerOf(const Question &question)
{
    // More than any model writes. A client may ask for anything, and sums of it must not overflow.
    constexpr std::int64_t most = 1'000'000'000'000;
    if (question.facts.outputBudget) {
        return std::clamp<std::int64_t>(*question.facts.outputBudget, 0, most);
    }
    const Pool &pool = question.plan.pools()[question.facts.pool];
    std::optional<Slot> client;
    if (question.facts.client) {
        client = question.plan.clients()[*question.facts.client].slot;
    }
    return question.state.lengths.expected(pool.turns->slot, client);
}

// A request with an assumed answer that is larger than the whole limit is let in alone.
void fitInto(const Question &question, Assessed &assessed)
{
    const TargetIndex index = assessed.reason.target;
    const PlanTarget &target = question.plan.targets()[index];
    const std::int64_t prompt = promptOf(question, target);
    Charges charges = chargesFor(question, index, assessed.reserve);
    const std::int64_t smallest = charges.smallestLimit();
    const LimitMode mode = question.plan.config().limits.mode;
    if (smallest > 0 && assessed.reserve > smallest) {
        const bool maySqueeze = assessed.isAssumed && prompt <= smallest;
        if (!maySqueeze && mode == LimitMode::Enforce
            && !fitsUnreduced(question, target, charges, assessed.reserve)) {
            assessed.reason.verdict = Verdict::TooLarge;
            return;
        }
        assessed.reserve = smallest;
        charges.setTokens(smallest);
    }
    noteLoad(question, charges, assessed);
    charges.charges.front().tokens += charges.withheld;
    noteFit(assessed, question.state.ledger.fit(question.now, charges.all()), mode);
}

Assessed assess(const Question &question, TargetIndex index)
{
    const PlanTarget &target = question.plan.targets()[index];
    const PlanInstance &instance = question.plan.instances()[target.instance];
    const RequestFacts &facts = question.facts;
    Assessed assessed{.reason = {.target = index}, .isAssumed = !facts.outputBudget};
    if ((facts.pinnedInstance && *facts.pinnedInstance != target.instance)
        || (facts.pinnedTarget && *facts.pinnedTarget != index)) {
        assessed.reason.verdict = Verdict::NotPinned;
        return assessed;
    }
    if (instance.isUnusable) {
        assessed.reason.verdict = Verdict::Unusable;
        assessed.reason.cause = resilience::Cause::SecretMissing;
        return assessed;
    }
    const std::int64_t prompt = promptOf(question, target);
    assessed.reserve = prompt + answerOf(question);
    if (target.maxInputTokens > 0 && prompt > target.maxInputTokens) {
        assessed.reason.verdict = Verdict::TooLong;
        return assessed;
    }
    const resilience::Standing standing = standingOf(question, target);
    assessed.reason.cause = standing.cause;
    assessed.isTrial = standing.leave == Leave::Trial;
    if (standing.leave == Leave::None) {
        assessed.reason.verdict = verdictOf(standing);
        assessed.reason.until = standing.nextChange;
        return assessed;
    }
    if (question.trail.has(index)) {
        assessed.reason.verdict = Verdict::Tried;
        return assessed;
    }
    fitInto(question, assessed);
    return assessed;
}

} // namespace penstock::routing
