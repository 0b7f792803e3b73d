#include "simulator/knownparameters.h"

#include <algorithm>
#include <array>
#include <span>

namespace penstock::simulator
{

namespace
{

constexpr auto chatKeys = std::to_array<std::string_view>({
    "audio",
    "data_sources",
    "dataSources",
    "frequency_penalty",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "metadata",
    "modalities",
    "model",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
    "user_security_context",
    "verbosity",
    "web_search_options",
});

constexpr auto completionKeys = std::to_array<std::string_view>({
    "best_of",
    "echo",
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "max_tokens",
    "model",
    "n",
    "presence_penalty",
    "prompt",
    "seed",
    "stop",
    "stream",
    "stream_options",
    "suffix",
    "temperature",
    "top_p",
    "user",
});

constexpr auto embeddingKeys = std::to_array<std::string_view>(
    {"dimensions", "encoding_format", "input", "input_type", "model", "user"});

constexpr auto roles = std::to_array<std::string_view>(
    {"assistant", "developer", "function", "system", "tool", "user"});

std::span<const std::string_view> keysOf(Operation operation)
{
    switch (operation) {
    case Operation::Completion:
        return completionKeys;
    case Operation::Embedding:
        return embeddingKeys;
    default:
        return chatKeys;
    }
}

} // namespace

bool isKnownParameter(Operation operation, std::string_view key)
{
    const auto keys = keysOf(operation);
    return std::ranges::find(keys, key) != keys.end();
}

bool isKnownRole(std::string_view role)
{
    return std::ranges::find(roles, role) != roles.end();
}

} // namespace penstock::simulator
