#pragma once

#include "simulator/answertext.h"

#include <nlohmann/json_fwd.hpp>

namespace penstock::simulator
{

// Parts that whole and streamed answers have in common.

enum class FilterFinding { Safe = 1, Filtered };

/// With `jailbreak`, which is looked for in prompts only.
[[nodiscard]] nlohmann::json promptFilterResults();
[[nodiscard]] nlohmann::json answerFilterResults(FilterFinding finding);
[[nodiscard]] FilterFinding findingFor(const AnswerChoice &choice);
[[nodiscard]] nlohmann::json usageOf(const ModelAnswer &answer);
[[nodiscard]] std::string dumped(const nlohmann::json &value);

} // namespace penstock::simulator
