#pragma once

#include "gateway/simulator/instancebench.h"
#include "simulator/simulator.h"
#include "support/becomestrue.h"
#include "support/rawclient.h"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace penstock::test
{

/// A request for the streamed answer that the tests look at most.
[[nodiscard]] std::string streamBody();

[[nodiscard]] std::string azureRequest(std::string_view method, std::string_view target,
                                       std::string_view body = {},
                                       std::string_view key = "the-key");
/// POST on the deployment "chat".
[[nodiscard]] std::string chatRequest(std::string_view body);

/// The bytes until so many events have come as a whole; nothing when they do not come.
[[nodiscard]] std::string receiveEvents(RawClient &client, int count);

/// The instance of benchScenario() on a port, and "westus" beside it with the key "other" and the
/// deployment "only-here". "newer" has 1,000 tokens a minute.
class SimulatorBench final
{
public:
    SimulatorBench();

    [[nodiscard]] simulator::Simulator &simulator() { return *m_simulator; }
    [[nodiscard]] FakeClock &clock() { return m_clock; }
    /// Why it does not run; empty when it does.
    [[nodiscard]] const std::string &problem() const { return m_problem; }
    void end() { m_simulator.reset(); }

    [[nodiscard]] std::uint16_t port(std::size_t instance = 0) const;
    /// The answer of the control port.
    [[nodiscard]] RawAnswer control(std::string_view method, std::string_view path,
                                    std::string_view body = {}) const;
    /// On "eastus". False when it is refused.
    [[nodiscard]] bool apply(simulator::Fault fault);
    /// Of the deployment "chat".
    [[nodiscard]] simulator::DeploymentCounts counts() const;

private:
    FakeClock m_clock;
    std::unique_ptr<simulator::Simulator> m_simulator;
    std::string m_problem;
};

} // namespace penstock::test
