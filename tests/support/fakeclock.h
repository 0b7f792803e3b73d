#pragma once

#include "base/clock.h"

#include <atomic>

namespace penstock::test
{

/// Stands still until the test moves it. Moved by one thread at a time, read from any.
class FakeClock final : public Clock
{
public:
    [[nodiscard]] SteadyTime steadyNow() const override { return SteadyTime(m_steady.load()); }
    [[nodiscard]] SystemTime systemNow() const override { return SystemTime(m_system.load()); }
    [[nodiscard]] BootTime bootNow() const override { return BootTime(m_boot.load()); }

    void advance(Duration by)
    {
        m_steady.store(m_steady.load() + by);
        passOutside(by);
    }

    /// Time passes for the world, not for the steady clock: the lid was closed.
    void suspend(Duration asleep) { passOutside(asleep); }

    /// Somebody sets the clock of the machine.
    void setSystemTime(SystemTime time) { m_system.store(time.time_since_epoch()); }

private:
    void passOutside(Duration by)
    {
        m_system.store(m_system.load() + by);
        m_boot.store(m_boot.load() + by);
    }

    // Not zero, so that "never happened" and "just now" are told apart. 2025-01-15T10:00:00Z.
    std::atomic<Duration> m_steady{std::chrono::hours(1)};
    std::atomic<Duration> m_boot{std::chrono::hours(2)};
    std::atomic<Duration> m_system{std::chrono::seconds(1'736'935'200)};
};

} // namespace penstock::test
