#include "answerjudge.h"

#include "errorjudge.h"
#include "streamjudge.h"

#include <nlohmann/json.hpp>

#include <QByteArray>

#include <cmath>
#include <cstring>

namespace penstock::test
{

namespace
{

using Json = nlohmann::json;

Verdict judgeCalls(const MixRequest &request, const Json &calls)
{
    if (!calls.is_array() || calls.size() != request.calls.size()) {
        return wrong("other tool calls than expected");
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const Json &function = calls[i].at("function");
        if (calls[i].at("id").get<std::string>().empty() || calls[i].at("type") != "function"
            || function.at("name") != request.calls[i].name
            || function.at("arguments") != request.calls[i].arguments) {
            return wrong("a tool call is not the expected one");
        }
    }
    return {Ruling::Right, {}};
}

Verdict judgeWholeText(const MixRequest &request, const Json &body)
{
    const Json &choices = body.at("choices");
    if (choices.size() != 1 || body.at("usage").at("completion_tokens").get<int>() <= 0
        || body.at("object") != (request.isChat() ? "chat.completion" : "text_completion")) {
        return wrong("no answer of this kind");
    }
    const Json &choice = choices[0];
    if (choice.at("finish_reason") != (request.calls.empty() ? "stop" : "tool_calls")) {
        return wrong("another finish_reason than expected");
    }
    if (!request.calls.empty()) {
        return judgeCalls(request, choice.at("message").at("tool_calls"));
    }
    const Json &text = request.isChat() ? choice.at("message").at("content") : choice.at("text");
    return text == request.text ? Verdict{Ruling::Right, {}} : wrong("another text than expected");
}

bool isVector(const Json &embedding, const std::vector<float> &expected)
{
    constexpr float rounding = 1e-6F; // of decimal places
    const std::vector<float> numbers = embedding.is_string()
        ? vectorIn(embedding.get<std::string>())
        : embedding.get<std::vector<float>>();
    if (numbers.size() != expected.size() || numbers.empty()) {
        return false;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (!(std::abs(numbers[i] - expected[i]) <= rounding)) {
            return false;
        }
    }
    return true;
}

Verdict judgeEmbeddings(const MixRequest &request, const Json &body, const Vectors &vectors)
{
    const Json &data = body.at("data");
    if (data.size() != request.inputs.size() || body.at("object") != "list") {
        return wrong("another number of embeddings than expected");
    }
    for (std::size_t i = 0; i < data.size(); ++i) {
        const Json &embedding = data[i].at("embedding");
        if (embedding.is_string() != (request.form == Form::EmbeddingBase64)) {
            return wrong("an embedding is in the other form");
        }
        if (data[i].at("index") != i || !isVector(embedding, vectors.at(request.inputs[i]))) {
            return wrong("embedding " + std::to_string(i) + " is not the expected one");
        }
    }
    return {Ruling::Right, {}};
}

Verdict judgeWhole(const MixRequest &request, const RawAnswer &answer, const Vectors &vectors)
{
    if (!answer.isWhole()) {
        // What is visibly cut deceives nobody.
        return {Ruling::HonestError, {}};
    }
    if (!answer.field("content-type").starts_with("application/json")) {
        return wrong("no JSON by its content-type");
    }
    const Json body = Json::parse(answer.body, nullptr, false);
    if (!body.is_object()) {
        return wrong("no JSON object, and nothing shows it");
    }
    try {
        return request.isEmbedding() ? judgeEmbeddings(request, body, vectors)
                                     : judgeWholeText(request, body);
    } catch (const Json::exception &problem) {
        return wrong(std::string("not the form of an answer: ") + problem.what());
    }
}

} // namespace

std::vector<float> vectorIn(const std::string &base64)
{
    const auto decoded = QByteArray::fromBase64Encoding(QByteArray::fromStdString(base64),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() % static_cast<qsizetype>(sizeof(float)) != 0) {
        return {};
    }
    std::vector<float> numbers(static_cast<std::size_t>(decoded.decoded.size()) / sizeof(float));
    std::memcpy(numbers.data(), decoded.decoded.constData(),
                static_cast<std::size_t>(decoded.decoded.size()));
    return numbers;
}

Verdict judge(const MixRequest &request, const RawAnswer &answer, const Vectors &vectors)
{
    if (answer.status == 0) {
        return wrong("no answer at all: " + answer.problem);
    }
    if (answer.count("x-penstock-request-id") != 1) {
        return wrong("not one x-penstock-request-id");
    }
    if (answer.status != 200) {
        return judgeError(answer, request.address);
    }
    return request.isStream() ? judgeStream(request, answer) : judgeWhole(request, answer, vectors);
}

} // namespace penstock::test
