#pragma once

#include "simulator/fault.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace penstock::test
{

/// Which instance is in trouble when, and in which. Each is half of the time, never all at once.
class StormPlan final
{
public:
    StormPlan(std::uint64_t seed, std::size_t instances);

    static constexpr std::chrono::milliseconds epoch{1500};

    /// For each instance what is wrong with it; nothing: it is alive.
    [[nodiscard]] std::vector<std::optional<simulator::Fault>> troubles(std::size_t epoch) const;

private:
    std::uint64_t m_seed;
    std::size_t m_instances;
};

/// What was really switched on, and when: what a request met can be looked up.
class StormHistory final
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// From `begin` on until `end` the instances were on their way to this.
    void note(Time begin, Time end, std::vector<bool> isAlive);
    /// Without a doubt, from the beginning to the end.
    [[nodiscard]] bool wasAlive(std::size_t instance, Time from, Time to) const;
    /// In how many of the epochs.
    [[nodiscard]] double aliveShare(std::size_t instance) const;
    [[nodiscard]] bool hadAlwaysOneAlive() const;

private:
    struct Switch {
        Time begin;
        Time end;
        std::vector<bool> isAlive;
    };
    std::vector<Switch> m_switches;
};

} // namespace penstock::test
