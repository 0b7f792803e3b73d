#include "simulator/simulator.h"

#include "simulator/instancetable.h"
#include "simulator/simulatorhost.h"

#include <QString>

#include <future>

namespace penstock::simulator
{

Simulator::Simulator(const Clock &clock)
    : m_table(std::make_shared<InstanceTable>())
    , m_thread(QStringLiteral("simulator"))
{
    m_thread.run([&] { m_host = std::make_unique<SimulatorHost>(clock, m_table); });
}

Simulator::~Simulator()
{
    m_thread.run([this] { m_host.reset(); });
}

Result<void> Simulator::start(SimulatorScenario scenario)
{
    Result<void> result;
    m_thread.run([&] { result = m_host->load(std::move(scenario)); });
    return result;
}

void Simulator::stop(std::chrono::milliseconds most)
{
    const auto isDrained = std::make_shared<std::promise<void>>();
    m_thread.run([&] { m_host->drain(most, [isDrained] { isDrained->set_value(); }); });
    constexpr std::chrono::seconds forTheCut(1);
    isDrained->get_future().wait_for(most + forTheCut);
}

std::vector<InstanceAddress> Simulator::addresses() const
{
    std::vector<InstanceAddress> addresses;
    for (const InstanceTable::Row &row : m_table->rows()) {
        const InstanceSetup &setup = row.instance->setup();
        addresses.push_back({.name = setup.name,
                             .url = "http://127.0.0.1:" + std::to_string(row.port),
                             .port = row.port,
                             .key = setup.key,
                             .token = setup.token,
                             .deployments = setup.deployments});
    }
    return addresses;
}

std::uint16_t Simulator::controlPort() const
{
    return m_table->state().controlPort;
}

SimulatorState Simulator::state() const
{
    return m_table->state();
}

Result<void> Simulator::apply(const std::string &instance, const std::vector<Fault> &faults)
{
    Result<void> result;
    m_thread.run([&] { result = m_host->switchOn(instance, faults); });
    return result;
}

Result<void> Simulator::clearFaults(const std::string &instance)
{
    Result<void> result;
    m_thread.run([&] { result = m_host->clearFaults(instance); });
    return result;
}

} // namespace penstock::simulator
