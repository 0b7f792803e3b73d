#pragma once

#include "base/clock.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace penstock
{

/// The sum of what was added lately. Time is cut into buckets of `length / count`, counted from the
/// clock's own zero. total() covers the bucket of `now`, as far as it has run, and the `count - 1`
/// before it: what was added is seen for at least `length` less one bucket and at most `length`.
///
/// A `now` before the latest one that add() was given counts as that latest one. `Value` needs a
/// default constructor, which means nothing, and `+=`. Not thread safe.
template<class Value>
class RollingWindow final
{
public:
    RollingWindow(Duration length, std::size_t count)
        : m_buckets(std::max<std::size_t>(count, 1))
        , m_width(std::max(Duration(1), length / static_cast<Duration::rep>(m_buckets.size())))
    {
    }

    void add(SteadyTime now, const Value &value)
    {
        m_latest = current(now);
        Bucket &bucket = m_buckets[index(m_latest)];
        if (bucket.number != m_latest) {
            bucket = Bucket{m_latest, Value{}};
        }
        bucket.value += value;
    }

    [[nodiscard]] Value total(SteadyTime now) const
    {
        const std::int64_t last = current(now);
        const std::int64_t before = last - count();
        Value sum{};
        for (const Bucket &bucket : m_buckets) {
            if (bucket.number > before && bucket.number <= last) {
                sum += bucket.value;
            }
        }
        return sum;
    }

    void clear()
    {
        std::fill(m_buckets.begin(), m_buckets.end(), Bucket{});
        m_latest = never;
    }

    [[nodiscard]] Duration length() const { return m_width * count(); }
    [[nodiscard]] Duration bucketWidth() const { return m_width; }

private:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

    // Each bucket knows which stretch of time it belongs to: a gap, however long, needs no
    // clearing.
    struct Bucket {
        std::int64_t number = never;
        Value value{};
    };

    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(m_buckets.size()); }

    [[nodiscard]] std::int64_t current(SteadyTime now) const
    {
        const Duration since = now.time_since_epoch();
        const std::int64_t whole = since / m_width;
        const std::int64_t number = since % m_width < Duration::zero() ? whole - 1 : whole;
        return std::max(number, m_latest);
    }

    [[nodiscard]] std::size_t index(std::int64_t number) const
    {
        const std::int64_t rest = number % count();
        return static_cast<std::size_t>(rest < 0 ? rest + count() : rest);
    }

    std::vector<Bucket> m_buckets;
    Duration m_width;
    std::int64_t m_latest = never;
};

} // namespace penstock
