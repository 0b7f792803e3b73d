#include "resilience/cooling.h"

namespace penstock::resilience
{

namespace
{

using namespace std::chrono_literals;

constexpr Duration resumptionJitter = 250ms;
constexpr Duration longFrom = 120s;
constexpr Duration trialDistance = 60s;

} // namespace

void Cooling::begin(SteadyTime now, Duration wait, Cause cause, Renewal renewal,
                    RandomSource &random)
{
    const SteadyTime until = now + wait;
    if (isActive(now) && renewal == Renewal::Extends && until <= m_until) {
        return;
    }
    m_until = until;
    m_resumes = until + Duration(random.betweenInclusive(0, resumptionJitter.count()));
    m_isLong = wait > longFrom;
    m_nextTrial = now + trialDistance;
    m_cause = cause;
}

bool Cooling::isTrialDue(SteadyTime now) const
{
    return isActive(now) && m_isLong && now >= m_nextTrial;
}

Standing Cooling::standing(SteadyTime now, bool isTrialOut) const
{
    return {.leave = isTrialDue(now) && !isTrialOut ? Leave::Trial : Leave::None,
            .state = InstanceState::RateLimited,
            .cause = m_cause,
            // Who waits until the told time has to come again for the rest.
            .nextChange = now < m_until ? m_until : m_resumes};
}

void Cooling::noteAttempt(SteadyTime now)
{
    m_nextTrial = now + trialDistance;
}

void Cooling::giveTrialBack(SteadyTime now)
{
    m_nextTrial = now;
}

} // namespace penstock::resilience
