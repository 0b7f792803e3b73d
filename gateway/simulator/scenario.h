#pragma once

#include "base/result.h"
#include "simulator/fault.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

enum class DeploymentKind { Standard = 1, Ptu };
enum class ContentFilterMode {
    On = 1,
    Async, ///< in streams the findings follow in chunks of their own
    Off,
};
enum class TokenWindow {
    Rolling = 1, ///< as measured on the service
    Fixed, ///< as documented: a counter that starts anew every minute
};

enum class PromptEstimate {
    Contents = 1, ///< what the messages say
    AllTexts, ///< also who says it, as whoever counts all texts of the body has it
};

struct DeploymentSetup {
    std::string name;
    std::string model; ///< the base model; the name of the deployment when empty
    DeploymentKind kind = DeploymentKind::Standard;
    std::int64_t tokensPerMinute = 0; ///< 0: no limit. For PTU what drains in a minute
    std::int64_t requestsPerMinute = 0; ///< 0: six per 1,000 tokens
    TokenWindow tokenWindow = TokenWindow::Rolling;
    PromptEstimate promptEstimate = PromptEstimate::Contents;
    std::chrono::seconds requestWindow{10};
    ContentFilterMode contentFilter = ContentFilterMode::On;
    /// The deployment of the same instance that serves when provisioned throughput does not.
    std::string spillover;
};

struct InstanceSetup {
    std::string name;
    std::string region; ///< as the service shows it: "East US"
    std::uint16_t port = 0; ///< 0: any that is free
    std::string key;
    std::string token; ///< stands for a token of Entra ID
    std::vector<DeploymentSetup> deployments;
};

struct ScriptedToolCall {
    std::string name;
    std::string arguments; ///< JSON text
};

/// What to answer when the last message of the user contains `match`; an empty one matches all.
struct ScriptedAnswer {
    std::string match;
    std::string text;
    std::vector<ScriptedToolCall> toolCalls;
};

struct PlannedFault {
    std::string instance; ///< empty: all of them
    Fault fault;
};

struct SimulatorScenario {
    std::uint64_t seed = 1;
    double speed = 1; ///< 2 is twice as fast as life, 0 waits for nothing
    std::uint16_t controlPort = 0;
    std::vector<InstanceSetup> instances;
    std::vector<PlannedFault> faults;
    std::vector<ScriptedAnswer> answers;
};

/// A problem is told with the path of the value: "instances[0].deployments.chat.tpm: ...".
[[nodiscard]] Result<SimulatorScenario> parseScenario(std::string_view json);
/// One fault, or a list of them, as the control API takes them.
[[nodiscard]] Result<std::vector<Fault>> parseFaults(std::string_view json);

/// Three instances with chat and embeddings, one of them with provisioned throughput.
[[nodiscard]] SimulatorScenario defaultScenario();

} // namespace penstock::simulator
