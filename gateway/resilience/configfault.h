#pragma once

#include "base/clock.h"
#include "resilience/healthreport.h"

namespace penstock::resilience
{

/// A refused key, a deployment that is not there: waiting does not mend it, but somebody may mend
/// it over there, so one request tries now and then.
class ConfigFault final
{
public:
    void begin(SteadyTime now, Cause cause)
    {
        m_cause = cause;
        noteAttempt(now);
    }
    void end() { *this = {}; }

    [[nodiscard]] bool isActive() const { return m_cause != Cause::None; }
    [[nodiscard]] bool isTrialDue(SteadyTime now) const { return isActive() && now >= m_nextTrial; }
    /// Of an active one.
    [[nodiscard]] Standing standing(SteadyTime now, bool isTrialOut) const
    {
        Standing standing{.leave = isTrialDue(now) && !isTrialOut ? Leave::Trial : Leave::None,
                          .state = InstanceState::ConfigError,
                          .cause = m_cause};
        if (now < m_nextTrial) {
            standing.nextChange = m_nextTrial;
        }
        return standing;
    }

    void noteAttempt(SteadyTime now) { m_nextTrial = now + trialDistance; }
    void giveTrialBack(SteadyTime now) { m_nextTrial = now; }

private:
    static constexpr Duration trialDistance = std::chrono::minutes(5);

    Cause m_cause = Cause::None;
    SteadyTime m_nextTrial;
};

} // namespace penstock::resilience
