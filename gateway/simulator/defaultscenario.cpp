#include "simulator/answerfields.h"
#include "simulator/scenario.h"

namespace penstock::simulator
{

namespace
{

InstanceSetup instance(std::string name, std::vector<DeploymentSetup> deployments)
{
    InstanceSetup setup;
    setup.region = regionName(name);
    setup.key = "sim-key-" + name;
    setup.token = "sim-token-" + name;
    setup.name = std::move(name);
    setup.deployments = std::move(deployments);
    return setup;
}

DeploymentSetup standard(std::string model, std::int64_t tokensPerMinute)
{
    return {.name = model, .model = model, .tokensPerMinute = tokensPerMinute};
}

} // namespace

SimulatorScenario defaultScenario()
{
    const auto usual = [](std::int64_t tokensPerMinute) {
        return std::vector<DeploymentSetup>{standard("gpt-4o", tokensPerMinute),
                                            standard("gpt-4o-mini", 4 * tokensPerMinute),
                                            standard("text-embedding-3-small", 350'000)};
    };
    SimulatorScenario scenario;
    scenario.instances = {instance("eastus", usual(60'000)), instance("westus", usual(30'000)),
                          instance("swedencentral", usual(60'000))};
    scenario.instances.back().deployments.front() = {.name = "gpt-4o",
                                                     .model = "gpt-4o",
                                                     .kind = DeploymentKind::Ptu,
                                                     .tokensPerMinute = 120'000};
    return scenario;
}

} // namespace penstock::simulator
