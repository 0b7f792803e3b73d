#include "routing/decide.h"

#include "routing/assess.h"
#include "routing/strategies.h"

#include <algorithm>

namespace penstock::routing
{

namespace
{

using Place = std::size_t;

constexpr double tooFullToStay = 0.95;

const Pool &poolOf(const Question &question)
{
    return question.plan.pools()[question.facts.pool];
}

std::uint32_t instanceOf(const Question &question, const Assessed &candidate)
{
    return question.plan.targets()[candidate.reason.target].instance;
}

Decision sendTo(Scratch &scratch, Place place)
{
    Assessed &chosen = scratch.candidates[place];
    chosen.reason.verdict = Verdict::Chosen;
    return {.kind = Decision::Kind::Send,
            .isTrial = chosen.isTrial,
            .isAssumed = chosen.isAssumed,
            .target = chosen.reason.target,
            .reserve = chosen.reserve};
}

/// The instance that the request's like went to before.
std::optional<std::uint32_t> formerInstance(const Question &question)
{
    std::optional<InstanceId> id;
    if (question.facts.cookieInstance) {
        const std::uint32_t slot = *question.facts.cookieInstance;
        if (slot < question.state.instances.size()) {
            id = question.state.instances[slot].id;
        }
    } else if (question.facts.affinityKey) {
        id = question.state.pins.find(*question.facts.affinityKey, question.now);
    }
    if (!id) {
        return std::nullopt;
    }
    const auto &instances = question.plan.instances();
    const auto found = std::ranges::find_if(
        instances, [&](const PlanInstance &instance) { return instance.settings->id == *id; });
    return found == instances.end()
        ? std::nullopt
        : std::optional(static_cast<std::uint32_t>(found - instances.begin()));
}

bool isTemporary(Verdict verdict)
{
    return isCapacity(verdict) || verdict == Verdict::Open || verdict == Verdict::TrialTaken;
}

/// What affinity makes of the candidates: a place to go to, a wait for it, or only a note.
struct Leaning {
    AffinityResult result = AffinityResult::Off;
    std::optional<Place> place;
    std::optional<SteadyTime> until;
    std::optional<std::uint32_t> former; ///< instance
    TargetIndex awaited = 0; ///< what `until` is about
};

Leaning leaningOf(const Question &question, const Scratch &scratch)
{
    if (!question.facts.affinityKey && !question.facts.cookieInstance) {
        return {};
    }
    const auto former = formerInstance(question);
    if (!former) {
        return {.result = AffinityResult::Miss};
    }
    const bool isStrong
        = question.plan.config().routing.affinityStrength == AffinityStrength::Strong;
    Leaning leaning{.result = AffinityResult::Repinned, .former = former};
    for (Place i = 0; i < scratch.candidates.size(); ++i) {
        const Assessed &candidate = scratch.candidates[i];
        if (instanceOf(question, candidate) != *former) {
            continue;
        }
        if (candidate.isEligible() && (isStrong || candidate.share <= tooFullToStay)) {
            return {.result = AffinityResult::Hit, .place = i, .former = former};
        }
        if (isStrong && isTemporary(candidate.reason.verdict) && candidate.reason.until
            && *candidate.reason.until <= question.facts.waitsUntil) {
            leaning.until = candidate.reason.until;
            leaning.awaited = candidate.reason.target;
        }
    }
    return leaning;
}

/// What stands against the request, candidate by candidate, added up.
class Obstacles final
{
public:
    explicit Obstacles(const std::vector<Assessed> &candidates)
    {
        for (const Assessed &candidate : candidates) {
            note(candidate);
        }
    }

    [[nodiscard]] bool has(Verdict verdict) const { return (m_seen & bit(verdict)) != 0; }
    [[nodiscard]] bool hasCapacity() const { return m_hasCapacity; }
    [[nodiscard]] bool isOnlyNotFound() const { return m_onlyNotFound; }
    [[nodiscard]] const std::optional<SteadyTime> &soonest() const { return m_soonest; }
    [[nodiscard]] TargetIndex soonestTarget() const { return m_soonestTarget; }

private:
    [[nodiscard]] static unsigned bit(Verdict verdict)
    {
        return 1U << static_cast<unsigned>(verdict);
    }

