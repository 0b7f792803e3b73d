#pragma once

#include "base/clock.h"

#include <chrono>

namespace penstock::app
{

/// Another clock's time from this moment on, but faster. The time of day stays what it is.
class PacedClock final : public Clock
{
public:
    PacedClock(const Clock &real, double pace)
        : m_real(real)
        , m_pace(pace)
        , m_begin(real.steadyNow())
        , m_bootBegin(real.bootNow())
    {
    }

    [[nodiscard]] SteadyTime steadyNow() const override
    {
        return m_begin + scaled(m_real.steadyNow() - m_begin);
    }
    [[nodiscard]] SystemTime systemNow() const override { return m_real.systemNow(); }
    [[nodiscard]] BootTime bootNow() const override
    {
        return m_bootBegin + scaled(m_real.bootNow() - m_bootBegin);
    }

private:
    [[nodiscard]] Duration scaled(Duration real) const
    {
        return std::chrono::duration_cast<Duration>(real * m_pace);
    }

    const Clock &m_real;
    double m_pace;
    SteadyTime m_begin;
    BootTime m_bootBegin;
};

} // namespace penstock::app
