#pragma once

#include <string_view>

namespace penstock::azure
{

/// What a client asks a model to do.
enum class Operation { ChatCompletions = 1, Completions, Embeddings };

/// As it stands at the end of every form of path: "chat/completions".
[[nodiscard]] constexpr std::string_view pathOf(Operation operation)
{
    switch (operation) {
    case Operation::ChatCompletions:
        return "chat/completions";
    case Operation::Completions:
        return "completions";
    case Operation::Embeddings:
        return "embeddings";
    }
    return {};
}

} // namespace penstock::azure
