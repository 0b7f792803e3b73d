#include "resilience/slidingsum.h"

#include <algorithm>

namespace penstock::resilience
{

namespace
{

/// The first index from `low` to `high` for which `holds` is true; `high` if there is none.
template<class Predicate>
std::size_t firstWhere(std::size_t low, std::size_t high, Predicate holds)
{
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (holds(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

} // namespace

SlidingSum::SlidingSum(Duration length, Duration grain)
    : m_length(length)
    , m_grain(std::max(grain, Duration(1)))
{
}

void SlidingSum::add(SteadyTime at, std::int64_t amount)
{
    if (amount <= 0) {
        return;
    }
    drop(passed(at));
    const std::uint64_t through = before(m_count) + static_cast<std::uint64_t>(amount);
    if (m_count > 0) {
        Entry &newest = m_ring[slot(m_count - 1)];
        if (at <= newest.latest || isSameGrain(at, newest.latest)) {
            newest = Entry{std::max(at, newest.latest), through};
            return;
        }
    }
    push(Entry{at, through});
}

void SlidingSum::refund(SteadyTime addedAt, std::int64_t amount)
{
    const std::size_t index
        = firstWhere(0, m_count, [&](std::size_t i) { return entry(i).latest >= addedAt; });
    if (amount <= 0 || index == m_count || !isSameGrain(addedAt, entry(index).latest)) {
        return;
    }
    const std::uint64_t held = entry(index).through - before(index);
    const std::uint64_t taken = std::min(held, static_cast<std::uint64_t>(amount));
    for (std::size_t i = index; i < m_count; ++i) {
        m_ring[slot(i)].through -= taken;
    }
}

std::int64_t SlidingSum::total(SteadyTime now) const
{
    return static_cast<std::int64_t>(before(m_count) - before(passed(now)));
}

SteadyTime SlidingSum::whenBelow(SteadyTime now, std::int64_t amount) const
{
    if (static_cast<std::int64_t>(before(m_count) - m_dropped) <= amount) {
        return now; // however much of it has passed
    }
    const std::int64_t sum = total(now);
    if (sum <= amount) {
        return now;
    }
    const auto surplus = static_cast<std::uint64_t>(sum - amount);
    const std::size_t first = passed(now);
    const std::uint64_t from = before(first);
    const std::size_t index = firstWhere(
        first, m_count - 1, [&](std::size_t i) { return entry(i).through - from >= surplus; });
    return entry(index).latest + m_length;
}

SteadyTime SlidingSum::nextRelease(SteadyTime now) const
{
    const std::size_t first = passed(now);
    return first < m_count ? entry(first).latest + m_length : SteadyTime::max();
}

std::size_t SlidingSum::slot(std::size_t index) const
{
    return (m_first + index) & (m_ring.size() - 1);
}

std::uint64_t SlidingSum::before(std::size_t index) const
{
    return index == 0 ? m_dropped : entry(index - 1).through;
}

bool SlidingSum::isSameGrain(SteadyTime one, SteadyTime other) const
{
    return one.time_since_epoch() / m_grain == other.time_since_epoch() / m_grain;
}

std::size_t SlidingSum::passed(SteadyTime now) const
{
    const auto isHeld = [&](std::size_t i) { return now - entry(i).latest < m_length; };
    if (m_count == 0 || isHeld(0)) {
        return 0;
    }
    return firstWhere(1, m_count, isHeld);
}

void SlidingSum::drop(std::size_t count)
{
    m_dropped = before(count);
    m_first = count == m_count ? 0 : slot(count);
    m_count -= count;
}

void SlidingSum::push(const Entry &entry)
{
    if (m_count == m_ring.size()) {
        std::rotate(m_ring.begin(), m_ring.begin() + static_cast<std::ptrdiff_t>(m_first),
                    m_ring.end());
        m_first = 0;
        m_ring.resize(std::max<std::size_t>(4, m_ring.size() * 2));
    }
    m_ring[slot(m_count)] = entry;
    ++m_count;
}

} // namespace penstock::resilience
