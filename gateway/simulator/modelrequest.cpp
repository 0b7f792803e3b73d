#include "simulator/modelrequest.h"

#include "simulator/bodyreading.h"
#include "simulator/knownparameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace penstock::simulator
{

namespace
{

using Json = nlohmann::json;

constexpr std::int64_t usualOutput = 16; // where a body sets no limit, as the service assumes
constexpr int tokensOfImage = 765;
constexpr int tokensOfSmallImage = 85;

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

std::uint64_t textBytes(const Json &value, std::int64_t &imageTokens)
{
    if (value.is_string()) {
        return value.get_ref<const std::string &>().size();
    }
    if (value.is_object() && value.contains("image_url")) {
        const Json &image = value["image_url"];
        imageTokens += image.is_object() && textOf(image, "detail") == "low" ? tokensOfSmallImage
                                                                             : tokensOfImage;
        return 0;
    }
    std::uint64_t bytes = 0;
    if (value.is_structured()) {
        for (const Json &part : value) {
            bytes += textBytes(part, imageTokens);
        }
    }
    return bytes;
}

std::string contentText(const Json &message)
{
    const Json *const content = find(message, "content");
    if (content == nullptr || content->is_string()) {
        return textOf(message, "content");
    }
    std::string text;
    if (content->is_array()) {
        for (const Json &part : *content) {
            text += part.is_object() ? textOf(part, "text") : std::string();
        }
    }
    return text;
}

Problem readMessages(const Json &body, ModelRequest &request)
{
    const Json *const messages = find(body, "messages");
    if (messages == nullptr) {
        return missingParameter("messages");
    }
    if (!messages->is_array()) {
        return wrongType("messages", "an array of objects", *messages);
    }
    if (messages->empty()) {
        return invalidRequest("Invalid 'messages': empty array. Expected an array with minimum "
                              "length 1, but got an empty array instead.",
                              "messages", "empty_array");
    }
    std::uint64_t bytes = 0;
    std::int64_t images = 0;
    for (std::size_t i = 0; i < messages->size(); ++i) {
        const Json &message = (*messages)[i];
        const std::string path = "messages[" + std::to_string(i) + "]";
        if (!message.is_object()) {
            return wrongType(path, "an object", message);
        }
        const std::string role = textOf(message, "role");
        if (!isKnownRole(role)) {
            return role.empty()
                ? missingParameter(path + ".role")
                : invalidRequest("Invalid value: '" + role
                                     + "'. Supported values are: 'system', 'assistant', 'user', "
                                       "'function', 'tool', and 'developer'.",
                                 path + ".role", "invalid_value");
        }
        if (role == "user") {
            request.lastUserText = contentText(message);
        }
        request.lastSpeaker = role == "tool" ? LastSpeaker::Tool : LastSpeaker::User;
        for (const char *const key : {"content", "tool_calls", "name"}) {
            if (const Json *const part = find(message, key)) {
                bytes += textBytes(*part, images);
            }
        }
    }
    if (const Json *const tools = find(body, "tools")) {
        bytes += textBytes(*tools, images);
    }
    request.estimatedPrompt = tokensOf(bytes) + images;
    // A few more for what frames a message.
    request.promptTokens
        = request.estimatedPrompt + 4 * static_cast<std::int64_t>(messages->size()) + 3;
    return std::nullopt;
}

Problem readTools(const Json &body, ModelRequest &request)
{
    const Json *const tools = find(body, "tools");
    if (tools == nullptr) {
        return std::nullopt;
    }
    if (!tools->is_array()) {
        return wrongType("tools", "an array of objects", *tools);
    }
    for (const Json &tool : *tools) {
        const Json *const function = tool.is_object() ? find(tool, "function") : nullptr;
        if (function == nullptr || !function->is_object() || textOf(*function, "name").empty()) {
            return missingParameter("tools[" + std::to_string(request.tools.size())
                                    + "].function.name");
        }
        const Json *const parameters = find(*function, "parameters");
        request.tools.push_back({textOf(*function, "name"),
                                 parameters != nullptr ? parameters->dump() : std::string()});
    }
    return std::nullopt;
}

Problem chooseTool(const Json &choice, ModelRequest &request)
{
    const Json *const function = find(choice, "function");
    const std::string name
        = function != nullptr && function->is_object() ? textOf(*function, "name") : std::string();
    std::erase_if(request.tools, [&](const ToolOffer &tool) { return tool.name != name; });
    if (request.tools.empty()) {
        return invalidRequest("Tool choice 'function' not found in 'tools' parameter.",
                              "tool_choice", {});
    }
    request.toolChoice = ToolChoice::Required;
    return std::nullopt;
}

Problem readToolChoice(const Json &body, ModelRequest &request)
{
    const Json *const choice = find(body, "tool_choice");
    if (choice == nullptr) {
        return std::nullopt;
    }
    if (request.tools.empty()) {
        return invalidRequest("Invalid value for 'tool_choice': 'tool_choice' is only allowed when "
                              "'tools' are specified.",
                              "tool_choice", {});
    }
    if (choice->is_object()) {
        return chooseTool(*choice, request);
    }
    if (*choice == "none") {
        request.toolChoice = ToolChoice::None;
    } else if (*choice == "required") {
        request.toolChoice = ToolChoice::Required;
    } else if (*choice != "auto") {
        return invalidRequest("Invalid value: " + choice->dump()
                                  + ". Supported values are: 'none', 'auto', and 'required'.",
                              "tool_choice", "invalid_value");
    }
    return std::nullopt;
}

Problem readFormat(const Json &body, ModelRequest &request)
{
    const Json *const format = find(body, "response_format");
    if (format == nullptr) {
        return std::nullopt;
    }
    const std::string type = format->is_object() ? textOf(*format, "type") : std::string();
    if (type == "json_object") {
        request.format = ResponseFormat::Json;
    } else if (type == "json_schema") {
        const Json *const description = find(*format, "json_schema");
        const Json *const schema = description != nullptr && description->is_object()
            ? find(*description, "schema")
            : nullptr;
        if (schema == nullptr) {
            return missingParameter("response_format.json_schema.schema");
        }
        request.format = ResponseFormat::Schema;
        request.schema = schema->dump();
    } else if (type != "text") {
        return invalidRequest("Invalid value: '" + type
                                  + "'. Supported values are: 'json_object', 'json_schema', and "
                                    "'text'.",
                              "response_format.type", "invalid_value");
    }
    return std::nullopt;
}

Problem readBudget(const Json &body, const ModelCard &card, ModelRequest &request)
{
    if (card.habit == ModelHabit::Reasons) {
        if (find(body, "max_tokens") != nullptr) {
            return invalidRequest("Unsupported parameter: 'max_tokens' is not supported with this "
                                  "model. Use 'max_completion_tokens' instead.",
                                  "max_tokens", "unsupported_parameter");
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
        return contextTooLong(card, request.promptTokens, request.maxTokens);
    }
    return std::nullopt;
}

Problem readPrompt(const Json &body, ModelRequest &request)
{
    const Json *const prompt = find(body, "prompt");
    if (prompt != nullptr && !prompt->is_string() && !prompt->is_array()) {
        return wrongType("prompt", "one of a string or an array", *prompt);
    }
    std::int64_t images = 0;
    if (prompt != nullptr) {
        request.lastUserText = prompt->is_string() ? prompt->get<std::string>() : std::string();
        request.estimatedPrompt = tokensOf(textBytes(*prompt, images));
    }
    request.promptTokens = std::max<std::int64_t>(1, request.estimatedPrompt);
    return std::nullopt;
}

Problem readAnswering(const Json &body, const AzureRoute &route, const ModelCard &card,
                      ModelRequest &request)
{
    if (route.operation == Operation::Embedding) {
        return readEmbedding(body, route.version, card, request);
    }
    const bool isChat = route.operation == Operation::Chat;
    if (auto problem = isChat ? readMessages(body, request) : readPrompt(body, request)) {
        return problem;
    }
    if (auto problem = readBudget(body, card, request)) {
        return problem;
    }
    if (auto problem = readStops(body, request.stops)) {
        return problem;
    }
    if (auto problem = readStream(body, route.version, request.stream)) {
        return problem;
    }
    if (!isChat) {
        return std::nullopt;
    }
    if (auto problem = readTools(body, request)) {
        return problem;
    }
    if (auto problem = readToolChoice(body, request)) {
        return problem;
    }
    return readFormat(body, request);
}

} // namespace

std::int64_t ModelRequest::estimate() const
{
    if (!inputs.empty()) {
        return estimatedPrompt;
    }
    const std::int64_t output = maxTokens > 0 ? maxTokens : usualOutput;
    return estimatedPrompt + output * std::max(choices, bestOf);
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
