#pragma once

#include "base/clock.h"

#include <atomic>
#include <cstdint>

namespace penstock::proxy
{

/// Counts when connections have gone bad by nobody's fault: the machine slept, or its network
/// changed. May be asked from any thread.
class NetworkEpoch final
{
public:
    /// A moment, to be compared with a later one.
    struct Mark {
        std::uint64_t number = 0;
        Duration asleep{0};
    };

    /// Clocks differ by less than this without any sleep.
    static constexpr Duration shortestSleep = std::chrono::seconds(2);

    explicit NetworkEpoch(const Clock &clock) : m_clock(clock) { }

    [[nodiscard]] Mark mark() const { return {m_number.load(), asleep()}; }
    /// Sleep shows at once, without anybody having to notice it first.
    [[nodiscard]] bool hasChangedSince(const Mark &mark) const
    {
        return mark.number != m_number.load() || sleptSince(mark) > Duration::zero();
    }
    /// Zero where it is too little to be sleep.
    [[nodiscard]] Duration sleptSince(const Mark &mark) const
    {
        const Duration slept = asleep() - mark.asleep;
        return slept > shortestSleep ? slept : Duration::zero();
    }

    /// The network has changed.
    void advance() { ++m_number; }

private:
    [[nodiscard]] Duration asleep() const
    {
        return m_clock.bootNow().time_since_epoch() - m_clock.steadyNow().time_since_epoch();
    }

    const Clock &m_clock;
    std::atomic<std::uint64_t> m_number{0};
};

} // namespace penstock::proxy
