#include "resilience/health.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace penstock::resilience
{

namespace
{

// Longer than anybody means, and short enough to be added to any reading of the clock.
constexpr Duration longestWait = std::chrono::hours(24 * 7);

/// The kind of failure that an error of the configuration is, for those who open a breaker on it.
std::optional<FailureKind> kindOf(Cause cause)
{
    switch (cause) {
    case Cause::Unauthorized:
        return FailureKind::Unauthorized;
    case Cause::Forbidden:
        return FailureKind::Forbidden;
    case Cause::DeploymentNotFound:
    case Cause::ApiVersion:
        return FailureKind::NotFound;
    default:
        return std::nullopt;
    }
}

std::optional<FailureKind> kindOf(const HealthReport &report)
{
    switch (report.kind) {
    case HealthReport::Kind::Failure:
        return report.failure;
    case HealthReport::Kind::RateLimited:
        return FailureKind::RateLimited;
    case HealthReport::Kind::ConfigError:
        return kindOf(report.cause);
    case HealthReport::Kind::Success:
    case HealthReport::Kind::Nothing:
        break;
    }
    return std::nullopt;
}

bool isRefusal(const HealthReport &report)
{
    return report.kind == HealthReport::Kind::ConfigError
        || (report.kind == HealthReport::Kind::Failure && kindOf(causeOf(report.failure)));
}

/// Several things stand in the way; the first is the one that is shown.
Standing together(std::span<const Standing> obstacles)
{
    Standing all = obstacles.front();
    bool isKnown = true;
    std::optional<SteadyTime> last;
    for (const Standing &one : obstacles) {
        all.leave = std::max(all.leave, one.leave);
        if (one.leave == Leave::None) {
            isKnown = isKnown && one.nextChange.has_value();
            last = std::max(last, one.nextChange);
        }
    }
    if (all.leave == Leave::None) {
        all.nextChange = isKnown ? last : std::nullopt;
    }
    return all;
}

} // namespace

Health::Health(const BreakerSettings &settings)
    : m_breaker(settings)
    , m_rateLimit(settings.rateLimit)
    , m_honorsRetryAfter(settings.honorRetryAfter)
{
}

void Health::configure(const BreakerSettings &settings)
{
    m_breaker.configure(settings);
    m_rateLimit = settings.rateLimit;
    m_honorsRetryAfter = settings.honorRetryAfter;
}

Standing Health::look(SteadyTime now) const
{
    if (m_breaker.phase(now) == Breaker::Phase::Closed && !m_cooling.isActive(now)
        && !m_fault.isActive() && !m_trip.isActive(now) && !m_drain.isActive(now)) {
        return m_breaker.closedStanding(now);
    }
    return lookAtObstacles(now);
}

Standing Health::lookAtObstacles(SteadyTime now) const
{
    const bool isTrialOut = m_trial != 0;
    std::array<Standing, 5> obstacles;
    std::size_t count = 0;
    if (m_drain.isActive(now)) {
        obstacles[count++] = m_drain.standing();
    }
    if (m_trip.isActive(now)) {
        obstacles[count++] = m_trip.standing();
    }
    if (m_fault.isActive()) {
        obstacles[count++] = m_fault.standing(now, isTrialOut);
    }
    switch (m_breaker.phase(now)) {
    case Breaker::Phase::Closed:
        break;
    case Breaker::Phase::Open:
        obstacles[count++] = {.leave = Leave::None,
                              .state = InstanceState::Open,
                              .cause = m_breaker.cause(),
                              .nextChange = m_breaker.until()};
        break;
    case Breaker::Phase::HalfOpen:
        obstacles[count++] = {.leave = isTrialOut ? Leave::None : Leave::Trial,
                              .state = InstanceState::HalfOpen,
                              .cause = m_breaker.cause()};
        break;
    }
    if (m_cooling.isActive(now)) {
        obstacles[count++] = m_cooling.standing(now, isTrialOut);
    }
    Standing standing = together(std::span(obstacles).first(count));
    if (m_isTrialAllowed) {
        standing.leave = Leave::Trial;
    }
    return standing;
}

bool Health::isTrialDue(SteadyTime now) const
{
    return m_breaker.phase(now) == Breaker::Phase::HalfOpen || m_cooling.isTrialDue(now)
        || m_fault.isTrialDue(now);
}

Pass Health::enter(SteadyTime now)
{
    const bool wasAllowed = std::exchange(m_isTrialAllowed, false);
    if (look(now).leave == Leave::Free) {
        return {.generation = m_generation};
    }
    const bool isTrial = wasAllowed || (m_trial == 0 && isTrialDue(now));
    m_cooling.noteAttempt(now);
    m_fault.noteAttempt(now);
    if (!isTrial) {
        return {.generation = m_generation};
    }
    if (wasAllowed || m_breaker.phase(now) == Breaker::Phase::HalfOpen) {
        noteStep(m_breaker.beginTrial());
    }
    m_trial = ++m_generation;
    return {.generation = m_trial, .isTrial = true};
}

void Health::report(SteadyTime now, const Pass &pass, const HealthReport &report,
                    RandomSource &random)
{
    const bool isTrial = pass.isTrial && m_trial != 0 && pass.generation == m_trial;
    if (isTrial) {
        m_trial = 0;
    }
    if (pass.generation < m_since.everything
        || (isRefusal(report) && pass.generation < m_since.fault)) {
        return;
    }
    if (const auto failure = counted(report)) {
        if (reachesBreaker(now, pass)) {
            noteStep(m_breaker.fail(now, *failure, isTrial, random));
        }
        return;
    }
    switch (report.kind) {
    case HealthReport::Kind::Success:
        succeed(now, pass);
        break;
    case HealthReport::Kind::Failure:
        noteOther(now, pass, report);
        break;
    case HealthReport::Kind::RateLimited:
        noteOther(now, pass, report);
        beginCooling(now, pass, isTrial, report, random);
        break;
    case HealthReport::Kind::ConfigError:
        noteOther(now, pass, report);
        beginFault(now, report.cause);
        break;
    case HealthReport::Kind::Nothing:
        if (isTrial) {
            giveTrialBack(now, pass.generation);
        }
        break;
    }
}

void Health::trip(SteadyTime now, std::optional<Duration> duration)
{
    m_trip.begin(now, duration);
    m_isTrialAllowed = false;
    noteStep(m_breaker.reset());
}

void Health::reset(SteadyTime)
{
    m_trip.end();
    m_cooling.end();
    m_fault.end();
    m_breaker.reset();
    m_isTrialAllowed = false;
    voidAll();
}

void Health::allowTrial(SteadyTime now)
{
    m_isTrialAllowed = look(now).leave != Leave::Free;
}

void Health::drain(SteadyTime now, std::optional<Duration> duration)
{
    m_drain.begin(now, duration);
}

void Health::resume(SteadyTime)
{
    m_drain.end();
}

void Health::forgetConfigError(SteadyTime now)
{
    m_fault.end();
    m_since.fault = ++m_generation;
    if (kindOf(m_breaker.cause())) {
        noteStep(m_breaker.makeDue(now));
    }
}

void Health::voidClocks(SteadyTime now)
{
    if (m_trial != 0) {
        giveTrialBack(now, m_trial);
    }
    m_breaker.makeDue(now);
    m_breaker.forgetRuns();
    voidAll();
}

void Health::noteStep(Breaker::Step step)
{
    if (step == Breaker::Step::Changes) {
        m_since.breaker = ++m_generation;
    }
}

void Health::voidAll()
{
    ++m_generation;
    m_since = {m_generation, m_generation, m_generation, m_generation};
    m_trial = 0;
}

void Health::giveTrialBack(SteadyTime now, std::uint64_t generation)
{
    if (generation >= m_since.cooling) {
        m_cooling.giveTrialBack(now);
    }
    if (generation >= m_since.fault) {
        m_fault.giveTrialBack(now);
    }
}

std::optional<Breaker::Failure> Health::counted(const HealthReport &report) const
{
    const std::optional<FailureKind> kind = kindOf(report);
    if (!kind || !m_breaker.counts(*kind)) {
        return std::nullopt;
    }
    return Breaker::Failure{.kind = *kind,
                            .cause = report.cause,
                            .retryAfter = std::min(report.retryAfter, longestWait)};
}

bool Health::reachesBreaker(SteadyTime now, const Pass &pass) const
{
    return pass.generation >= m_since.breaker && !m_trip.isActive(now);
}

void Health::succeed(SteadyTime now, const Pass &pass)
{
    if (m_fault.isActive() && pass.generation >= m_since.fault) {
        m_fault.end();
        m_since.fault = ++m_generation;
    }
    if (m_cooling.isActive(now) && pass.generation >= m_since.cooling) {
        m_cooling.end();
        m_since.cooling = ++m_generation;
    }
    if (reachesBreaker(now, pass)) {
        noteStep(m_breaker.succeed(now));
    }
}

void Health::noteOther(SteadyTime now, const Pass &pass, const HealthReport &report)
{
    if (reachesBreaker(now, pass)) {
        // An error of the configuration without a number of its own is a refusal like the others.
        m_breaker.noteOther(now, kindOf(report).value_or(FailureKind::Unauthorized), report.cause);
    }
}

void Health::beginCooling(SteadyTime now, const Pass &pass, bool isTrial,
                          const HealthReport &report, RandomSource &random)
{
    const bool isLate = pass.generation < m_since.cooling;
    // Others that were under way are refused as well, and one may know of a later end. Once it is
    // over, they tell of the past.
    if (isLate && !m_cooling.isActive(now)) {
        return;
    }
    const bool isTold = m_honorsRetryAfter && report.retryAfter > Duration::zero();
    m_cooling.begin(now, isTold ? std::min(report.retryAfter, longestWait) : m_rateLimit,
                    report.cause == Cause::None ? Cause::RateLimited : report.cause,
                    isTrial ? Cooling::Renewal::Replaces : Cooling::Renewal::Extends, random);
    if (!isLate) {
        m_since.cooling = ++m_generation;
    }
}

void Health::beginFault(SteadyTime now, Cause cause)
{
    const bool isNew = !m_fault.isActive();
    m_fault.begin(now, cause == Cause::None ? Cause::Configuration : cause);
    if (isNew) {
        m_since.fault = ++m_generation;
    }
}

} // namespace penstock::resilience
