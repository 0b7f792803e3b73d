#include "app/demosimulation.h"

#include "app/demoevents.h"
#include "base/text.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace penstock::app
{

/// Switches on what goes wrong, when its time has come.
class DemoDirector final : public QObject
{
public:
    DemoDirector(const DemoSetup &setup, const Clock &clock, simulator::Simulator &simulated)
        : m_pace(setup.pace)
        , m_clock(clock)
        , m_simulated(simulated)
        , m_begin(clock.steadyNow())
        , m_events(setup.seed)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, &DemoDirector::happen);
        await();
    }

private:
    void await()
    {
        m_next = m_events.next();
        const Duration left = m_next.begin - (m_clock.steadyNow() - m_begin);
        m_timer.start(
            std::chrono::ceil<std::chrono::milliseconds>(std::max(left, Duration(0)) / m_pace));
    }

    void happen()
    {
        // It fails for unknown names only, and the demonstration is as good without.
        (void)m_simulated.apply(m_next.instance, {m_next.fault});
        await();
    }

    double m_pace;
    const Clock &m_clock;
    simulator::Simulator &m_simulated;
    SteadyTime m_begin;
    DemoEvents m_events;
    DemoEvent m_next;
    QTimer m_timer;
};

namespace
{

using simulator::DeploymentSetup;

DeploymentSetup standard(std::string model, std::int64_t tokensPerMinute)
{
    return {.name = model, .model = model, .tokensPerMinute = tokensPerMinute};
}

simulator::InstanceSetup instance(std::string name, std::string region,
                                  std::vector<DeploymentSetup> deployments)
{
    const std::string key = "demo-key-" + name;
    return {.name = std::move(name),
            .region = std::move(region),
            .key = key,
            .token = "demo-token",
            .deployments = std::move(deployments)};
}

std::string keyVariable(const std::string &instance)
{
    return "PENSTOCK_DEMO_KEY_" + toUpper(instance);
}

// What is paid for anyway comes first, and the roomiest standard one last.
int priorityOf(const std::string &instance)
{
    if (instance == "swedencentral") {
        return 1;
    }
    return instance == "westus" ? 2 : 3;
}

config::Node instanceNode(const simulator::InstanceAddress &address, const std::string &region)
{
    config::Node node = config::Node::map();
    node.set("name", config::Node::text(address.name));
    node.set("region", config::Node::text(region));
    node.set("api_base", config::Node::text(address.url));
    node.set("api_version", config::Node::text("2024-10-21"));
    node.set("api_key", config::Node::text("${" + keyVariable(address.name) + "}"));
    node.set("priority", config::Node::whole(priorityOf(address.name)));
    config::Node models = config::Node::map();
    std::int64_t sum = 0;
    for (const DeploymentSetup &deployment : address.deployments) {
        config::Node entry = config::Node::map();
        entry.set("deployment", config::Node::text(deployment.name));
        entry.set("max_tpm", config::Node::whole(deployment.tokensPerMinute));
        if (deployment.kind == simulator::DeploymentKind::Ptu) {
            entry.set("kind", config::Node::text("ptu"));
        }
        models.set(deployment.model, std::move(entry));
        sum += deployment.tokensPerMinute;
    }
    node.set("max_tpm", config::Node::whole(sum));
    node.set("model_deployments", std::move(models));
    return node;
}

} // namespace

simulator::SimulatorScenario demoScenario(const DemoSetup &setup)
{
    simulator::SimulatorScenario scenario;
    scenario.seed = setup.seed;
    scenario.speed = setup.pace;
    scenario.instances = {
        instance("eastus", "East US",
                 {standard("gpt-4o", 60'000), standard("gpt-4o-mini", 80'000),
                  standard("text-embedding-3-small", 120'000)}),
        // Tight enough that the busy hours of the team do not fit.
        instance("westus", "West US",
                 {standard("gpt-4o-mini", 24'000), standard("text-embedding-3-small", 60'000)}),
        instance("swedencentral", "Sweden Central",
                 {{.name = "gpt-4o-ptu",
                   .model = "gpt-4o",
                   .kind = simulator::DeploymentKind::Ptu,
                   .tokensPerMinute = 50'000}}),
    };
    return scenario;
}

config::Node demoDocument(const std::vector<simulator::InstanceAddress> &instances,
                          std::uint16_t port)
{
    config::Node document = config::Node::map();
    document.set("name", config::Node::text("Penstock demo"));
    document.set("port", config::Node::whole(port));
    config::Node list = config::Node::list();
    const simulator::SimulatorScenario scenario = demoScenario({});
    for (const simulator::InstanceAddress &address : instances) {
        const auto setup
            = std::ranges::find(scenario.instances, address.name, &simulator::InstanceSetup::name);
        list.append(instanceNode(
            address, setup == scenario.instances.end() ? std::string() : setup->region));
    }
    document.set("instances", std::move(list));
    return document;
}

config::Environment demoVariables(const std::vector<simulator::InstanceAddress> &instances)
{
    config::Environment variables;
    for (const simulator::InstanceAddress &address : instances) {
        variables.emplace(keyVariable(address.name), address.key);
    }
    return variables;
}

DemoSimulation::DemoSimulation(DemoSetup setup)
    : m_setup(setup)
    , m_clock(*setup.clock, setup.pace)
    , m_simulator(m_clock)
    , m_thread(QStringLiteral("demo events"))
{
}

DemoSimulation::~DemoSimulation()
{
    m_thread.run([this] { m_director.reset(); });
}

Result<void> DemoSimulation::start()
{
    if (auto started = m_simulator.start(demoScenario(m_setup)); !started) {
        return started;
    }
    m_thread.run(
        [this] { m_director = std::make_unique<DemoDirector>(m_setup, m_clock, m_simulator); });
    return {};
}

void DemoSimulation::stop(std::chrono::milliseconds most)
{
    m_thread.run([this] { m_director.reset(); });
    m_simulator.stop(most);
}

} // namespace penstock::app
