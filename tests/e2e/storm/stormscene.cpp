#include "stormscene.h"

#include <cstddef>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace penstock::test
{

namespace
{

/// First those who recover: at no moment all are in trouble.
bool switchTo(simulator::Simulator &simulator, const std::vector<std::string> &names,
              const std::vector<std::optional<simulator::Fault>> &troubles)
{
    bool isDone = true;
    for (const bool isAlive : {true, false}) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (troubles[i].has_value() == isAlive) {
                continue;
            }
            isDone = (isAlive ? simulator.clearFaults(names[i])
                              : simulator.apply(names[i], {*troubles[i]}))
                         .has_value()
                && isDone;
        }
    }
    return isDone;
}

void conduct(const std::stop_token &stop, simulator::Simulator &simulator,
             const std::vector<std::string> &names, std::uint64_t seed, Storm &storm)
{
    using Clock = std::chrono::steady_clock;
    const StormPlan plan(seed, names.size());
    auto next = Clock::now();
    for (std::size_t number = 0; !stop.stop_requested(); ++number) {
        const auto troubles = plan.troubles(number);
        std::vector<bool> isAlive;
        for (const auto &trouble : troubles) {
            isAlive.push_back(!trouble.has_value());
        }
        const auto begin = Clock::now();
        storm.isObeyed = switchTo(simulator, names, troubles) && storm.isObeyed;
        storm.history.note(begin, Clock::now(), std::move(isAlive));
        next += StormPlan::epoch;
        std::this_thread::sleep_until(next);
    }
}

} // namespace

simulator::SimulatorScenario stormScenario(std::uint64_t seed,
                                           const std::vector<std::string> &names)
{
    simulator::SimulatorScenario scenario{.seed = seed, .speed = 20};
    for (const std::string &name : names) {
        simulator::DeploymentSetup deployment{.name = "dep-" + name,
                                              .model = "gpt-4o",
                                              .tokensPerMinute = plentyInStorm,
                                              .requestsPerMinute = plentyInStorm};
        deployment.promptEstimate = simulator::PromptEstimate::AllTexts;
        scenario.instances.push_back({.name = name,
                                      .region = "East US",
                                      .key = "upstream-secret",
                                      .token = "token",
                                      .deployments = {std::move(deployment)}});
    }
    scenario.answers.push_back({.match = "", .text = "One two three four five six seven eight."});
    return scenario;
}

Storm letItStorm(simulator::Simulator &simulator, const std::vector<std::string> &names,
                 std::uint64_t seed, const std::function<std::vector<StormOutcome>()> &clients)
{
    Storm storm;
    {
        const std::jthread conductor(
            [&](const std::stop_token &stop) { conduct(stop, simulator, names, seed, storm); });
        storm.outcomes = clients();
    }
    return storm;
}

} // namespace penstock::test
