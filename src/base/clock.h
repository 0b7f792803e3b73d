#pragma once

#include <chrono>

namespace penstock
{

/// The clock that runs on while the machine sleeps; a tag only, read it with Clock::bootNow().
struct BootClock final {
    // NOLINTBEGIN(readability-identifier-naming): the names that std::chrono asks for
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;
    // NOLINTEND(readability-identifier-naming)
};

// One resolution for all: the standard clocks differ between platforms.
using Duration = std::chrono::nanoseconds;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using SystemTime = std::chrono::time_point<std::chrono::system_clock, Duration>;
using BootTime = BootClock::time_point;

/// Where the program learns what time it is. All readings may be asked from any thread.
class Clock
{
public:
    virtual ~Clock() = default;

    /// For intervals and deadlines; never goes back.
    [[nodiscard]] virtual SteadyTime steadyNow() const = 0;
    /// For time stamps; jumps when somebody sets the clock.
    [[nodiscard]] virtual SystemTime systemNow() const = 0;
    /// The distance of two `bootNow() - steadyNow()` readings is the time spent in suspend between
    /// them, give or take 50 ms. Nothing else about this reading is equal on every platform.
    [[nodiscard]] virtual BootTime bootNow() const = 0;

protected:
    Clock() = default;
    Clock(const Clock &) = default;
    Clock &operator=(const Clock &) = default;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] SteadyTime steadyNow() const override;
    [[nodiscard]] SystemTime systemNow() const override;
    [[nodiscard]] BootTime bootNow() const override;
};

} // namespace penstock
