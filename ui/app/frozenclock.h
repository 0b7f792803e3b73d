#pragma once

#include "base/clock.h"

namespace penstock::app
{

/// Stands still, so that the same picture comes out every time. Moved by one thread while no other
/// reads it.
class FrozenClock final : public Clock
{
public:
    /// 2025-11-12, 14:05 in UTC, near the end of a second.
    static constexpr SystemTime usual{std::chrono::milliseconds(1'762'956'300'900)};

    explicit FrozenClock(SystemTime now = usual) : m_now(now) { }

    [[nodiscard]] SteadyTime steadyNow() const override { return SteadyTime(sinceBegin()); }
    [[nodiscard]] SystemTime systemNow() const override { return m_now; }
    [[nodiscard]] BootTime bootNow() const override { return BootTime(sinceBegin()); }

    void moveTo(SystemTime now) { m_now = now; }

private:
    [[nodiscard]] Duration sinceBegin() const { return m_now.time_since_epoch(); }

    SystemTime m_now;
};

} // namespace penstock::app
