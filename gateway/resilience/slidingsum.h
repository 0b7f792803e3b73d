#pragma once

#include "base/clock.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace penstock::resilience
{

/// The sum of what was added within the last `length`, and never less than that: what is added
/// within one grain of the clock stays until the latest of it has passed. So it is seen for at most
/// a grain longer, and there are never more than length / grain + 2 entries, however many come.
///
/// Adding takes turns with time: a moment before the latest one counts as that latest one. Reading
/// changes nothing, so any moment from the latest one on can be asked for. Not thread safe.
class SlidingSum final
{
public:
    SlidingSum(Duration length, Duration grain);

    /// Nothing for an amount that is not above zero.
    void add(SteadyTime at, std::int64_t amount);
    /// Takes back what was added at `addedAt`, at most as much as that grain still has. Nothing
    /// once it has passed.
    void refund(SteadyTime addedAt, std::int64_t amount);

    [[nodiscard]] std::int64_t total(SteadyTime now) const;
    /// When the total will be `amount`, not below zero, or less, if nothing else comes.
    [[nodiscard]] SteadyTime whenBelow(SteadyTime now, std::int64_t amount) const;
    /// When the next entry passes; SteadyTime::max() if there is none.
    [[nodiscard]] SteadyTime nextRelease(SteadyTime now) const;

    /// Entries that are held, for tests of how much memory it takes.
    [[nodiscard]] std::size_t size() const { return m_count; }

private:
    /// `through` is the sum of all that was ever added up to and with this entry. It may wrap
    /// around; only differences are looked at.
    struct Entry {
        SteadyTime latest;
        std::uint64_t through = 0;
    };

    [[nodiscard]] std::size_t slot(std::size_t index) const;
    [[nodiscard]] const Entry &entry(std::size_t index) const { return m_ring[slot(index)]; }
    [[nodiscard]] std::uint64_t before(std::size_t index) const;
    [[nodiscard]] bool isSameGrain(SteadyTime one, SteadyTime other) const;
    /// How many of the oldest have passed.
    [[nodiscard]] std::size_t passed(SteadyTime now) const;
    void drop(std::size_t count);
    void push(const Entry &entry);

    std::vector<Entry> m_ring; ///< its size is a power of two
    std::size_t m_first = 0;
    std::size_t m_count = 0;
    std::uint64_t m_dropped = 0; ///< `through` of the last one dropped
    Duration m_length;
    Duration m_grain;
};

} // namespace penstock::resilience
