#pragma once

#include "support/rawclient.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::test
{

/// What came of one request in the storm.
struct StormOutcome {
    std::chrono::steady_clock::time_point begin;
    std::chrono::steady_clock::time_point end;
    bool isGood = false; ///< a whole answer of a model
    int attempts = 0;
    std::chrono::milliseconds held{0};
    RawAnswer answer; ///< of what is not good

    [[nodiscard]] std::chrono::milliseconds took() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(end - begin);
    }
};

/// So many clients, each with a connection of its own and one request after the other, most of them
/// streams, until the time is over and the last has its answer. `fields` are whole lines that the
/// gateway wants in the head of each request.
[[nodiscard]] std::vector<StormOutcome> sendThroughStorm(std::uint16_t port, int clients,
                                                         std::chrono::milliseconds time,
                                                         const std::string &fields = {});

} // namespace penstock::test
