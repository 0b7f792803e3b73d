#include "simulator/instancetable.h"

namespace penstock::simulator
{

void InstanceTable::replace(std::shared_ptr<const SimulatorScenario> scenario,
                            std::vector<Row> rows, std::uint16_t controlPort)
{
    const std::lock_guard lock(m_mutex);
    m_scenario = std::move(scenario);
    m_rows.swap(rows);
    m_controlPort = controlPort;
}

std::vector<InstanceTable::Row> InstanceTable::rows() const
{
    const std::lock_guard lock(m_mutex);
    return m_rows;
}

std::shared_ptr<SimulatedInstance> InstanceTable::find(std::string_view name) const
{
    for (const Row &row : rows()) {
        if (row.instance->setup().name == name) {
            return row.instance;
        }
    }
    return nullptr;
}

SimulatorState InstanceTable::state() const
{
    SimulatorState state;
    {
        const std::lock_guard lock(m_mutex);
        if (m_scenario) {
            state.seed = m_scenario->seed;
            state.speed = m_scenario->speed;
        }
        state.controlPort = m_controlPort;
    }
    for (const Row &row : rows()) {
        state.instances.push_back(row.instance->state());
        state.instances.back().port = row.port;
    }
    return state;
}

std::optional<InstanceState> InstanceTable::state(std::string_view name) const
{
    SimulatorState all = state();
    for (InstanceState &instance : all.instances) {
        if (instance.name == name) {
            return std::move(instance);
        }
    }
    return std::nullopt;
}

} // namespace penstock::simulator
