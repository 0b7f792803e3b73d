#include "errorjudge.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace penstock::test
{

namespace
{

using Json = nlohmann::json;

bool isText(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() && !found->get<std::string>().empty();
}

bool isSentence(const std::string &text)
{
    const char first = text.empty() ? '\0' : text.front();
    return text.size() > 10 && !(first >= 'a' && first <= 'z')
        && std::string_view(".!?)").find(text.back()) != std::string_view::npos;
}

/// What Azure says passes as it is in the middle of a stream, and everywhere in Azure's own form:
/// one of the two texts may be null or missing.
bool isAzuresOwn(const Json &error)
{
    return error.is_object() && isText(error, "message")
        && (isText(error, "code") || isText(error, "type"))
        && isSentence(error.at("message").get<std::string>());
}

} // namespace

std::string problemOf(const Json &error, Words words)
{
    if (!error.is_object()) {
        return "no error object";
    }
    if (words == Words::OfAzureToo && isAzuresOwn(error)) {
        return {};
    }
    for (const char *const key : {"message", "type", "code"}) {
        if (!isText(error, key)) {
            return std::string("an error without ") + key;
        }
    }
    if (!error.contains("param")) {
        return "an error without param";
    }
    return isSentence(error.at("message").get<std::string>()) ? "" : "its message is no sentence";
}

Verdict judgeError(const RawAnswer &answer, Address address)
{
    // Every request is one that a healthy instance answers, so that nothing is the client's fault;
    // and keys are the gateway's own affair.
    constexpr std::array honest = {404, 408, 429, 500, 502, 503, 504};
    if (std::ranges::find(honest, answer.status) == honest.end()) {
        return wrong("status " + std::to_string(answer.status) + " is nothing to tell this client");
    }
    if (!answer.isWhole()) {
        return wrong("an error that is cut: " + answer.problem);
    }
    if (!answer.field("content-type").starts_with("application/json")) {
        return wrong("an error that is no JSON by its content-type");
    }
    if (answer.status == 429 && answer.field("retry-after").empty()) {
        return wrong("a 429 without Retry-After");
    }
    const Json body = Json::parse(answer.body, nullptr, false);
    if (!body.is_object() || !body.contains("error")) {
        return wrong("an error without envelope");
    }
    std::string problem = problemOf(
        body.at("error"), address == Address::Azure ? Words::OfAzureToo : Words::OfOpenAi);
    return problem.empty() ? Verdict{Ruling::HonestError, {}} : wrong(std::move(problem));
}

} // namespace penstock::test
