#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace penstock::bench
{

inline constexpr std::size_t postSize = 1024;

/// Whole requests, with the header fields that a client of a language model sends.
[[nodiscard]] std::string getRequest(std::uint16_t port, const std::string &target);
[[nodiscard]] std::string postRequest(std::uint16_t port, const std::string &target,
                                      std::size_t bodySize);

} // namespace penstock::bench
