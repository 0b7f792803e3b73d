#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "qtglue/eventthread.h"
#include "simulator/instancestate.h"
#include "simulator/scenario.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace penstock::simulator
{

class InstanceTable;
class SimulatorHost;

/// Where an instance is, and what it takes to call it.
struct InstanceAddress {
    std::string name;
    std::string url; ///< "http://127.0.0.1:3101"
    std::uint16_t port = 0;
    std::string key;
    std::string token;
    std::vector<DeploymentSetup> deployments;
};

/// A simulated Azure OpenAI: several resources on loopback ports, in threads of its own. Its
/// functions may be called from any thread but its own; those that change something return when it
/// is in force.
class Simulator final
{
public:
    /// The clock counts limits, faults and time stamps; answers take real time.
    explicit Simulator(const Clock &clock);
    /// Cuts what is left.
    ~Simulator();
    Simulator(const Simulator &) = delete;
    Simulator &operator=(const Simulator &) = delete;

    /// Or goes over to another scenario. When a port cannot be had, everything stays as it was.
    [[nodiscard]] Result<void> start(SimulatorScenario scenario);
    /// Lets answers under way end, but not longer than `most`.
    void stop(std::chrono::milliseconds most);

    [[nodiscard]] std::vector<InstanceAddress> addresses() const;
    [[nodiscard]] std::uint16_t controlPort() const;
    [[nodiscard]] SimulatorState state() const;

    /// In place of what was switched on before. An empty name means every instance.
    [[nodiscard]] Result<void> apply(const std::string &instance, const std::vector<Fault> &faults);
    /// Planned faults too.
    [[nodiscard]] Result<void> clearFaults(const std::string &instance);

private:
    std::shared_ptr<InstanceTable> m_table;
    EventThread m_thread;
    std::unique_ptr<SimulatorHost> m_host; ///< made and destroyed in the thread
};

} // namespace penstock::simulator
