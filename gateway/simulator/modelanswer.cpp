#include "simulator/modelanswer.h"

#include "base/text.h"
#include "simulator/prose.h"
#include "simulator/schemavalue.h"
#include "simulator/seeds.h"

#include <algorithm>

namespace penstock::simulator
{

namespace
{

std::string randomFrom(std::string_view alphabet, std::size_t length, RandomSource &random)
{
    std::string text(length, ' ');
    for (char &c : text) {
        c = alphabet[static_cast<std::size_t>(random.below(alphabet.size()))];
    }
    return text;
}

const ScriptedAnswer *scriptedFor(const ModelRequest &request, std::string_view prompt,
                                  std::span<const ScriptedAnswer> scripted)
{
    const std::string text = toLower(prompt);
    const auto found = std::ranges::find_if(scripted, [&](const ScriptedAnswer &answer) {
        // Who brings the result of a tool wants to read something, not to be sent off again.
        const bool wouldLoop
            = !answer.toolCalls.empty() && request.lastSpeaker == LastSpeaker::Tool;
        return !wouldLoop && text.find(toLower(answer.match)) != std::string::npos;
    });
    return found != scripted.end() ? &*found : nullptr;
}

std::string freeText(const ModelRequest &request, std::string_view prompt, RandomSource &random)
{
    switch (request.format) {
    case ResponseFormat::Json:
        return R"({"answer":)" + valueForSchema(R"({"type":"string","minLength":20})", random)
            + R"(,"confidence":0.9})";
    case ResponseFormat::Schema:
        return valueForSchema(request.schema, random);
    case ResponseFormat::Text:
        break;
    }
    std::size_t length = usualLength(random);
    if (request.maxTokens > 0) {
        // Long enough to run into a limit that is below what would be said anyway.
        length = std::min(length, static_cast<std::size_t>(request.maxTokens) + 12);
    }
    return prose(prompt, length, random);
}

/// Where the first of the stop sequences begins.
std::size_t stopAt(std::string_view text, std::span<const std::string> stops)
{
    std::size_t first = text.size();
    for (const std::string &stop : stops) {
        first = std::min(first, text.find(stop));
    }
    return std::min(first, text.size());
}

AnswerChoice spoken(std::string text, const ModelRequest &request, std::string_view prompt,
                    std::int64_t budget)
{
    AnswerChoice choice{.finishReason = "stop"};
    text.resize(stopAt(text, request.stops));
    choice.pieces = tokenPieces(text);
    if (budget > 0 && static_cast<std::int64_t>(choice.pieces.size()) > budget) {
        choice.pieces.resize(static_cast<std::size_t>(budget));
        choice.finishReason = "length";
    }
    if (prompt.find(answerFilterTrigger) != std::string::npos) {
        choice.pieces.resize(choice.pieces.size() / 2);
        choice.finishReason = "content_filter";
    }
    if (request.echoes) {
        choice.echo = prompt;
    }
    return choice;
}

AnswerChoice calling(std::span<const ScriptedToolCall> calls, CallStyle style, RandomSource &random)
{
    AnswerChoice choice{.finishReason = "tool_calls"};
    if (style == CallStyle::Function) {
        choice.finishReason = "function_call";
        calls = calls.first(1); // more than one came with tools
    }
    for (const ScriptedToolCall &call : calls) {
        choice.toolCalls.push_back({"call_" + randomName(24, random), call.name, call.arguments});
    }
    return choice;
}

AnswerChoice makeChoice(const ModelRequest &request, std::string_view prompt,
                        std::span<const ScriptedAnswer> scripted, std::int64_t budget,
                        RandomSource &random)
{
    const ScriptedAnswer *const script = scriptedFor(request, prompt, scripted);
    const bool mayCall = !request.tools.empty() && request.toolChoice != ToolChoice::None;
    if (script != nullptr && !script->toolCalls.empty() && mayCall) {
        return calling(script->toolCalls, request.callStyle, random);
    }
    if (request.toolChoice == ToolChoice::Required) {
        const ToolOffer &tool = request.tools.front();
        const std::vector<ScriptedToolCall> calls
            = {{tool.name, valueForSchema(tool.parameters, random)}};
        return calling(calls, request.callStyle, random);
    }
    const bool hasText = script != nullptr && !script->text.empty();
    return spoken(hasText ? script->text : freeText(request, prompt, random), request, prompt,
                  budget);
}

std::int64_t tokensOf(const AnswerChoice &choice)
{
    auto tokens = static_cast<std::int64_t>(choice.pieces.size());
    for (const ToolCall &call : choice.toolCalls) {
        tokens += static_cast<std::int64_t>(tokenPieces(call.name + call.arguments).size()) + 3;
    }
    return tokens;
}

} // namespace

std::string AnswerChoice::text() const
{
    std::string text = echo;
    for (const std::string &piece : pieces) {
        text += piece;
    }
    return text;
}

ModelAnswer makeAnswer(const ModelRequest &request, Operation operation, const ModelCard &card,
                       std::span<const ScriptedAnswer> scripted, RandomSource &random)
{
    constexpr std::size_t idLength = 29;
    ModelAnswer answer;
    answer.id
        = (operation == Operation::Chat ? "chatcmpl-" : "cmpl-") + randomName(idLength, random);
    answer.model = card.fullName();
    SeededRandom ofModel(hashed(answer.model));
    answer.fingerprint = "fp_" + randomHex(10, ofModel);
    answer.promptTokens = request.promptTokens;
    std::int64_t budget = request.maxTokens;
    if (card.habit == ModelHabit::Reasons) {
        constexpr std::int64_t step = 64; // thinking is counted in such portions
        answer.reasoningTokens = step * random.betweenInclusive(1, 6);
        if (budget > 0) {
            answer.reasoningTokens = std::min(answer.reasoningTokens, budget / 2);
            budget -= answer.reasoningTokens;
        }
    }
    answer.prompts = request.prompts.size();
    answer.alternatives = request.alternatives;
    for (const std::string &prompt : request.prompts) {
        for (int i = 0; i < request.choices; ++i) {
            answer.choices.push_back(makeChoice(request, prompt, scripted, budget, random));
            answer.completionTokens += tokensOf(answer.choices.back());
        }
    }
    answer.completionTokens += answer.reasoningTokens;
    return answer;
}

std::string randomName(std::size_t length, RandomSource &random)
{
    return randomFrom("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length,
                      random);
}

std::string randomHex(std::size_t length, RandomSource &random)
{
    return randomFrom("0123456789abcdef", length, random);
}

std::string randomUuid(RandomSource &random)
{
    std::string text;
    for (const std::size_t length : {8U, 4U, 4U, 4U, 12U}) {
        text += (text.empty() ? "" : "-") + randomHex(length, random);
    }
    // Version 4, as all of them are.
    constexpr std::size_t version = 14;
    constexpr std::size_t variant = 19;
    text[version] = '4';
    text[variant] = "89ab"[static_cast<std::size_t>(random.below(4))];
    return text;
}

} // namespace penstock::simulator
