#pragma once

#include "simulator/simulator.h"
#include "stormcrowd.h"
#include "stormplan.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace penstock::test
{

/// Far above what comes, so that no limit stands in the way.
constexpr std::int64_t plentyInStorm = 1'000'000'000;

/// Each instance has the key `upstream-secret` and a deployment of its own, `dep-NAME`.
[[nodiscard]] simulator::SimulatorScenario stormScenario(std::uint64_t seed,
                                                         const std::vector<std::string> &names);

/// What was sent, and what happened meanwhile.
struct Storm {
    std::vector<StormOutcome> outcomes;
    StormHistory history;
    bool isObeyed = true; ///< what was planned could be switched on
};

/// Lets the plan of the seed happen as long as the clients send.
[[nodiscard]] Storm letItStorm(simulator::Simulator &simulator,
                               const std::vector<std::string> &names, std::uint64_t seed,
                               const std::function<std::vector<StormOutcome>()> &clients);

} // namespace penstock::test
