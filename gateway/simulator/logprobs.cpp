#include "simulator/answerparts.h"
#include "simulator/seeds.h"

#include <nlohmann/json.hpp>

#include <array>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

struct LikelyToken {
    std::string text;
    double logprob = 0;
};

/// The token that was said, and then what comes next, ever less likely. Follows from the text.
std::vector<LikelyToken> likelyTokens(const std::string &said, int alternatives)
{
    static constexpr std::array<std::string_view, 21> others
        = {" the", " a", " it", " is", " and",  " of",   " to", " in",  " that", " for", " on",
           " as",  ",",  ".",   " or", " this", " with", " be", " are", " an",   "\n"};
    SeededRandom random(hashed(said));
    double logprob = -random.between(0, 0.6);
    std::vector<LikelyToken> tokens = {{said, logprob}};
    auto next = static_cast<std::size_t>(random.below(others.size()));
    while (static_cast<int>(tokens.size()) < alternatives) {
        const std::string_view other = others[next++ % others.size()];
        if (other != said) {
            logprob -= random.between(0.3, 1.5);
            tokens.push_back({std::string(other), logprob});
        }
    }
    return tokens;
}

Json tokenEntry(const LikelyToken &token)
{
    Json bytes = Json::array();
    for (const char c : token.text) {
        bytes.push_back(static_cast<unsigned char>(c));
    }
    return {{"token", token.text}, {"logprob", token.logprob}, {"bytes", std::move(bytes)}};
}

Json chatLogprobs(std::span<const std::string> pieces, int alternatives)
{
    Json content = Json::array();
    for (const std::string &piece : pieces) {
        const auto tokens = likelyTokens(piece, alternatives);
        Json entry = tokenEntry(tokens.front());
        entry["top_logprobs"] = Json::array();
        for (std::size_t i = 0; i < static_cast<std::size_t>(alternatives); ++i) {
            entry["top_logprobs"].push_back(tokenEntry(tokens[i]));
        }
        content.push_back(std::move(entry));
    }
    return {{"content", std::move(content)}, {"refusal", nullptr}};
}

Json completionLogprobs(std::span<const std::string> pieces, int alternatives, std::size_t offset)
{
    Json result = {{"tokens", Json::array()},
                   {"token_logprobs", Json::array()},
                   {"top_logprobs", nullptr},
                   {"text_offset", Json::array()}};
    for (const std::string &piece : pieces) {
        const auto tokens = likelyTokens(piece, alternatives);
        result["tokens"].push_back(piece);
        result["token_logprobs"].push_back(tokens.front().logprob);
        result["text_offset"].push_back(offset);
        offset += piece.size();
        Json top = Json::object();
        for (std::size_t i = 0; i < static_cast<std::size_t>(alternatives); ++i) {
            top[tokens[i].text] = tokens[i].logprob;
        }
        if (alternatives > 0) {
            result["top_logprobs"].push_back(std::move(top));
        }
    }
    return result;
}

} // namespace

Json logprobsOf(const ModelAnswer &answer, Operation operation, std::span<const std::string> pieces,
                std::size_t offset)
{
    if (!answer.alternatives || pieces.empty()) {
        return nullptr;
    }
    return operation == Operation::Chat ? chatLogprobs(pieces, *answer.alternatives)
                                        : completionLogprobs(pieces, *answer.alternatives, offset);
}

} // namespace penstock::simulator
