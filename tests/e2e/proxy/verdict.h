#pragma once

#include <string>
#include <utility>

namespace penstock::test
{

enum class Ruling {
    Right = 1,
    HonestError,
    Wrong, ///< neither: what the gateway must never do
};

struct Verdict {
    Ruling ruling = Ruling::Wrong;
    std::string reason; ///< of what is wrong
};

[[nodiscard]] inline Verdict wrong(std::string reason)
{
    return {Ruling::Wrong, std::move(reason)};
}

} // namespace penstock::test
