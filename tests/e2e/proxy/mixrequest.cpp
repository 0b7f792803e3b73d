#include "mixrequest.h"

#include <nlohmann/json.hpp>

#include <array>

namespace penstock::test
{

namespace
{

using Json = nlohmann::json;

constexpr int textCount = 12;

std::string numbered(std::string_view word, int number)
{
    const std::string digits = std::to_string(10'000 + number);
    return std::string(word) + ' ' + digits.substr(1);
}

/// Whatever is hard on quoting, on cutting and on counting.
std::string words(RandomSource &random, std::size_t count)
{
    static constexpr auto all = std::to_array<std::string_view>(
        {"plain", "\"quoted\"", "back\\slash", "new\nline", "tab\there", "grün", "日本語", "👋🏽",
         "data: [DONE]", "{\"error\":{\"message\":\"no\"}}", "\"usage\":null", "</html>",
         "e\u0301"});
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += (text.empty() ? "" : " ") + std::string(pick(random, all));
    }
    return text;
}

void expectAnswer(MixRequest &request, RandomSource &random)
{
    if (request.isEmbedding()) {
        // Six as numbers are more than the gateway holds back until it knows their end.
        constexpr std::uint64_t most = 10;
        const std::vector<std::string> texts = embeddingTexts();
        const std::size_t count = random.below(5) == 0 ? most : 1 + random.below(2);
        for (std::size_t i = 0; i < count; ++i) {
            request.inputs.push_back(pick(random, texts));
        }
        return;
    }
    if (request.form == Form::ToolsWhole || request.form == Form::ToolsStream) {
        for (std::uint64_t i = 0; i <= random.below(2); ++i) {
            const Json arguments
                = {{"place", words(random, 4)}, {"request", request.number}, {"part", i}};
            request.calls.push_back({i == 0 ? "get_weather" : "get_time", arguments.dump()});
        }
        return;
    }
    const bool isLong = random.below(20) == 0;
    request.text = request.mark() + ": "
        + words(random, isLong ? 70 : static_cast<std::size_t>(3 + random.below(40)));
}

MixRequest makeRequest(int number, RandomSource &random)
{
    static constexpr auto forms = std::to_array<Form>(
        {Form::ChatStream, Form::ChatStream, Form::ChatStream, Form::ChatWhole, Form::ChatWhole,
         Form::ToolsStream, Form::ToolsWhole, Form::CompletionWhole, Form::CompletionStream,
         Form::EmbeddingFloats, Form::EmbeddingBase64});
    MixRequest request{.number = number, .form = pick(random, forms)};
    request.address = random.below(3) == 0 ? Address::Azure : Address::V1;
    request.usage = request.isStream() && random.below(2) == 0 ? Usage::Asked : Usage::NotAsked;
    if (random.below(4) == 0) {
        request.line = random.below(2) == 0 ? Line::Fresh : Line::ClosedAfter;
    }
    if (random.below(25) == 0) {
        request.line = Line::ClosedAfter; // or who waits for more than there is would wait long
        request.leaving = random.below(2) == 0 ? Leaving::ByFin : Leaving::ByReset;
        request.leavesAfter = 1 + static_cast<std::size_t>(random.below(6000));
    }
    constexpr std::size_t big = std::size_t{300} << 10;
    constexpr std::size_t huge = std::size_t{1500} << 10; // goes to disk on its way
    const std::uint64_t size = random.below(100);
    request.padding = size < 1 ? huge : size < 8 ? big : size < 30 ? 5000 : 0;
    expectAnswer(request, random);
    return request;
}

Json toolsOffered()
{
    Json tools = Json::array();
    for (const char *const name : {"get_weather", "get_time"}) {
        tools.push_back({{"type", "function"},
                         {"function", {{"name", name}, {"parameters", {{"type", "object"}}}}}});
    }
    return tools;
}

Json bodyOf(const MixRequest &request)
{
    Json body
        = {{"user", numbered("person", request.number % 7) + std::string(request.padding, '.')}};
    if (request.address == Address::V1) {
        body["model"] = request.isEmbedding() ? "text-embedding-3-small"
            : request.isChat()                ? "gpt-4o"
                                              : "gpt-3.5-turbo-instruct";
    }
    if (request.isEmbedding()) {
        body["input"]
            = request.inputs.size() == 1 ? Json(request.inputs.front()) : Json(request.inputs);
        body["encoding_format"] = request.form == Form::EmbeddingBase64 ? "base64" : "float";
        return body;
    }
    const std::string prompt = "Say what belongs to " + request.mark() + ", and no more.";
    if (request.isChat()) {
        body["messages"] = Json::array({{{"role", "system"}, {"content", "You are terse."}},
                                        {{"role", "user"}, {"content", prompt}}});
    } else {
        body["prompt"] = prompt;
    }
    if (!request.calls.empty()) {
        body["tools"] = toolsOffered();
    }
    if (request.isStream()) {
        body["stream"] = true;
    }
    if (request.usage == Usage::Asked) {
        body["stream_options"] = {{"include_usage", true}};
    }
    return body;
}

std::string target(const MixRequest &request)
{
    const std::string operation = request.isEmbedding() ? "embeddings"
        : request.isChat()                              ? "chat/completions"
                                                        : "completions";
    if (request.address == Address::V1) {
        return "/v1/" + operation;
    }
    const std::string deployment = request.isEmbedding() ? "embed"
        : request.isChat()                               ? "chat"
                                                         : "instruct";
    return "/openai/deployments/" + deployment + '/' + operation + "?api-version=2024-10-21";
}

} // namespace

bool MixRequest::isStream() const
{
    return form == Form::ChatStream || form == Form::ToolsStream || form == Form::CompletionStream;
}

bool MixRequest::isChat() const
{
    return !isEmbedding() && form != Form::CompletionWhole && form != Form::CompletionStream;
}

bool MixRequest::isEmbedding() const
{
    return form == Form::EmbeddingFloats || form == Form::EmbeddingBase64;
}

std::string MixRequest::mark() const
{
    return numbered("request", number);
}

std::string MixRequest::bytes() const
{
    const std::string body = bodyOf(*this).dump();
    return "POST " + target(*this) + " HTTP/1.1\r\nHost: localhost\r\n"
        + (address == Address::V1 ? "Authorization: Bearer any\r\n" : "api-key: any\r\n")
        + "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size())
        + (line == Line::ClosedAfter ? "\r\nConnection: close" : "") + "\r\n\r\n" + body;
}

std::vector<MixRequest> makeMix(std::uint64_t seed, int count)
{
    SeededRandom random(seed);
    std::vector<MixRequest> mix;
    for (int i = 0; i < count; ++i) {
        mix.push_back(makeRequest(i, random));
    }
    return mix;
}

std::vector<std::string> embeddingTexts()
{
    std::vector<std::string> texts;
    for (int i = 0; i < textCount; ++i) {
        texts.push_back("What is to be found near " + numbered("place", i) + '?');
    }
    return texts;
}

} // namespace penstock::test
