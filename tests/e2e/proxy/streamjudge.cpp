#include "streamjudge.h"

#include "errorjudge.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace penstock::test
{

namespace
{

using Json = nlohmann::json;

/// Reads a stream as a strict client does. Each take... answers what is wrong, or nothing.
class StreamReader final
{
public:
    explicit StreamReader(const MixRequest &request) : m_request(request) { }

    std::string takeEvent(std::string_view event)
    {
        constexpr std::string_view field = "data: ";
        if (event.starts_with(':')) {
            return {}; // a comment
        }
        if (!event.starts_with(field) || event.find('\n') != std::string_view::npos) {
            return "an event that is no data";
        }
        if (m_isDone || m_hasFailed) {
            return "something behind the end";
        }
        const std::string_view data = event.substr(field.size());
        if (data == "[DONE]") {
            m_isDone = true;
            return {};
        }
        const Json chunk = Json::parse(data, nullptr, false);
        return chunk.is_object() ? takeChunk(chunk) : "an event that is no JSON";
    }

    [[nodiscard]] Verdict verdict() const
    {
        if (m_hasFailed) {
            return hasCome(Extent::Beginning)
                ? Verdict{Ruling::HonestError, {}}
                : wrong("before the error came another text than expected");
        }
        if (!m_isDone) {
            return wrong("ends without [DONE] and without an error");
        }
        if (m_finish != (m_request.calls.empty() ? "stop" : "tool_calls")) {
            return wrong("finish_reason is '" + m_finish + "'");
        }
        if (m_usages != (m_request.usage == Usage::Asked ? 1 : 0)) {
            return wrong("other usage than was asked for");
        }
        return hasCome(Extent::All) ? Verdict{Ruling::Right, {}}
                                    : wrong("another text than expected");
    }

private:
    std::string takeChunk(const Json &chunk)
    {
        if (chunk.contains("error")) {
            m_hasFailed = true;
            return problemOf(chunk.at("error"), Words::OfAzureToo);
        }
        const std::string id = chunk.at("id");
        if (!id.empty() && !m_id.empty() && id != m_id) {
            return "chunks of two answers";
        }
        m_id = id.empty() ? m_id : id;
        const Json &choices = chunk.at("choices");
        const bool hasUsage = chunk.contains("usage") && !chunk.at("usage").is_null();
        if (m_request.usage == Usage::NotAsked && chunk.contains("usage")) {
            return "usage that nobody has asked for";
        }
        if (hasUsage) {
            ++m_usages;
            return choices.empty() && !m_finish.empty() ? "" : "usage before the end";
        }
        if (choices.empty() && m_request.address == Address::V1) {
            return "a chunk without choices, which clients of OpenAI trip over";
        }
        for (const Json &choice : choices) {
            if (std::string problem = takeChoice(choice); !problem.empty()) {
                return problem;
            }
        }
        return {};
    }

    std::string takeChoice(const Json &choice)
    {
        const bool isLate = !m_finish.empty();
        if (choice.at("index") != 0) {
            return "a choice that nobody has asked for";
        }
        const Json delta = choice.value("delta", Json::object());
        std::string text = delta.contains("content") && delta["content"].is_string()
            ? delta["content"].get<std::string>()
            : std::string();
        text += choice.value("text", std::string());
        m_text += text;
        const Json calls = delta.value("tool_calls", Json::array());
        for (const Json &call : calls) {
            takeCall(call);
        }
        if (isLate && (!text.empty() || !calls.empty())) {
            return "content behind the finish_reason";
        }
        if (choice.contains("finish_reason") && choice["finish_reason"].is_string()) {
            if (isLate) {
                return "two finish_reasons";
            }
            m_finish = choice["finish_reason"];
        }
        return {};
    }

    void takeCall(const Json &call)
    {
        const auto index = call.at("index").get<std::size_t>();
        if (index == m_calls.size()) {
            m_calls.push_back({});
        }
        ExpectedCall &mine = m_calls.at(index);
        const Json &function = call.at("function");
        mine.name += function.value("name", std::string());
        mine.arguments += function.value("arguments", std::string());
    }

    enum class Extent { Beginning = 1, All };

    [[nodiscard]] bool hasCome(Extent wanted) const
    {
        const auto fits = [wanted](const std::string &expected, const std::string &come) {
            return wanted == Extent::All ? expected == come : expected.starts_with(come);
        };
        bool isRight = fits(m_request.text, m_text) && m_calls.size() <= m_request.calls.size()
            && (wanted == Extent::Beginning || m_calls.size() == m_request.calls.size());
        for (std::size_t i = 0; isRight && i < m_calls.size(); ++i) {
            isRight = m_calls[i].name == m_request.calls[i].name
                && fits(m_request.calls[i].arguments, m_calls[i].arguments);
        }
        return isRight;
    }

    const MixRequest &m_request;
    std::string m_id;
    std::string m_text;
    std::vector<ExpectedCall> m_calls;
    std::string m_finish;
    int m_usages = 0;
    bool m_isDone = false;
    bool m_hasFailed = false;
};

} // namespace

Verdict judgeStream(const MixRequest &request, const RawAnswer &answer)
{
    if (!answer.isWhole()) {
        return wrong("a stream that is cut: " + answer.problem);
    }
    if (!answer.field("content-type").starts_with("text/event-stream")) {
        return wrong("no stream by its content-type");
    }
    StreamReader reader(request);
    std::string_view rest = answer.body;
    while (!rest.empty()) {
        const std::size_t end = rest.find("\n\n");
        if (end == std::string_view::npos) {
            return wrong("an event without its end");
        }
        std::string problem;
        try {
            problem = reader.takeEvent(rest.substr(0, end));
        } catch (const std::exception &unexpected) {
            problem = unexpected.what();
        }
        if (!problem.empty()) {
            return wrong(problem + ": " + std::string(rest.substr(0, end)));
        }
        rest.remove_prefix(end + 2);
    }
    return reader.verdict();
}

} // namespace penstock::test
