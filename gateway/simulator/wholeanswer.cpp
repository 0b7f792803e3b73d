#include "simulator/answerparts.h"

#include <nlohmann/json.hpp>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

Json messageOf(const AnswerChoice &choice)
{
    Json message = {{"annotations", Json::array()}, {"refusal", nullptr}, {"role", "assistant"}};
    if (choice.toolCalls.empty()) {
        message["content"] = choice.text();
        return message;
    }
    message["content"] = nullptr;
    if (choice.finishReason == "function_call") {
        const ToolCall &call = choice.toolCalls.front();
        message["function_call"] = {{"name", call.name}, {"arguments", call.arguments}};
        return message;
    }
    for (const ToolCall &call : choice.toolCalls) {
        message["tool_calls"].push_back(
            {{"id", call.id},
             {"type", "function"},
             {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    }
    return message;
}

} // namespace

Json promptFilterResults(std::size_t prompts)
{
    Json results = answerFilterResults(FilterFinding::Safe);
    results["jailbreak"] = {{"detected", false}, {"filtered", false}};
    Json all = Json::array();
    for (std::size_t i = 0; i < prompts; ++i) {
        all.push_back({{"prompt_index", i}, {"content_filter_results", results}});
    }
    return all;
}

Json answerFilterResults(FilterFinding finding)
{
    Json results;
    for (const char *const category : {"hate", "self_harm", "sexual", "violence"}) {
        results[category] = {{"filtered", false}, {"severity", "safe"}};
    }
    if (finding == FilterFinding::Filtered) {
        results["violence"] = {{"filtered", true}, {"severity", "medium"}};
    }
    return results;
}

FilterFinding findingFor(const AnswerChoice &choice)
{
    return choice.finishReason == "content_filter" ? FilterFinding::Filtered : FilterFinding::Safe;
}

Json usageOf(const ModelAnswer &answer)
{
    return {{"prompt_tokens", answer.promptTokens},
            {"completion_tokens", answer.completionTokens},
            {"total_tokens", answer.promptTokens + answer.completionTokens},
            {"prompt_tokens_details", {{"audio_tokens", 0}, {"cached_tokens", 0}}},
            {"completion_tokens_details",
             {{"accepted_prediction_tokens", 0},
              {"audio_tokens", 0},
              {"reasoning_tokens", answer.reasoningTokens},
              {"rejected_prediction_tokens", 0}}}};
}

std::string dumped(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string wholeAnswer(const ModelAnswer &answer, const AnswerForm &form)
{
    const bool isChat = form.operation == Operation::Chat;
    Json body
        = {{"id", answer.id},           {"object", isChat ? "chat.completion" : "text_completion"},
           {"created", answer.created}, {"model", answer.model},
           {"choices", Json::array()},  {"usage", usageOf(answer)}};
    if (isChat) {
        body["system_fingerprint"] = answer.fingerprint;
    }
    if (form.filter != ContentFilterMode::Off) {
        body[std::string(form.promptFindings)] = promptFilterResults(answer.prompts);
    }
    for (std::size_t i = 0; i < answer.choices.size(); ++i) {
        const AnswerChoice &choice = answer.choices[i];
        Json entry
            = {{"index", i},
               {"finish_reason", choice.finishReason},
               {"logprobs", logprobsOf(answer, form.operation, choice.pieces, choice.echo.size())}};
        if (isChat) {
            entry["message"] = messageOf(choice);
        } else {
            entry["text"] = choice.text();
        }
        if (form.filter != ContentFilterMode::Off) {
            // What a tool is called with is not looked at.
            entry["content_filter_results"] = choice.toolCalls.empty()
                ? answerFilterResults(findingFor(choice))
                : Json::object();
        }
        body["choices"].push_back(std::move(entry));
    }
    return dumped(body);
}

} // namespace penstock::simulator
