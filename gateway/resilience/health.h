#pragma once

#include "resilience/breaker.h"
#include "resilience/configfault.h"
#include "resilience/cooling.h"
#include "resilience/healthreport.h"
#include "resilience/operatorhold.h"

namespace penstock::resilience
{

/// What is known of one instance or one target: its breaker, its cooling after a 429, an error of
/// its configuration, and what an operator has ordered. Pure: clock readings and chance come in.
/// Not thread safe.
///
/// Of several things that stand in the way the first of this row is shown: draining, tripped by
/// hand, error of the configuration, breaker, cooling. The strictest of them says who may pass.
class Health final
{
public:
    explicit Health(const BreakerSettings &settings);

    /// New settings; what is known stays known.
    void configure(const BreakerSettings &settings);

    [[nodiscard]] Standing look(SteadyTime now) const;
    /// Somebody is sent there. A trial is taken by that, until it is reported or given back. Also
    /// for those who are sent although nobody may, because there is nobody else: what they find out
    /// heals, and does harm only where a trial was due.
    [[nodiscard]] Pass enter(SteadyTime now);
    /// For what is found out without sending a request there: takes nobody's trial.
    [[nodiscard]] Pass watch() const { return {.generation = m_generation}; }
    /// Once for each pass, whatever came of it.
    void report(SteadyTime now, const Pass &pass, const HealthReport &report, RandomSource &random);

    // The operator's hand. Without a duration: until somebody says otherwise.
    /// Afterwards the breaker is as new.
    void trip(SteadyTime now, std::optional<Duration> duration);
    /// Forgets everything but draining, and what is under way with it.
    void reset(SteadyTime now);
    /// Lets one request through now, whatever stands in the way. It takes the place of a trial that
    /// is under way.
    void allowTrial(SteadyTime now);
    void drain(SteadyTime now, std::optional<Duration> duration);
    void resume(SteadyTime now);

    /// The configuration error may be over: a key has changed. Refusals of what is under way do not
    /// count any more.
    void forgetConfigError(SteadyTime now);
    /// The machine has slept or changed its network: what is under way proves nothing, and what is
    /// open may be tried at once.
    void voidClocks(SteadyTime now);

private:
    /// Who was sent before this is late: what it has found out is of an older state.
    struct Since {
        std::uint64_t breaker = 1;
        std::uint64_t cooling = 1;
        std::uint64_t fault = 1;
        std::uint64_t everything = 1;
    };

    [[nodiscard]] Standing lookAtObstacles(SteadyTime now) const;
    [[nodiscard]] bool isTrialDue(SteadyTime now) const;
    void noteStep(Breaker::Step step);
    void voidAll();
    void giveTrialBack(SteadyTime now, std::uint64_t generation);

    [[nodiscard]] std::optional<Breaker::Failure> counted(const HealthReport &report) const;
    [[nodiscard]] bool reachesBreaker(SteadyTime now, const Pass &pass) const;
    void succeed(SteadyTime now, const Pass &pass);
    void noteOther(SteadyTime now, const Pass &pass, const HealthReport &report);
    void beginCooling(SteadyTime now, const Pass &pass, bool isTrial, const HealthReport &report,
                      RandomSource &random);
    void beginFault(SteadyTime now, Cause cause);

    Breaker m_breaker;
    Cooling m_cooling;
    ConfigFault m_fault;
    OperatorHold m_trip{InstanceState::Open};
    OperatorHold m_drain{InstanceState::Draining};
    Duration m_rateLimit;
    bool m_honorsRetryAfter;

    std::uint64_t m_generation = 1;
    Since m_since;
    std::uint64_t m_trial = 0; ///< the pass that is out as a trial; 0: none
    bool m_isTrialAllowed = false; ///< by the operator
};

} // namespace penstock::resilience
