#pragma once

#include "base/random.h"
#include "simulator/fault.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace penstock::app
{

/// Something that goes wrong at one instance of the demonstration, and passes.
struct DemoEvent {
    std::chrono::milliseconds begin{0}; ///< since the demonstration began
    std::chrono::milliseconds duration{0};
    std::string instance;
    simulator::Fault fault; ///< of this duration

    [[nodiscard]] std::chrono::milliseconds end() const { return begin + duration; }
};

/// What goes wrong in the demonstration, one after the other, without end: westus is throttled,
/// swedencentral fails, and then whatever the seed brings. Never two at the same time.
class DemoEvents final
{
public:
    explicit DemoEvents(std::uint64_t seed);

    [[nodiscard]] DemoEvent next();

private:
    [[nodiscard]] DemoEvent choose();
    [[nodiscard]] std::chrono::milliseconds around(std::chrono::seconds usual);

    SeededRandom m_random;
    int m_count = 0;
    std::chrono::milliseconds m_end{0}; ///< of the one before
    std::string m_instance; ///< of the one before
};

} // namespace penstock::app
