#include "base/clock.h"

#if defined(_WIN32)
#include <windows.h>
#else
#include <ctime>
#endif

namespace penstock
{

SystemTime SystemClock::systemNow() const
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

#if defined(_WIN32)

SteadyTime SystemClock::steadyNow() const
{
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

BootTime SystemClock::bootNow() const
{
    // The standard clock of Windows already runs through sleep and the one that does not ticks too
    // coarsely to measure a latency with. So the sleep is added here instead of left out there.
    ULONGLONG awakeIn100Nanoseconds = 0;
    QueryUnbiasedInterruptTime(&awakeIn100Nanoseconds);
    const auto awake
        = std::chrono::nanoseconds(static_cast<Duration::rep>(awakeIn100Nanoseconds) * 100);
    const auto sinceBoot
        = std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(GetTickCount64()));
    return BootTime(steadyNow().time_since_epoch() + (sinceBoot - awake));
}

#else

namespace
{

#if defined(__APPLE__)
// Apple's names are the other way round: this "monotonic" clock counts the time asleep as well.
constexpr clockid_t awakeClock = CLOCK_UPTIME_RAW;
constexpr clockid_t bootClock = CLOCK_MONOTONIC_RAW;
#elif defined(CLOCK_BOOTTIME)
constexpr clockid_t awakeClock = CLOCK_MONOTONIC;
constexpr clockid_t bootClock = CLOCK_BOOTTIME;
#else
constexpr clockid_t awakeClock = CLOCK_MONOTONIC;
constexpr clockid_t bootClock = CLOCK_MONOTONIC;
#endif

Duration reading(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

SteadyTime SystemClock::steadyNow() const
{
    return SteadyTime(reading(awakeClock));
}

BootTime SystemClock::bootNow() const
{
    return BootTime(reading(bootClock));
}

#endif

} // namespace penstock
