#pragma once

#include "simulator/answertext.h"

#include <nlohmann/json_fwd.hpp>

namespace penstock::simulator
{

// Parts that whole and streamed answers have in common.

enum class FilterFinding { Safe = 1, Filtered };

/// One for each prompt, with `jailbreak`, which is looked for in prompts only.
[[nodiscard]] nlohmann::json promptFilterResults(std::size_t prompts);
[[nodiscard]] nlohmann::json answerFilterResults(FilterFinding finding);
[[nodiscard]] FilterFinding findingFor(const AnswerChoice &choice);
/// How likely the model found each token, and what else it might have said. Null where the answer
/// tells none. `offset` is where the first piece begins in the text.
[[nodiscard]] nlohmann::json logprobsOf(const ModelAnswer &answer, Operation operation,
                                        std::span<const std::string> pieces, std::size_t offset);
[[nodiscard]] nlohmann::json usageOf(const ModelAnswer &answer);
[[nodiscard]] std::string dumped(const nlohmann::json &value);

} // namespace penstock::simulator
