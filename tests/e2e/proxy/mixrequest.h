#pragma once

#include "base/random.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::test
{

enum class Form {
    ChatWhole = 1,
    ChatStream,
    ToolsWhole,
    ToolsStream,
    CompletionWhole,
    CompletionStream,
    EmbeddingFloats,
    EmbeddingBase64,
};

enum class Address { V1 = 1, Azure };
enum class Usage { NotAsked = 1, Asked };
enum class Line {
    Kept = 1, ///< the connection of the request before
    Fresh,
    ClosedAfter, ///< told so to the gateway
};
enum class Leaving { AtTheEnd = 1, ByFin, ByReset };

struct ExpectedCall {
    std::string name;
    std::string arguments; ///< JSON text
};

/// One request of the mix, and what is right as its answer.
struct MixRequest {
    int number = 0;
    Form form = Form::ChatWhole;
    Address address = Address::V1;
    Usage usage = Usage::NotAsked;
    Line line = Line::Kept;
    Leaving leaving = Leaving::AtTheEnd;
    std::size_t leavesAfter = 0; ///< bytes of the answer
    std::size_t padding = 0; ///< bytes of the request that mean nothing
    std::string text; ///< that has to come
    std::vector<ExpectedCall> calls; ///< likewise
    std::vector<std::string> inputs; ///< whose embeddings have to come

    [[nodiscard]] bool isStream() const;
    [[nodiscard]] bool isChat() const;
    [[nodiscard]] bool isEmbedding() const;
    /// What the scenario knows it by. No other request has it.
    [[nodiscard]] std::string mark() const;
    [[nodiscard]] std::string bytes() const;
};

[[nodiscard]] std::vector<MixRequest> makeMix(std::uint64_t seed, int count);
/// All the texts that embeddings are asked for.
[[nodiscard]] std::vector<std::string> embeddingTexts();

} // namespace penstock::test
