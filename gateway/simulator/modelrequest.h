#pragma once

#include "simulator/azureerror.h"
#include "simulator/azureroute.h"
#include "simulator/modelcard.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

enum class ResponseFormat { Text = 1, Json, Schema };
enum class ToolChoice { Auto = 1, None, Required };
enum class LastSpeaker { User = 1, Tool };
enum class CallStyle {
    Tools = 1,
    Function, ///< `functions`, as it was before there were tools
};

/// What the service assumes where a body sets no limit.
inline constexpr std::int64_t assumedOutput = 16;

struct ToolOffer {
    std::string name;
    std::string parameters; ///< JSON schema, may be empty
};

struct StreamWish {
    bool isWanted = false;
    bool includesUsage = false;
    std::optional<bool> obfuscates;
};

/// What counts of the body of a request.
struct ModelRequest {
    std::string model; ///< as the body names it
    /// What is to be answered: the last message of the user, or every prompt of a completion.
    std::vector<std::string> prompts;
    bool echoes = false; ///< begins a completion with its prompt
    LastSpeaker lastSpeaker = LastSpeaker::User;
    std::int64_t estimatedPrompt = 0; ///< tokens, by the characters: for the limiter
    std::int64_t promptTokens = 0; ///< for usage
    std::int64_t maxTokens = 0; ///< 0: not set
    int choices = 1;
    int bestOf = 1;
    std::vector<std::string> stops;
    StreamWish stream;
    ResponseFormat format = ResponseFormat::Text;
    std::string schema; ///< of ResponseFormat::Schema
    std::vector<ToolOffer> tools; ///< only the one that is asked for, where one is
    ToolChoice toolChoice = ToolChoice::Auto;
    CallStyle callStyle = CallStyle::Tools;
    std::optional<int> alternatives; ///< to each token, where probabilities are wanted

    // Embeddings.
    std::vector<std::string> inputs;
    int dimensions = 0; ///< 0: all of the model's
    bool asBase64 = false;

    /// What the limiter holds against the deployment: prompt and all that may come of it.
    [[nodiscard]] std::int64_t estimate(std::int64_t usualOutput = assumedOutput) const;
};

/// The prompt in tokens by all texts of the body that a model reads, names of roles included.
[[nodiscard]] std::int64_t tokensOfAllTexts(std::string_view body);

/// Only the `model` of a body, for a path that does not name a deployment.
[[nodiscard]] tl::expected<std::string, AzureError> requestedModel(std::string_view body);

/// Whether a body asks for a stream; not when it is no JSON.
[[nodiscard]] bool wantsStream(std::string_view body);

/// Complains as the service does of what it does not take.
[[nodiscard]] tl::expected<ModelRequest, AzureError>
parseModelRequest(std::string_view body, const AzureRoute &route, const ModelCard &card);

} // namespace penstock::simulator