    void note(const Assessed &candidate)
    {
        const CandidateReason &reason = candidate.reason;
        m_seen |= bit(reason.verdict);
        m_hasCapacity = m_hasCapacity || isCapacity(reason.verdict);
        const bool isNotFound = reason.verdict == Verdict::ConfigError
            && (reason.cause == resilience::Cause::DeploymentNotFound
                || reason.cause == resilience::Cause::ApiVersion);
        m_onlyNotFound = m_onlyNotFound && (isNotFound || reason.verdict == Verdict::Tried);
        if (isTemporary(reason.verdict) && reason.until
            && (!m_soonest || *reason.until < *m_soonest)) {
            m_soonest = reason.until;
            m_soonestTarget = reason.target;
        }
    }

    unsigned m_seen = 0;
    bool m_hasCapacity = false;
    bool m_onlyNotFound = true;
    std::optional<SteadyTime> m_soonest;
    TargetIndex m_soonestTarget = 0;
};

bool isForcible(const Question &question, const Assessed &candidate)
{
    const bool isOperators = candidate.reason.cause == resilience::Cause::Operator;
    switch (candidate.reason.verdict) {
    case Verdict::Open:
    case Verdict::TrialTaken:
        return !isOperators && !question.trail.has(candidate.reason.target);
    default:
        return false;
    }
}

/// Whether a pool has nobody but one instance, so that refusing would strand its users. One whose
/// key cannot be read is nobody.
bool isAlone(const Question &question, const Scratch &scratch)
{
    std::optional<std::uint32_t> only;
    for (const Assessed &candidate : scratch.candidates) {
        if (candidate.reason.verdict == Verdict::Unusable) {
            continue;
        }
        const std::uint32_t instance = instanceOf(question, candidate);
        if (only.value_or(instance) != instance) {
            return false;
        }
        only = instance;
    }
    return true;
}

/// Of those whose breaker keeps requests away the one that opens first.
std::optional<Place> soonestToOpen(const Question &question, const Scratch &scratch)
{
    std::optional<Place> best;
    for (Place i = 0; i < scratch.candidates.size(); ++i) {
        const Assessed &candidate = scratch.candidates[i];
        if (isForcible(question, candidate)
            && (!best
                || candidate.reason.until.value_or(question.now)
                    < scratch.candidates[*best].reason.until.value_or(question.now))) {
            best = i;
        }
    }
    return best;
}

/// Each request finds out whether a mended key is good: nobody else could serve it anyway.
std::optional<Place> misconfigured(const Question &question, const Scratch &scratch)
{
    for (Place i = 0; isAlone(question, scratch) && i < scratch.candidates.size(); ++i) {
        const CandidateReason &reason = scratch.candidates[i].reason;
        if (reason.verdict == Verdict::ConfigError && !question.trail.has(reason.target)) {
            return i;
        }
    }
    return std::nullopt;
}

/// Whether somebody may be asked against what is known of it. Its books have the last word, and
/// from then on it counts as full.
bool hasRoom(const Question &question, Assessed &candidate)
{
    Assessed looked = candidate;
    looked.reason.verdict = Verdict::Eligible;
    fitInto(question, looked);
    if (looked.isEligible()) {
        candidate.reserve = looked.reserve;
        return true;
    }
    if (looked.reason.verdict != Verdict::TooLarge && candidate.reason.until) {
        looked.reason.until = std::max(looked.reason.until, candidate.reason.until);
    }
    candidate = looked;
    return false;
}

/// Somebody to be asked although its breaker, or what is known of it, speaks against it.
std::optional<Place> forced(const Question &question, Scratch &scratch)
{
    const AllOpen policy = question.plan.config().routing.allOpen;
    const bool mayForce = scratch.candidates.size() == 1 || policy == AllOpen::All
        || (policy == AllOpen::Soonest && !question.trail.hasForced());
    std::optional<Place> place;
    do {
        place = mayForce ? soonestToOpen(question, scratch) : std::nullopt;
        if (!place) {
            place = misconfigured(question, scratch);
        }
    } while (place && !hasRoom(question, scratch.candidates[*place]));
    return place;
}

/// The last target once more, where a preset says so and there is no other.
std::optional<Place> again(const Question &question, Scratch &scratch, Duration &delay)
{
    if (question.trail.tries.empty()
        || question.trail.tries.back().outcome != Outcome::RateLimited) {
        return std::nullopt;
    }
    const TargetIndex last = question.trail.tries.back().target;
    const auto found = std::ranges::find_if(scratch.candidates, [&](const Assessed &candidate) {
        return candidate.reason.target == last;
    });
    if (found == scratch.candidates.end()) {
        return std::nullopt;
    }
    delay
        = question.plan.instances()[instanceOf(question, *found)].settings->breaker.retrySameTarget;
    const Verdict verdict = found->reason.verdict;
    const bool isOpen = (verdict == Verdict::Open || verdict == Verdict::TrialTaken)
        && found->reason.cause != resilience::Cause::Operator;
    if (delay <= Duration::zero() || (!isOpen && verdict != Verdict::Tried)
        || !hasRoom(question, *found)) {
        return std::nullopt;
    }
    return static_cast<Place>(found - scratch.candidates.begin());
}

Refusal hopelessCause(const Obstacles &obstacles, const Trail &trail)
{
    if (obstacles.has(Verdict::Open) || obstacles.has(Verdict::TrialTaken)) {
        return trail.tries.empty() ? Refusal::Open : Refusal::Failed;
    }
    if (obstacles.has(Verdict::Tried)) {
        return Refusal::Failed;
    }
    if (obstacles.has(Verdict::TooLarge)) {
        return Refusal::TooLarge;
    }
    if (obstacles.has(Verdict::TooLong)) {
        return Refusal::TooLong;
    }
    if (obstacles.has(Verdict::Draining)) {
        return Refusal::Draining;
    }
    if (obstacles.isOnlyNotFound()) {
        return Refusal::NotFound;
    }
    if (obstacles.has(Verdict::ConfigError) || obstacles.has(Verdict::Unusable)) {
        return Refusal::Credentials;
    }
    return obstacles.has(Verdict::NotPinned) ? Refusal::Pinned : Refusal::NoTargets;
}

Decision later(const Question &question, const Obstacles &obstacles)
{
    const bool isWaiting = obstacles.soonest() && *obstacles.soonest() <= question.facts.waitsUntil;
    return {.kind = isWaiting ? Decision::Kind::Wait : Decision::Kind::Refuse,
            .refusal = Refusal::Capacity,
            .until = obstacles.soonest(),
            .soonest = obstacles.soonestTarget()};
}

Decision forcedTo(Scratch &scratch, Place place)
{
    Decision decision = sendTo(scratch, place);
    decision.isForced = true;
    return decision;
}

Decision refuse(Refusal cause, const Obstacles &obstacles)
{
    return {.kind = Decision::Kind::Refuse,
            .refusal = cause,
            .until = obstacles.soonest(),
            .soonest = obstacles.soonestTarget()};
}

/// Nobody can take the request as things stand.
Decision withoutEligible(const Question &question, Scratch &scratch, bool hasAttempts)
{
    const Obstacles before(scratch.candidates);
    if (before.has(Verdict::Eligible)) {
        return refuse(Refusal::Failed, before); // it has been tried often enough
    }
    if (before.hasCapacity()) {
        const Decision decision = later(question, before);
        if (decision.kind == Decision::Kind::Wait) {
            return decision;
        }
    }
    if (hasAttempts) {
        // Room that is about to come is more hopeful than a breaker that stands open.
        if (const auto place = before.hasCapacity() ? std::nullopt : forced(question, scratch)) {
            return forcedTo(scratch, *place);
        }
        Duration delay{0};
        if (const auto place = again(question, scratch, delay)) {
            Decision decision = forcedTo(scratch, *place);
            decision.delay = delay;
            return decision;
        }
    }
    const Obstacles obstacles(scratch.candidates);
    return obstacles.hasCapacity() ? later(question, obstacles)
                                   : refuse(hopelessCause(obstacles, question.trail), obstacles);
}

/// The client's own limit stands before all targets.
std::optional<Decision> clientsOwnLimit(const Question &question)
{
    const RequestFacts &facts = question.facts;
    if (!facts.client) {
        return std::nullopt;
    }
    const PlanClient &client = question.plan.clients()[*facts.client];
    const std::int64_t tpm = client.settings->maxTpm.value_or(0);
    const std::int64_t reserve = facts.promptTokens + answerOf(question);
    // What is larger than the whole of it will not fit later either.
    if (tpm <= 0 || facts.promptTokens > tpm || (facts.outputBudget && reserve > tpm)) {
        return std::nullopt;
    }
    const resilience::Charge charge{
        question.state.clients[client.slot], std::min(tpm, reserve), {.tpm = tpm}};
    const resilience::Fit fit = question.state.ledger.fit(question.now, std::span(&charge, 1));
    if (fit.verdict != resilience::Fit::Verdict::TokensFull) {
        return std::nullopt;
    }
    return Decision{.kind
                    = fit.until <= facts.waitsUntil ? Decision::Kind::Wait : Decision::Kind::Refuse,
                    .refusal = Refusal::ClientCapacity,
                    .isOwnWait = true,
                    .until = fit.until,
                    .soonest = poolOf(question).targets.front()};
}

bool isOutOfReach(const Question &question)
{
    return question.state.isOffline
        && std::ranges::none_of(poolOf(question).targets, [&](TargetIndex target) {
               return question.plan.instances()[question.plan.targets()[target].instance].isLocal;
           });
}

Decision pinned(const Question &question, Scratch &scratch)
{
    for (Place i = 0; i < scratch.candidates.size(); ++i) {
        const Verdict verdict = scratch.candidates[i].reason.verdict;
        if (verdict != Verdict::NotPinned && verdict != Verdict::Unusable
            && verdict != Verdict::Tried
            && !question.trail.has(scratch.candidates[i].reason.target)) {
            const bool isFree = verdict == Verdict::Eligible;
            Decision decision = isFree ? sendTo(scratch, i) : forcedTo(scratch, i);
            decision.affinity = AffinityResult::Pinned;
            return decision;
        }
    }
    const Obstacles obstacles(scratch.candidates);
    return {.kind = Decision::Kind::Refuse,
            .refusal = obstacles.has(Verdict::Tried) || !question.trail.tries.empty()
                ? Refusal::Failed
                : Refusal::Pinned};
}

} // namespace

bool isCapacity(Verdict verdict)
{
    return verdict == Verdict::RateLimited || verdict == Verdict::TokensFull
        || verdict == Verdict::RequestsFull;
}

Decision decide(const Question &question, Scratch &scratch)
{
    const Pool &pool = poolOf(question);
    scratch.candidates.clear();
    for (const TargetIndex target : pool.targets) {
        scratch.candidates.push_back(assess(question, target));
    }
    if (isOutOfReach(question)) {
        return {.kind = Decision::Kind::Refuse, .refusal = Refusal::Offline};
    }
    if (question.facts.pinnedInstance) {
        return pinned(question, scratch); // an operator's word goes before all
    }
    if (auto own = clientsOwnLimit(question)) {
        return *own;
    }
    const Leaning leaning = leaningOf(question, scratch);
    const bool hasAttempts = question.trail.attempts <= pool.retries;
    std::optional<Place> place;
    if (hasAttempts) {
        if (leaning.until) {
            return {.kind = Decision::Kind::Wait,
                    .refusal = Refusal::Capacity,
                    .affinity = leaning.result,
                    .isOwnWait = true,
                    .until = leaning.until,
                    .soonest = leaning.awaited};
        }
        place = leaning.place ? leaning.place : pickByStrategy(question, scratch);
    }
    Decision decision
        = place ? sendTo(scratch, *place) : withoutEligible(question, scratch, hasAttempts);
    decision.affinity = leaning.result;
    if (decision.kind == Decision::Kind::Send && leaning.former
        && question.plan.targets()[decision.target].instance == *leaning.former) {
        decision.affinity = AffinityResult::Hit; // too full to stay, and still the best
    }
    return decision;
}

} // namespace penstock::routing
