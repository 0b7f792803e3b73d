#pragma once

#include "support/rawclient.h"

#include <chrono>
#include <functional>
#include <thread>

namespace penstock::test
{

/// For what nobody could tell of: asks again and again, as long as a client would wait.
[[nodiscard]] inline bool becomesTrue(const std::function<bool()> &isTrue)
{
    const auto deadline = std::chrono::steady_clock::now() + RawClient::patience;
    while (!isTrue()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

} // namespace penstock::test
