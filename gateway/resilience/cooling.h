#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "resilience/healthreport.h"

namespace penstock::resilience
{

/// The time after a 429. A long one is not believed to the letter: now and then one request tries.
class Cooling final
{
public:
    /// Whether a new 429 may end sooner than the one before. Only of an answer to a request that
    /// was sent to find that out: of those that were under way together the latest end holds.
    enum class Renewal { Replaces = 1, Extends };

    void begin(SteadyTime now, Duration wait, Cause cause, Renewal renewal, RandomSource &random);
    void end() { *this = {}; }

    [[nodiscard]] bool isActive(SteadyTime now) const { return now < m_resumes; }
    [[nodiscard]] bool isTrialDue(SteadyTime now) const;
    /// Of an active one.
    [[nodiscard]] Standing standing(SteadyTime now, bool isTrialOut) const;

    void noteAttempt(SteadyTime now);
    void giveTrialBack(SteadyTime now);

private:
    SteadyTime m_until; ///< as it is told
    SteadyTime m_resumes; ///< a little later, so that not everybody comes back at once
    SteadyTime m_nextTrial;
    bool m_isLong = false;
    Cause m_cause = Cause::None;
};

} // namespace penstock::resilience
