#pragma once

#include "base/random.h"
#include "simulator/modelanswer.h"
#include "simulator/modelrequest.h"
#include "simulator/scenario.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

// The forms that an answer takes on the wire.

struct AnswerForm {
    Operation operation = Operation::Chat;
    ContentFilterMode filter = ContentFilterMode::On;
    std::string_view promptFindings = "prompt_filter_results"; ///< how the api-version calls them
};

/// The JSON of an answer that comes in one piece.
[[nodiscard]] std::string wholeAnswer(const ModelAnswer &answer, const AnswerForm &form);

/// One event of a stream, and how many tokens the model had to make for it.
struct StreamEvent {
    std::string text; ///< "data: {...}", empty line included
    int tokens = 0;
};

struct StreamForm {
    AnswerForm form;
    bool includesUsage = false;
    bool obfuscates = false;
};

/// All events up to and with `[DONE]`.
[[nodiscard]] std::vector<StreamEvent> streamedAnswer(const ModelAnswer &answer,
                                                      const StreamForm &form, RandomSource &random);

[[nodiscard]] std::string eventText(std::string_view data);

/// Equal texts have equal vectors, and texts that share words similar ones, on every instance.
[[nodiscard]] std::vector<float> embeddingOf(std::string_view text, int dimensions);
[[nodiscard]] std::string embeddingsAnswer(const ModelRequest &request, const ModelCard &card);
/// Little-endian, as both SDKs read it.
[[nodiscard]] std::string base64Of(std::span<const float> numbers);

} // namespace penstock::simulator
