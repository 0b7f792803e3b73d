#include "simulator/bodyreading.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace penstock::simulator
{

using Json = nlohmann::json;

Problem readPrompts(const Json &body, ModelRequest &request)
{
    const Json *const prompt = find(body, "prompt");
    const auto prompts
        = prompt != nullptr ? textInputs(*prompt) : std::vector{TextInput{.tokens = 1}};
    if (!prompts) {
        return wrongType("prompt", "one of a string or an array of strings or tokens", *prompt);
    }
    if (prompts->empty()) {
        return invalidRequest("Invalid 'prompt': empty array. Expected an array with minimum "
                              "length 1, but got an empty array instead.",
                              "prompt", "empty_array");
    }
    for (const TextInput &input : *prompts) {
        request.prompts.push_back(input.text);
        request.estimatedPrompt += input.tokens;
    }
    request.promptTokens = std::max<std::int64_t>(1, request.estimatedPrompt);
    return std::nullopt;
}

Problem readCompletionWishes(const Json &body, ModelRequest &request)
{
    std::optional<bool> echoes;
    if (auto problem = readSwitch(body, "echo", "echo", echoes)) {
        return problem;
    }
    request.echoes = echoes.value_or(false);
    std::int64_t alternatives = -1;
    auto problem = readInteger(body, "logprobs", 0, 5, alternatives);
    if (alternatives >= 0) {
        request.alternatives = static_cast<int>(alternatives);
    }
    return problem;
}

} // namespace penstock::simulator
