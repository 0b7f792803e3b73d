#pragma once

#include "base/random.h"
#include "base/rollingwindow.h"
#include "resilience/healthreport.h"

#include <cstdint>

namespace penstock::resilience
{

/// Counts failures, and keeps requests away for a while when there are too many of them. Knows only
/// answers to requests of its present phase; its owner keeps late ones away.
class Breaker final
{
public:
    enum class Phase { Closed = 1, Open, HalfOpen };
    /// Whether a step has led into another phase, or into the same one anew.
    enum class Step { Stays = 1, Changes };

    /// One failure whose kind the settings count.
    struct Failure {
        FailureKind kind = FailureKind::ServerError;
        Cause cause = Cause::None; ///< None: as the kind has it
        Duration retryAfter{0}; ///< of a 429
    };

    explicit Breaker(const BreakerSettings &settings);
    /// A window of another length starts empty. What is open stays open as long as it was told.
    void configure(const BreakerSettings &settings);
    [[nodiscard]] bool counts(FailureKind kind) const;

    [[nodiscard]] Phase phase(SteadyTime now) const;
    [[nodiscard]] Cause cause() const { return m_cause; }
    /// Of Phase::Open: when it is half-open.
    [[nodiscard]] SteadyTime until() const { return m_until; }

    /// Closed, Healthy or Degraded, or nothing has been heard yet.
    [[nodiscard]] Standing closedStanding(SteadyTime now) const;

    /// The next answer is the one that counts, even if its time has not come.
    Step beginTrial();
    Step succeed(SteadyTime now);
    /// While half-open only the failure of a trial counts, and none while open.
    Step fail(SteadyTime now, const Failure &failure, bool isTrial, RandomSource &random);
    /// It has failed, in a way that is no business of the breaker.
    void noteOther(SteadyTime now, FailureKind kind, Cause cause);

    /// As if it were new.
    Step reset();
    /// No time that was measured counts: what is open is half-open.
    Step makeDue(SteadyTime now);
    void forgetRuns();

private:
    struct Outcomes {
        int successes = 0;
        int counted = 0; ///< failures that may open
        int uncounted = 0; ///< failures that may not
        int refused = 0; ///< 429 and errors of the configuration, with states of their own

        Outcomes &operator+=(const Outcomes &other);
    };

    [[nodiscard]] bool mustOpen(SteadyTime now, FailureKind kind) const;
    [[nodiscard]] bool isFailing(SteadyTime now) const;
    [[nodiscard]] int neededSuccesses() const;
    [[nodiscard]] Duration openTime(const Failure &failure, RandomSource &random) const;
    void noteFailure(SteadyTime now, Cause cause, const Outcomes &outcomes);
    void open(SteadyTime now, const Failure &failure, RandomSource &random);
    void close();

    BreakerSettings m_settings;
    std::uint32_t m_counted = 0; ///< a bit for each kind in `openOn`
    RollingWindow<Outcomes> m_window;

    Phase m_phase = Phase::Closed; ///< Open also when it is half-open by now
    Cause m_cause = Cause::None;
    SteadyTime m_until;
    int m_openings = 0; ///< since it was closed
    int m_trialSuccesses = 0;

    int m_connectRun = 0;
    int m_serverErrorRun = 0;
    bool m_hasServed = false;
    Cause m_lastFailure = Cause::None;
    /// By the latest outcome. Successes that fall out of the window make nothing worse.
    bool m_isFailing = false;
    SteadyTime m_failureForgotten; ///< from then on the window holds none
};

/// What such a failure is called.
[[nodiscard]] Cause causeOf(FailureKind kind);

} // namespace penstock::resilience
