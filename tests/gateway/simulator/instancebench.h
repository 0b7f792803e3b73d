#pragma once

#include "simulator/simulatedinstance.h"
#include "support/fakeclock.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::test
{

inline constexpr std::string_view chatPath
    = "/openai/deployments/chat/chat/completions?api-version=2024-10-21";
inline constexpr std::string_view v1ChatPath = "/openai/v1/chat/completions";

/// A scenario with one instance "eastus" whose deployments are, by name: chat (gpt-4o), newer
/// (gpt-4.1), thinker (o3-mini), old (gpt-35-turbo-instruct), embed (text-embedding-3-small), ada,
/// async and unfiltered (gpt-4o), ptu (gpt-4o).
[[nodiscard]] simulator::SimulatorScenario benchScenario();

/// `{"messages":[{"role":"user","content":"Hello"}], more...}`
[[nodiscard]] std::string chatBody(std::string_view more = {}, std::string_view text = "Hello");

/// An instance without sockets, asked directly.
class InstanceBench final
{
public:
    explicit InstanceBench(simulator::SimulatorScenario scenario = benchScenario());

    [[nodiscard]] simulator::SimulatedInstance &instance() { return *m_instance; }
    [[nodiscard]] FakeClock &clock() { return m_clock; }

    /// With the right key, and accounted for as answered.
    [[nodiscard]] simulator::Reply post(std::string_view path, std::string body);
    [[nodiscard]] simulator::Reply get(std::string_view path);
    [[nodiscard]] simulator::Reply call(const simulator::AzureCall &call);

private:
    FakeClock m_clock;
    std::unique_ptr<simulator::SimulatedInstance> m_instance;
};

[[nodiscard]] nlohmann::json jsonOf(const simulator::Reply &reply);

/// What stands behind "data: ", event by event; "[DONE]" as a text.
[[nodiscard]] std::vector<nlohmann::json> eventsOf(std::string_view stream);
/// The contents of all deltas together.
[[nodiscard]] std::string contentOf(const std::vector<nlohmann::json> &events);

} // namespace penstock::test
