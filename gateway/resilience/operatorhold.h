#pragma once

#include "base/clock.h"
#include "resilience/healthreport.h"

#include <optional>

namespace penstock::resilience
{

/// What somebody has ordered by hand, for a time or until somebody says otherwise.
class OperatorHold final
{
public:
    /// `state` is what it is called: Open or Draining.
    explicit OperatorHold(InstanceState state) : m_state(state) { }

    void begin(SteadyTime now, std::optional<Duration> duration)
    {
        m_isOrdered = true;
        m_until.reset();
        // Longer than the clock can count is until somebody says otherwise.
        if (duration && *duration < SteadyTime::max() - now) {
            m_until = now + *duration;
        }
    }
    void end() { m_isOrdered = false; }

    [[nodiscard]] bool isActive(SteadyTime now) const
    {
        return m_isOrdered && (!m_until || now < *m_until);
    }
    /// Of an active one.
    [[nodiscard]] Standing standing() const
    {
        return {.leave = Leave::None,
                .state = m_state,
                .cause = Cause::Operator,
                .nextChange = m_until};
    }

private:
    InstanceState m_state;
    bool m_isOrdered = false;
    std::optional<SteadyTime> m_until;
};

} // namespace penstock::resilience
