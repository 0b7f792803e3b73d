#pragma once

#include "app/pacedclock.h"
#include "base/clock.h"
#include "base/result.h"
#include "config/node.h"
#include "config/variables.h"
#include "qtglue/eventthread.h"
#include "simulator/simulator.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace penstock::app
{

class DemoDirector;

struct DemoSetup {
    std::uint64_t seed = 1;
    const Clock *clock = nullptr; ///< outlives the demonstration
    double pace = 1; ///< 20: everything happens in a twentieth of its time, as tests want it
};

/// The simulated Azure of the demonstration: three instances on free ports, where now and then
/// something goes wrong.
class DemoSimulation final
{
public:
    explicit DemoSimulation(DemoSetup setup);
    ~DemoSimulation();
    DemoSimulation(const DemoSimulation &) = delete;
    DemoSimulation &operator=(const DemoSimulation &) = delete;

    [[nodiscard]] Result<void> start();
    /// Lets answers under way end, but not longer than `most`.
    void stop(std::chrono::milliseconds most);

    [[nodiscard]] simulator::Simulator &simulator() { return m_simulator; }
    [[nodiscard]] const simulator::Simulator &simulator() const { return m_simulator; }

private:
    DemoSetup m_setup;
    PacedClock m_clock;
    simulator::Simulator m_simulator;
    EventThread m_thread;
    std::unique_ptr<DemoDirector> m_director; ///< lives in the thread
};

[[nodiscard]] simulator::SimulatorScenario demoScenario(const DemoSetup &setup);

/// The configuration of a gateway in front of these instances. Keys stand in it as variables.
[[nodiscard]] config::Node demoDocument(const std::vector<simulator::InstanceAddress> &instances,
                                        std::uint16_t port);
[[nodiscard]] config::Environment
demoVariables(const std::vector<simulator::InstanceAddress> &instances);

} // namespace penstock::app
