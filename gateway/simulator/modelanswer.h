#pragma once

#include "base/random.h"
#include "simulator/modelcard.h"
#include "simulator/modelrequest.h"
#include "simulator/scenario.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace penstock::simulator
{

struct ToolCall {
    std::string id;
    std::string name;
    std::string arguments; ///< JSON text
};

struct AnswerChoice {
    std::vector<std::string> pieces; ///< of the text, as they are streamed
    std::vector<ToolCall> toolCalls;
    std::string finishReason;
    std::string echo; ///< the prompt again, in front of it all

    [[nodiscard]] std::string text() const;
};

/// What the model says, before it is put into any form.
struct ModelAnswer {
    std::string id;
    std::string model;
    std::string fingerprint;
    std::int64_t created = 0;
    std::vector<AnswerChoice> choices; ///< to the first prompt, then to the next
    std::size_t prompts = 1;
    std::optional<int> alternatives; ///< to each token, where probabilities are told
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0; ///< those for thinking included
    std::int64_t reasoningTokens = 0;
};

/// A prompt with this in it is refused by the content filter.
inline constexpr std::string_view promptFilterTrigger = "trigger-prompt-filter";
/// A prompt with this in it gets an answer that the content filter ends.
inline constexpr std::string_view answerFilterTrigger = "trigger-answer-filter";

/// All of it follows from the numbers that `random` gives.
[[nodiscard]] ModelAnswer makeAnswer(const ModelRequest &request, Operation operation,
                                     const ModelCard &card,
                                     std::span<const ScriptedAnswer> scripted,
                                     RandomSource &random);

[[nodiscard]] std::string randomName(std::size_t length, RandomSource &random);
[[nodiscard]] std::string randomHex(std::size_t length, RandomSource &random);
[[nodiscard]] std::string randomUuid(RandomSource &random);

} // namespace penstock::simulator
