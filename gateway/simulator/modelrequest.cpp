#include "simulator/modelrequest.h"

#include "simulator/bodyreading.h"
#include "simulator/knownparameters.h"
#include "wire/jsonlocator.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace penstock::simulator
{

namespace
{

using Json = nlohmann::json;

Problem readStream(const Json &body, const ApiVersion &version, StreamWish &stream)
{
    std::optional<bool> isWanted;
    if (auto problem = readSwitch(body, "stream", "stream", isWanted)) {
        return problem;
    }
    stream.isWanted = isWanted.value_or(false);
    const Json *const options = find(body, "stream_options");
    if (options == nullptr) {
        return std::nullopt;
    }
    if (!version.knowsStreamOptions()) {
        return unknownParameter("stream_options", version);
    }
    if (find(body, "data_sources") != nullptr) {
        return frontDoorError(400, "400",
                              "Validation error at #/stream_options: Extra inputs are not "
                              "permitted");
    }
    if (!stream.isWanted) {
        return invalidRequest(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options", {});
    }
    if (!options->is_object()) {
        return wrongType("stream_options", "an object", *options);
    }
    std::optional<bool> includesUsage;
    if (auto problem
        = readSwitch(*options, "include_usage", "stream_options.include_usage", includesUsage)) {
        return problem;
    }
    stream.includesUsage = includesUsage.value_or(false);
    return readSwitch(*options, "include_obfuscation", "stream_options.include_obfuscation",
                      stream.obfuscates);
}

Problem readStops(const Json &body, std::vector<std::string> &stops)
{
    const Json *const stop = find(body, "stop");
    if (stop == nullptr) {
        return std::nullopt;
    }
    const auto isText = [](const Json &value) { return value.is_string(); };
    if (stop->is_string()) {
        stops.push_back(stop->get<std::string>());
    } else if (stop->is_array() && stop->size() <= 4 && std::ranges::all_of(*stop, isText)) {
        stops = stop->get<std::vector<std::string>>();
    } else {
        return wrongType("stop", "one of a string or array of up to 4 strings", *stop);
    }
    std::erase(stops, std::string());
    return std::nullopt;
}

Problem readBudget(const Json &body, const AzureRoute &route, const ModelCard &card,
                   ModelRequest &request)
{
    if (card.habit == ModelHabit::Reasons) {
        if (find(body, "max_tokens") != nullptr) {
            return unsupportedParameter("max_tokens", "Use 'max_completion_tokens' instead.");
        }
        const Json *const temperature = find(body, "temperature");
        if (temperature != nullptr && temperature->is_number() && *temperature != 1) {
            return invalidRequest("Unsupported value: 'temperature' does not support "
                                      + temperature->dump()
                                      + " with this model. Only the default (1) value is "
                                        "supported.",
                                  "temperature", "unsupported_value");
        }
    }
    std::int64_t choices = 1;
    std::int64_t bestOf = 1;
    constexpr std::int64_t most = 1'000'000'000;
    for (auto problem :
         {readInteger(body, "max_tokens", 1, most, request.maxTokens),
          readInteger(body, "max_completion_tokens", 1, most, request.maxTokens),
          readInteger(body, "n", 1, 128, choices), readInteger(body, "best_of", 1, 20, bestOf),
          readNumber(body, "temperature", 0, 2), readNumber(body, "top_p", 0, 1)}) {
        if (problem) {
            return problem;
        }
    }
    request.choices = static_cast<int>(choices);
    request.bestOf = static_cast<int>(bestOf);
    if (request.maxTokens > card.outputTokens
        && request.promptTokens + request.maxTokens <= card.contextTokens) {
        return invalidRequest("max_tokens is too large: " + std::to_string(request.maxTokens)
                                  + ". This model supports at most "
                                  + std::to_string(card.outputTokens)
                                  + " completion tokens, whereas you provided "
                                  + std::to_string(request.maxTokens) + ".",
                              "max_tokens", "invalid_value");
    }
    if (request.promptTokens + request.maxTokens > card.contextTokens) {
        return contextTooLong(card, request.promptTokens, request.maxTokens, route.version);
    }
    return std::nullopt;
}

Problem readAnswering(const Json &body, const AzureRoute &route, const ModelCard &card,
                      ModelRequest &request)
{
    if (route.operation == Operation::Embedding) {
        return readEmbedding(body, route.version, card, request);
    }
    const bool isChat = route.operation == Operation::Chat;
    if (auto problem = isChat ? readMessages(body, request) : readPrompts(body, request)) {
        return problem;
    }
    if (auto problem = readBudget(body, route, card, request)) {
        return problem;
    }
    if (auto problem = readStops(body, request.stops)) {
        return problem;
    }
    if (auto problem = readStream(body, route.version, request.stream)) {
        return problem;
    }
    return isChat ? readChatWishes(body, card, request) : readCompletionWishes(body, request);
}

} // namespace

std::int64_t ModelRequest::estimate(std::int64_t usualOutput) const
{
    if (!inputs.empty()) {
        return estimatedPrompt;
    }
    const std::int64_t output = maxTokens > 0 ? maxTokens : usualOutput;
    return estimatedPrompt
        + output * std::max(choices, bestOf) * static_cast<std::int64_t>(prompts.size());
}

std::int64_t tokensOfAllTexts(std::string_view body)
{
    constexpr std::int64_t lowDetailImage = 85;
    constexpr std::int64_t otherImage = 765;
    wire::JsonLocator reader({});
    (void)reader.feed(body);
    const wire::JsonContent &content = reader.content();
    return tokensOf(content.textBytes) + lowDetailImage * content.lowDetailImages
        + otherImage * content.otherImages;
}

tl::expected<std::string, AzureError> requestedModel(std::string_view body)
{
    const Json parsed = parsedObject(body);
    if (!parsed.is_object()) {
        return tl::unexpected(brokenJson());
    }
    const Json *const model = find(parsed, "model");
    if (model == nullptr) {
        return tl::unexpected(missingParameter("model"));
    }
    if (!model->is_string()) {
        return tl::unexpected(wrongType("model", "a string", *model));
    }
    return model->get<std::string>();
}

bool wantsStream(std::string_view body)
{
    const Json parsed = parsedObject(body);
    const Json *const stream = parsed.is_object() ? find(parsed, "stream") : nullptr;
    return stream != nullptr && *stream == true;
}

tl::expected<ModelRequest, AzureError>
parseModelRequest(std::string_view body, const AzureRoute &route, const ModelCard &card)
{
    const Json parsed = parsedObject(body);
    if (!parsed.is_object()) {
        return tl::unexpected(brokenJson());
    }
    for (const auto &[key, value] : parsed.items()) {
        if (!isKnownParameter(route.operation, key)) {
            return tl::unexpected(unknownParameter(key, route.version));
        }
    }
    ModelRequest request;
    request.model = textOf(parsed, "model");
    if (auto problem = readAnswering(parsed, route, card, request)) {
        return tl::unexpected(std::move(*problem));
    }
    return request;
}

} // namespace penstock::simulator
