#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace penstock::simulator
{

enum class ModelTask { Chat = 1, Completion, Embedding };
enum class ModelHabit {
    Plain = 1,
    Obfuscates, ///< adds random padding to the chunks of a stream unless told not to
    Reasons, ///< obfuscates too, thinks before it speaks, and refuses some older parameters
};

/// What the simulated Azure knows of a base model.
struct ModelCard {
    std::string name;
    std::string version; ///< empty where answers name the model without one
    ModelTask task = ModelTask::Chat;
    ModelHabit habit = ModelHabit::Plain;
    int contextTokens = 128'000;
    int outputTokens = 16'384;
    int dimensions = 0;
    std::chrono::milliseconds firstToken{350};
    double tokensPerSecond = 60;
    std::string session; ///< for the header azureml-model-session
    int tokensForSixRequests = 1000; ///< how many of the tokens of a minute come with six requests

    /// As an answer calls the model: "gpt-4o-2024-11-20".
    [[nodiscard]] std::string fullName() const;
};

[[nodiscard]] std::span<const ModelCard> modelCards();
/// A model that is in no list behaves like a chat model of our days.
[[nodiscard]] ModelCard modelCard(std::string_view name);

} // namespace penstock::simulator
