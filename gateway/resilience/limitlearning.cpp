#include "resilience/limitlearning.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace penstock::resilience
{

namespace
{

using std::chrono::seconds;

constexpr std::int64_t mostPlausible = 1'000'000'000'000;
constexpr std::chrono::minutes confirmedFor(10);

constexpr double weight = 0.1;
constexpr double leastFactor = 0.5;
constexpr double mostFactor = 2.0;
/// Beyond these it was something else that has moved `remaining`, or a counter began anew.
constexpr double leastRatio = 0.25;
constexpr double mostRatio = 4.0;
/// Of a shorter prompt what each message costs beside its text would count for too much.
constexpr std::int64_t leastPrompt = 32;
constexpr seconds farthest(5);
/// Our book keeps an entry by that much longer than the other side, at most.
constexpr seconds bookIsLate(1);

constexpr double roomForDoubt = 0.8;
constexpr double reduction = 0.9;
constexpr double leastShare = 0.1;
constexpr double regainedPerMinute = 0.02;
constexpr seconds oneEvent(1);

std::optional<std::int64_t> plausible(std::optional<std::int64_t> value, std::int64_t least)
{
    return value && *value >= least && *value <= mostPlausible ? value : std::nullopt;
}

std::int64_t sane(std::int64_t tokens)
{
    return std::clamp<std::int64_t>(tokens, 0, mostPlausible);
}

std::int64_t notAbove(std::optional<std::int64_t> learned, std::int64_t configured)
{
    if (configured <= 0) {
        return learned.value_or(0);
    }
    return std::min(configured, learned.value_or(configured));
}

// What is gone over there beyond our own requests is foreign. Where their limit is known, only
// that: a lower limit is learned as a limit, and to count it as foreign use too would lower our
// head-room twice.
std::optional<std::int64_t> foreignTokens(std::optional<std::int64_t> limit, std::int64_t remaining,
                                          const Observation &observation)
{
    std::optional<std::int64_t> foreign;
    if (const auto ours = observation.ourRemainingAfterReserve) {
        foreign = sane(*ours) - remaining;
    }
    if (limit) {
        const std::int64_t gone = *limit - remaining - sane(observation.ourAdmittedAfterReserve);
        foreign = std::min(foreign.value_or(gone), gone);
    }
    return foreign ? std::optional(std::max<std::int64_t>(0, *foreign)) : std::nullopt;
}

} // namespace

void AgreedLimit::observe(SteadyTime now, std::int64_t limit)
{
    m_observedAt = now;
    std::shift_right(m_last.begin(), m_last.end(), 1);
    m_last.front() = limit;
    m_count = std::min(m_count + 1, 3);
    if (m_count == 3) {
        const auto [lowest, highest] = std::minmax_element(m_last.begin(), m_last.end());
        m_agreed = std::clamp(m_agreed.value_or(*highest), *lowest, *highest);
    }
}

std::optional<std::int64_t> AgreedLimit::inForce(SteadyTime now) const
{
    return now - m_observedAt < confirmedFor ? m_agreed : std::nullopt;
}

LimitLearning::LimitLearning(HeaderLearning learning) : m_learning(learning) { }

void LimitLearning::configure(HeaderLearning learning)
{
    m_learning = learning;
    if (learning == HeaderLearning::Off) {
        m_tpm = {};
        m_rpm = {};
        m_former.reset();
        m_factor = 1;
    }
}

std::optional<std::int64_t> LimitLearning::observe(SteadyTime now, const Observation &observation)
{
    if (m_learning == HeaderLearning::Off) {
        return std::nullopt;
    }
    const auto limit = plausible(observation.limitTokens, 1);
    if (limit) {
        m_tpm.observe(now, *limit);
    }
    if (const auto requests = plausible(observation.limitRequests, 1)) {
        m_rpm.observe(now, *requests);
    }
    const auto remaining = plausible(observation.remainingTokens, 0);
    if (!remaining) {
        m_former.reset();
        return std::nullopt;
    }
    calibrate(now, *remaining, observation);
    m_former = Former{now, *remaining, observation.nextRelease};
    return foreignTokens(limit, *remaining, observation);
}

// The other side counts this request's estimate and nothing else between two answers, if nothing
// else of ours was sent and no reserve of ours has passed there: then the difference of `remaining`
// is its estimate. What others send in those seconds cannot be seen, so a ratio moves the factor by
// a tenth only, and one that is out of bounds does not move it.
void LimitLearning::calibrate(SteadyTime now, std::int64_t remaining,
                              const Observation &observation)
{
    if (!m_former || !observation.alone || now - m_former->at > farthest
        || m_former->nextRelease - bookIsLate <= now || observation.promptTokens < leastPrompt
        || observation.outputTokens < 0) {
        return;
    }
    const double counted = static_cast<double>(m_former->remaining - remaining)
        - static_cast<double>(observation.outputTokens);
    const double ratio = counted / static_cast<double>(observation.promptTokens);
    if (ratio >= leastRatio && ratio <= mostRatio) {
        m_factor = std::clamp(m_factor + weight * (ratio - m_factor), leastFactor, mostFactor);
    }
}

bool LimitLearning::throttled(SteadyTime now, std::int64_t configuredTpm, std::int64_t ourAdmitted)
{
    const auto limit = static_cast<double>(effectiveTpm(now, configuredTpm));
    if (limit <= 0 || static_cast<double>(ourAdmitted) >= limit * roomForDoubt) {
        return false;
    }
    if (!m_reducedAt || now - *m_reducedAt >= oneEvent) {
        m_share = std::max(leastShare, share(now) * reduction);
        m_reducedAt = now;
    }
    return true;
}

std::int64_t LimitLearning::effectiveTpm(SteadyTime now, std::int64_t configuredTpm) const
{
    const std::int64_t limit = notAbove(m_tpm.inForce(now), configuredTpm);
    if (limit <= 0 || !isReduced(now)) {
        return limit;
    }
    const double reduced = std::round(static_cast<double>(limit) * share(now));
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(reduced));
}

std::int64_t LimitLearning::effectiveRpm(SteadyTime now, std::int64_t configuredRpm) const
{
    return notAbove(m_rpm.inForce(now), configuredRpm);
}

bool LimitLearning::isReduced(SteadyTime now) const
{
    return share(now) < 1;
}

double LimitLearning::share(SteadyTime now) const
{
    if (!m_reducedAt) {
        return 1;
    }
    const std::chrono::duration<double, std::ratio<60>> since = now - *m_reducedAt;
    return std::min(1.0, m_share + regainedPerMinute * std::max(0.0, since.count()));
}

} // namespace penstock::resilience
