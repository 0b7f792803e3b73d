#include "resilience/breaker.h"

#include <algorithm>

namespace penstock::resilience
{

namespace
{

constexpr std::size_t bucketCount = 12;
constexpr int fewestForDegraded = 5;
constexpr int degradedShare = 5; // one in five

constexpr std::uint32_t bit(FailureKind kind)
{
    return 1U << static_cast<unsigned>(kind);
}

bool isServerError(FailureKind kind)
{
    return kind == FailureKind::ServerError || kind == FailureKind::Timeout;
}

/// Nothing that comes and goes by chance: the next request would be told the same.
bool isTold(FailureKind kind)
{
    return kind == FailureKind::Unauthorized || kind == FailureKind::Forbidden
        || kind == FailureKind::NotFound || kind == FailureKind::RateLimited;
}

std::uint32_t bitsOf(const BreakerSettings &settings)
{
    std::uint32_t bits = 0;
    for (const FailureKind kind : settings.openOn) {
        bits |= bit(kind);
    }
    // A time-out is a server error that nobody has answered.
    if (settings.openOn.contains(FailureKind::ServerError)) {
        bits |= bit(FailureKind::Timeout);
    }
    return bits;
}

} // namespace

Cause causeOf(FailureKind kind)
{
    switch (kind) {
    case FailureKind::Unauthorized:
        return Cause::Unauthorized;
    case FailureKind::Forbidden:
        return Cause::Forbidden;
    case FailureKind::NotFound:
        return Cause::DeploymentNotFound;
    case FailureKind::RateLimited:
        return Cause::RateLimited;
    case FailureKind::ServerError:
        return Cause::ServerErrors;
    case FailureKind::Timeout:
        return Cause::Timeouts;
    case FailureKind::Connection:
        return Cause::ConnectionFailures;
    }
    return Cause::None;
}

Breaker::Outcomes &Breaker::Outcomes::operator+=(const Outcomes &other)
{
    successes += other.successes;
    counted += other.counted;
    uncounted += other.uncounted;
    refused += other.refused;
    return *this;
}

Breaker::Breaker(const BreakerSettings &settings)
    : m_settings(settings)
    , m_counted(bitsOf(settings))
    , m_window(settings.window, bucketCount)
{
}

void Breaker::configure(const BreakerSettings &settings)
{
    if (settings.window != m_settings.window) {
        m_window = RollingWindow<Outcomes>(settings.window, bucketCount);
    }
    m_settings = settings;
    m_counted = bitsOf(settings);
}

bool Breaker::counts(FailureKind kind) const
{
    return (m_counted & bit(kind)) != 0;
}

Breaker::Phase Breaker::phase(SteadyTime now) const
{
    return m_phase == Phase::Open && now >= m_until ? Phase::HalfOpen : m_phase;
}

Standing Breaker::closedStanding(SteadyTime now) const
{
    if (m_isFailing && now < m_failureForgotten) {
        return {.state = InstanceState::Degraded,
                .cause = m_lastFailure,
                .nextChange = m_failureForgotten};
    }
    return {.state = m_hasServed ? InstanceState::Healthy : InstanceState::Unknown};
}

Breaker::Step Breaker::beginTrial()
{
    if (m_phase != Phase::Open) {
        return Step::Stays;
    }
    m_phase = Phase::HalfOpen;
    m_trialSuccesses = 0;
    return Step::Changes;
}

Breaker::Step Breaker::succeed(SteadyTime now)
{
    m_hasServed = true;
    if (m_phase == Phase::Closed) {
        forgetRuns();
        m_window.add(now, {.successes = 1});
        m_isFailing = now < m_failureForgotten && isFailing(now);
        return Step::Stays;
    }
    const Step step = beginTrial();
    ++m_trialSuccesses;
    if (m_trialSuccesses < neededSuccesses()) {
        return step;
    }
    close();
    m_window.add(now, {.successes = 1});
    return Step::Changes;
}

Breaker::Step Breaker::fail(SteadyTime now, const Failure &failure, bool isTrial,
                            RandomSource &random)
{
    switch (phase(now)) {
    case Phase::Open:
        return Step::Stays;
    case Phase::HalfOpen:
        if (isTrial) {
            open(now, failure, random);
        }
        return isTrial ? Step::Changes : Step::Stays;
    case Phase::Closed:
        break;
    }
    m_connectRun = failure.kind == FailureKind::Connection ? m_connectRun + 1 : 0;
    m_serverErrorRun = isServerError(failure.kind) ? m_serverErrorRun + 1 : 0;
    const Cause cause = failure.cause == Cause::None ? causeOf(failure.kind) : failure.cause;
    noteFailure(now, cause, {.counted = 1});
    if (!mustOpen(now, failure.kind)) {
        return Step::Stays;
    }
    open(now, failure, random);
    return Step::Changes;
}

void Breaker::noteOther(SteadyTime now, FailureKind kind, Cause cause)
{
    if (m_phase != Phase::Closed) {
        return;
    }
    forgetRuns();
    noteFailure(now, cause == Cause::None ? causeOf(kind) : cause,
                isTold(kind) ? Outcomes{.refused = 1} : Outcomes{.uncounted = 1});
}

Breaker::Step Breaker::reset()
{
    close();
    m_window.clear();
    m_hasServed = false;
    return Step::Changes;
}

Breaker::Step Breaker::makeDue(SteadyTime now)
{
    forgetRuns();
    if (m_phase != Phase::Open) {
        return Step::Stays;
    }
    m_until = std::min(m_until, now);
    return Step::Changes;
}

void Breaker::forgetRuns()
{
    m_connectRun = 0;
    m_serverErrorRun = 0;
}

bool Breaker::mustOpen(SteadyTime now, FailureKind kind) const
{
    if (isTold(kind) || m_connectRun >= m_settings.consecutiveConnect
        || m_serverErrorRun >= m_settings.consecutiveServerErrors) {
        return true;
    }
    const Outcomes seen = m_window.total(now);
    const int all = seen.successes + seen.counted + seen.uncounted;
    return all >= m_settings.minOutcomes && seen.counted >= m_settings.failureRatio * all;
}

bool Breaker::isFailing(SteadyTime now) const
{
    const Outcomes seen = m_window.total(now);
    const int failed = seen.counted + seen.uncounted;
    const int failing = failed + seen.refused;
    const int all = seen.successes + failing;
    // One request that failed says nothing of a share, but where none has been served it would be
    // odd to call it healthy.
    return (all >= fewestForDegraded && failing * degradedShare >= all)
        || (failed > 0 && seen.successes == 0);
}

int Breaker::neededSuccesses() const
{
    // That a connection comes about says it all; that one request of many is served does not.
    return m_settings.halfOpenSuccesses.value_or(m_cause == Cause::ConnectionFailures ? 1 : 2);
}

Duration Breaker::openTime(const Failure &failure, RandomSource &random) const
{
    if (failure.kind == FailureKind::RateLimited && m_settings.honorRetryAfter
        && failure.retryAfter > Duration::zero()) {
        return failure.retryAfter;
    }
    Duration time = m_settings.open;
    // A maximum below the start is nobody's wish to shorten it.
    const Duration most = std::max<Duration>(m_settings.open, m_settings.openMax);
    for (int i = 0; i < m_openings && time < most; ++i) {
        time = std::min(2 * time, most);
    }
    const double share = 1 + random.between(-m_settings.jitter, m_settings.jitter);
    return Duration(static_cast<Duration::rep>(static_cast<double>(time.count()) * share));
}

void Breaker::noteFailure(SteadyTime now, Cause cause, const Outcomes &outcomes)
{
    m_window.add(now, outcomes);
    m_lastFailure = cause;
    m_failureForgotten = now + m_window.length();
    m_isFailing = isFailing(now);
}

void Breaker::open(SteadyTime now, const Failure &failure, RandomSource &random)
{
    m_until = now + openTime(failure, random);
    ++m_openings;
    m_phase = Phase::Open;
    m_cause = failure.cause == Cause::None ? causeOf(failure.kind) : failure.cause;
    m_trialSuccesses = 0;
    forgetRuns();
}

void Breaker::close()
{
    m_phase = Phase::Closed;
    m_cause = Cause::None;
    m_openings = 0;
    m_trialSuccesses = 0;
    forgetRuns();
    // What opened it would open it again with the next failure.
    m_window.clear();
    m_isFailing = false;
}

} // namespace penstock::resilience
