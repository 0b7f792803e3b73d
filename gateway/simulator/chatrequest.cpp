#include "simulator/bodyreading.h"
#include "simulator/knownparameters.h"

#include <nlohmann/json.hpp>

namespace penstock::simulator
{

namespace
{

using Json = nlohmann::json;

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

ToolOffer offerOf(const Json &function)
{
    const Json *const parameters = find(function, "parameters");
    return {textOf(function, "name"), parameters != nullptr ? parameters->dump() : std::string()};
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
        request.tools.push_back(offerOf(*function));
    }
    return std::nullopt;
}

Problem chooseTool(const std::string &name, std::string_view param, ModelRequest &request)
{
    std::erase_if(request.tools, [&](const ToolOffer &tool) { return tool.name != name; });
    if (request.tools.empty()) {
        return invalidRequest(param == "tool_choice"
                                  ? "Tool choice 'function' not found in 'tools' parameter."
                                  : "Function '" + name + "' not found in 'functions' parameter.",
                              param, {});
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
        const Json *const function = find(*choice, "function");
        const bool isNamed = function != nullptr && function->is_object();
        return chooseTool(isNamed ? textOf(*function, "name") : std::string(), "tool_choice",
                          request);
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

/// What came before tools, and is still taken.
Problem readFunctions(const Json &body, ModelRequest &request)
{
    const Json *const functions = find(body, "functions");
    const Json *const call = find(body, "function_call");
    if (functions == nullptr) {
        return call == nullptr
            ? std::nullopt
            : Problem(invalidRequest("Invalid value for 'function_call': 'function_call' is only "
                                     "allowed when 'functions' are specified.",
                                     "function_call", {}));
    }
    if (!functions->is_array()) {
        return wrongType("functions", "an array of objects", *functions);
    }
    request.callStyle = CallStyle::Function;
    for (const Json &function : *functions) {
        if (!function.is_object() || textOf(function, "name").empty()) {
            return missingParameter("functions[" + std::to_string(request.tools.size()) + "].name");
        }
        request.tools.push_back(offerOf(function));
    }
    if (call != nullptr && call->is_object()) {
        return chooseTool(textOf(*call, "name"), "function_call", request);
    }
    if (call != nullptr && *call == "none") {
        request.toolChoice = ToolChoice::None;
    }
    return std::nullopt;
}

Problem readProbabilities(const Json &body, const ModelCard &card, ModelRequest &request)
{
    std::optional<bool> isWanted;
    if (auto problem = readSwitch(body, "logprobs", "logprobs", isWanted)) {
        return problem;
    }
    if (card.habit == ModelHabit::Reasons && isWanted.value_or(false)) {
        return unsupportedParameter("logprobs");
    }
    std::int64_t alternatives = 0;
    if (auto problem = readInteger(body, "top_logprobs", 0, 20, alternatives)) {
        return problem;
    }
    if (isWanted.value_or(false)) {
        request.alternatives = static_cast<int>(alternatives);
    } else if (find(body, "top_logprobs") != nullptr) {
        return invalidRequest(
            "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
            "top_logprobs", {});
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
        if (textOf(*description, "name").empty()) {
            return missingParameter("response_format.json_schema.name");
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

} // namespace

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
    request.prompts = {std::string()};
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
            request.prompts = {contentText(message)};
        }
        request.lastSpeaker
            = role == "tool" || role == "function" ? LastSpeaker::Tool : LastSpeaker::User;
        for (const char *const key : {"content", "tool_calls", "name"}) {
            if (const Json *const part = find(message, key)) {
                bytes += textBytes(*part, images);
            }
        }
    }
    for (const char *const key : {"tools", "functions"}) {
        if (const Json *const offers = find(body, key)) {
            bytes += textBytes(*offers, images);
        }
    }
    request.estimatedPrompt = tokensOf(bytes) + images;
    // A few more for what frames a message.
    request.promptTokens
        = request.estimatedPrompt + 4 * static_cast<std::int64_t>(messages->size()) + 3;
    return std::nullopt;
}

Problem readChatWishes(const Json &body, const ModelCard &card, ModelRequest &request)
{
    if (auto problem = readTools(body, request)) {
        return problem;
    }
    if (auto problem = readToolChoice(body, request)) {
        return problem;
    }
    if (auto problem = readFunctions(body, request)) {
        return problem;
    }
    if (auto problem = readProbabilities(body, card, request)) {
        return problem;
    }
    return readFormat(body, request);
}

} // namespace penstock::simulator
