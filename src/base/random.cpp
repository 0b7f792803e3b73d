#include "base/random.h"

#include <bit>

namespace penstock
{

namespace
{

std::uint64_t splitMix64(std::uint64_t &state)
{
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
}

} // namespace

std::uint64_t RandomSource::below(std::uint64_t bound)
{
    if (bound == 0) {
        return 0;
    }
    // The lowest (2^64 mod bound) numbers would make some results more likely than others.
    const std::uint64_t surplus = (0U - bound) % bound;
    for (;;) {
        const std::uint64_t number = nextU64();
        if (number >= surplus) {
            return number % bound;
        }
    }
}

double RandomSource::real()
{
    // 53 bits are what a double holds exactly; more would round up to 1.
    return static_cast<double>(nextU64() >> 11U) * 0x1.0p-53;
}

double RandomSource::between(double low, double high)
{
    const double value = low + (high - low) * real();
    return value < high ? value : low;
}

std::int64_t RandomSource::betweenInclusive(std::int64_t low, std::int64_t high)
{
    const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t all = ~std::uint64_t{0};
    const std::uint64_t offset = width == all ? nextU64() : below(width + 1);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

std::uint64_t SystemRandom::nextU64()
{
    const std::uint64_t high = m_device();
    return (high << 32U) | m_device();
}

SeededRandom::SeededRandom(std::uint64_t seed)
{
    for (std::uint64_t &word : m_state) {
        word = splitMix64(seed);
    }
}

std::uint64_t SeededRandom::nextU64()
{
    const std::uint64_t result = std::rotl(m_state[1] * 5U, 7) * 9U;
    const std::uint64_t shifted = m_state[1] << 17U;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= shifted;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

} // namespace penstock
