#pragma once

#include "simulator/fault.h"
#include "simulator/scenario.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace penstock::simulator
{

struct DeploymentCounts {
    std::uint64_t requests = 0;
    std::uint64_t rejected = 0; ///< 429, of the limiter or of a fault
    std::uint64_t cancelled = 0; ///< the client has gone before the end
    std::uint64_t faults = 0; ///< requests that a fault has hit
    std::map<FaultKind, std::uint64_t> faultsByKind; ///< reduced limits and odd headers too
    std::int64_t tokensCharged = 0; ///< estimates that the limiter has let in
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0; ///< that were really sent
    int inFlight = 0;
};

struct DeploymentState {
    DeploymentSetup setup;
    DeploymentCounts counts;
    std::int64_t windowTokens = 0; ///< that count against the limit now
    double utilisation = 0; ///< percent, of provisioned throughput
};

enum class Presence { Listening = 1, Refusing };

struct InstanceState {
    std::string name;
    std::string region;
    std::uint16_t port = 0;
    Presence presence = Presence::Listening;
    std::uint64_t requests = 0; ///< those for no deployment included
    std::vector<DeploymentState> deployments;
    std::vector<Fault> faults;
};

struct SimulatorState {
    std::uint64_t seed = 0;
    double speed = 1;
    std::uint16_t controlPort = 0;
    std::vector<InstanceState> instances;
};

} // namespace penstock::simulator
