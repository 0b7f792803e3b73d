#include "simulator/bodyreading.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

constexpr std::int64_t mostInputs = 2048;

Problem readInputs(const Json &body, const ModelCard &card, ModelRequest &request)
{
    const Json *const input = find(body, "input");
    if (input == nullptr) {
        return missingParameter("input");
    }
    if (!input->is_string() && !input->is_array()) {
        return wrongType("input", "one of a string or an array", *input);
    }
    const auto inputs = textInputs(*input);
    const auto isEmpty = [](const TextInput &each) { return each.text.empty(); };
    if (!inputs || inputs->empty() || static_cast<std::int64_t>(inputs->size()) > mostInputs
        || std::ranges::any_of(*inputs, isEmpty)) {
        return invalidRequest("'$.input' is invalid. Please check the API reference: "
                              "https://platform.openai.com/docs/api-reference.",
                              {}, {});
    }
    for (const auto &[text, tokens] : *inputs) {
        request.inputs.push_back(text);
        request.promptTokens += tokens;
        if (tokens > card.contextTokens) {
            return invalidRequest("This model's maximum context length is "
                                      + std::to_string(card.contextTokens)
                                      + " tokens, however you requested " + std::to_string(tokens)
                                      + " tokens (" + std::to_string(tokens)
                                      + " in your prompt; 0 for the completion). Please reduce "
                                        "your prompt; or completion length.",
                                  {}, {});
        }
    }
    request.estimatedPrompt = request.promptTokens;
    return std::nullopt;
}

} // namespace

Problem readEmbedding(const Json &body, const ApiVersion &version, const ModelCard &card,
                      ModelRequest &request)
{
    if (auto problem = readInputs(body, card, request)) {
        return problem;
    }
    for (const char *const key : {"encoding_format", "dimensions"}) {
        if (find(body, key) != nullptr && !version.knowsEmbeddingFormats()) {
            return unknownParameter(key, version);
        }
    }
    const std::string format = textOf(body, "encoding_format");
    if (!format.empty() && format != "float" && format != "base64") {
        return invalidRequest("Invalid value: '" + format
                                  + "'. Supported values are: 'float' and 'base64'.",
                              "encoding_format", "invalid_value");
    }
    request.asBase64 = format == "base64";
    if (find(body, "dimensions") != nullptr && card.name == "text-embedding-ada-002") {
        return invalidRequest("This model does not support specifying dimensions.", {}, {});
    }
    std::int64_t dimensions = 0;
    auto problem = readInteger(body, "dimensions", 1, card.dimensions, dimensions);
    request.dimensions = static_cast<int>(dimensions);
    return problem;
}

} // namespace penstock::simulator
