#pragma once

#include "simulator/azureerror.h"
#include "simulator/modelrequest.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

// How the body of a request is read, and what is said when a value is not as it should be.

using Problem = std::optional<AzureError>;

/// Discarded when it is no JSON object, or nested beyond reason.
[[nodiscard]] nlohmann::json parsedObject(std::string_view body);

[[nodiscard]] AzureError wrongType(std::string_view param, std::string_view wanted,
                                   const nlohmann::json &value);
[[nodiscard]] AzureError missingParameter(std::string_view param);
[[nodiscard]] AzureError unsupportedParameter(std::string_view param, std::string_view advice = {});

/// Null when it is not there, or is `null`.
[[nodiscard]] const nlohmann::json *find(const nlohmann::json &object, const char *key);
/// Empty when it is no text.
[[nodiscard]] std::string textOf(const nlohmann::json &object, const char *key);

[[nodiscard]] Problem readInteger(const nlohmann::json &body, const char *key, std::int64_t least,
                                  std::int64_t most, std::int64_t &into);
[[nodiscard]] Problem readNumber(const nlohmann::json &body, const char *key, double least,
                                 double most);
[[nodiscard]] Problem readSwitch(const nlohmann::json &object, const char *key,
                                 const std::string &path, std::optional<bool> &into);

/// The service estimates by characters, not by its tokenizer.
[[nodiscard]] std::int64_t tokensOf(std::uint64_t bytes);
/// Of all texts in `value`; images are added up in tokens.
[[nodiscard]] std::uint64_t textBytes(const nlohmann::json &value, std::int64_t &imageTokens);

/// A text, or numbers of tokens, of which nobody here knows what they say.
struct TextInput {
    std::string text; ///< the numbers as JSON where it is tokens
    std::int64_t tokens = 0;
};
/// A text, texts, tokens or lists of tokens. Nothing when it is anything else.
[[nodiscard]] std::optional<std::vector<TextInput>> textInputs(const nlohmann::json &value);

[[nodiscard]] Problem readMessages(const nlohmann::json &body, ModelRequest &request);
/// Tools, format and probabilities.
[[nodiscard]] Problem readChatWishes(const nlohmann::json &body, const ModelCard &card,
                                     ModelRequest &request);
[[nodiscard]] Problem readPrompts(const nlohmann::json &body, ModelRequest &request);
[[nodiscard]] Problem readCompletionWishes(const nlohmann::json &body, ModelRequest &request);
/// The body of an embeddings request.
[[nodiscard]] Problem readEmbedding(const nlohmann::json &body, const ApiVersion &version,
                                    const ModelCard &card, ModelRequest &request);

} // namespace penstock::simulator
