#pragma once

#include "simulator/instancestate.h"
#include "simulator/simulatedinstance.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

/// The instances of the scenario at hand, for every thread.
class InstanceTable final
{
public:
    struct Row {
        std::shared_ptr<SimulatedInstance> instance;
        std::uint16_t port = 0; ///< that it became
    };

    void replace(std::shared_ptr<const SimulatorScenario> scenario, std::vector<Row> rows,
                 std::uint16_t controlPort);
    [[nodiscard]] std::vector<Row> rows() const;
    /// Null when there is none of that name.
    [[nodiscard]] std::shared_ptr<SimulatedInstance> find(std::string_view name) const;
    [[nodiscard]] SimulatorState state() const;
    /// Of one instance; nothing when there is none of that name.
    [[nodiscard]] std::optional<InstanceState> state(std::string_view name) const;

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const SimulatorScenario> m_scenario;
    std::vector<Row> m_rows;
    std::uint16_t m_controlPort = 0;
};

} // namespace penstock::simulator
