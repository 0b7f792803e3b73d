#pragma once

#include "answerjudge.h"
#include "mixrequest.h"
#include "program.h"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace penstock::test
{

/// `penstock-gateway simulate` with a scripted answer to each request of the mix.
class Simulation final
{
public:
    Simulation(std::span<const MixRequest> mix, std::uint64_t seed,
               const std::filesystem::path &folder);

    static const std::vector<std::string> names; ///< of the instances

    /// False when it did not start.
    [[nodiscard]] bool isUp() const { return m_controlPort != 0; }
    [[nodiscard]] Program &program() { return m_program; }
    /// The gateway's configuration, with these instances.
    [[nodiscard]] std::string gatewayConfig() const;
    [[nodiscard]] std::set<std::uint16_t> ports() const;

    /// In place of those that stood there. False when it is refused.
    [[nodiscard]] bool setFaults(std::size_t instance, const std::string &faults) const;
    [[nodiscard]] bool clearFaults() const;
    /// The embeddings of all texts of the mix, asked of an instance itself.
    [[nodiscard]] Vectors vectors() const;
    /// How often each kind has struck.
    [[nodiscard]] std::map<std::string, std::uint64_t> strikes() const;
    /// Requests that no instance has ended yet.
    [[nodiscard]] int inFlight() const;

private:
    Program m_program;
    std::uint16_t m_controlPort = 0;
    std::map<std::string, std::uint16_t> m_ports;
};

} // namespace penstock::test
