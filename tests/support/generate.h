#pragma once

#include "base/random.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::test
{

/// PENSTOCK_TEST_SEED, or a new one for each run of the program.
[[nodiscard]] std::uint64_t baseSeed();
/// PENSTOCK_TEST_ROUNDS, or `preferred`.
[[nodiscard]] int rounds(int preferred);

/// Up to `maxLength` characters of `alphabet`.
[[nodiscard]] std::string randomText(RandomSource &random, std::string_view alphabet,
                                     std::size_t maxLength);
/// Up to `maxLength` bytes of any value.
[[nodiscard]] std::string randomBytes(RandomSource &random, std::size_t maxLength);

} // namespace penstock::test
