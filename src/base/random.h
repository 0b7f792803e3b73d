#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <utility>

namespace penstock
{

/// Where the program takes chance from. A source belongs to one thread.
class RandomSource
{
public:
    virtual ~RandomSource() = default;

    [[nodiscard]] virtual std::uint64_t nextU64() = 0;

    /// Each of 0 ... bound - 1 equally often; 0 for a bound of 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    /// 0 up to, but without, 1.
    [[nodiscard]] double real();
    /// `low` up to, but without, `high`.
    [[nodiscard]] double between(double low, double high);
    /// Both ends included.
    [[nodiscard]] std::int64_t betweenInclusive(std::int64_t low, std::int64_t high);

protected:
    RandomSource() = default;
    RandomSource(const RandomSource &) = default;
    RandomSource &operator=(const RandomSource &) = default;
};

/// The operating system's numbers: unpredictable, fit for keys, too slow for a hot path.
class SystemRandom final : public RandomSource
{
public:
    [[nodiscard]] std::uint64_t nextU64() override;

private:
    std::random_device m_device;
};

/// xoshiro256**: the same numbers from the same seed on every platform. Not for keys.
class SeededRandom final : public RandomSource
{
public:
    explicit SeededRandom(std::uint64_t seed);
    [[nodiscard]] std::uint64_t nextU64() override;

private:
    std::array<std::uint64_t, 4> m_state{};
};

/// One of `items`, an array or vector that may not be empty.
template<class Items>
[[nodiscard]] auto &pick(RandomSource &random, Items &items)
{
    return items[static_cast<std::size_t>(random.below(std::size(items)))];
}

/// std::shuffle leaves the order to the library; this one is the same everywhere.
template<class Items>
void shuffle(RandomSource &random, Items &items)
{
    for (std::size_t left = std::size(items); left > 1; --left) {
        std::swap(items[left - 1], items[static_cast<std::size_t>(random.below(left))]);
    }
}

} // namespace penstock
