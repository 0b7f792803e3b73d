#pragma once

#include <cstdint>
#include <string_view>

namespace penstock::simulator
{

/// FNV-1a, which is the same everywhere.
[[nodiscard]] constexpr std::uint64_t hashed(std::string_view text,
                                             std::uint64_t hash = 0xcbf2'9ce4'8422'2325U)
{
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01b3U;
    }
    return hash;
}

/// What all chance of one request comes from: which one it is, and nothing else.
[[nodiscard]] constexpr std::uint64_t requestSeed(std::uint64_t seed, std::string_view instance,
                                                  std::string_view deployment, std::uint64_t number)
{
    const std::uint64_t target = hashed(deployment, hashed("/", hashed(instance)));
    return (seed * 0x9e37'79b9'7f4a'7c15U) ^ target ^ (number * 0xd6e8'feb8'6659'fd93U);
}

} // namespace penstock::simulator
