#include "simulator/answerparts.h"
#include "simulator/prose.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

class StreamMaker final
{
public:
    StreamMaker(const ModelAnswer &answer, const StreamForm &form, RandomSource &random)
        : m_answer(answer)
        , m_form(form)
        , m_random(random)
    {
    }

    std::vector<StreamEvent> make()
    {
        if (hasFilter()) {
            addPromptFilter();
        }
        std::vector<std::vector<StreamEvent>> byChoice;
        for (std::size_t i = 0; i < m_answer.choices.size(); ++i) {
            m_events.swap(byChoice.emplace_back());
            addChoice(i);
            m_events.swap(byChoice.back());
        }
        interleave(byChoice);
        if (isAsync()) {
            for (std::size_t i = 0; i < m_answer.choices.size(); ++i) {
                addLateFindings(i);
            }
        }
        if (m_form.includesUsage) {
            addUsage();
        }
        m_events.push_back({eventText("[DONE]"), 0});
        return std::move(m_events);
    }

private:
    [[nodiscard]] bool isChat() const { return m_form.form.operation == Operation::Chat; }
    [[nodiscard]] bool hasFilter() const { return m_form.form.filter != ContentFilterMode::Off; }
    [[nodiscard]] bool isAsync() const { return m_form.form.filter == ContentFilterMode::Async; }

    void add(const Json &data, int tokens)
    {
        m_events.push_back({eventText(dumped(data)), tokens});
    }

    void addPromptFilter()
    {
        Json data
            = {{"choices", Json::array()},
               {"created", 0},
               {"id", ""},
               {"model", ""},
               {"object", ""},
               {std::string(m_form.form.promptFindings), promptFilterResults(m_answer.prompts)}};
        if (m_form.includesUsage) {
            data["usage"] = nullptr;
        }
        add(data, 0);
    }

    Json chunk(Json choices)
    {
        Json data = {{"choices", std::move(choices)},
                     {"created", m_answer.created},
                     {"id", m_answer.id},
                     {"model", m_answer.model},
                     {"object", isChat() ? "chat.completion.chunk" : "text_completion"}};
        if (isChat()) {
            data["system_fingerprint"] = m_answer.fingerprint;
        }
        if (m_form.includesUsage) {
            data["usage"] = nullptr;
        }
        return data;
    }

    enum class Looked { No, Yes };

    void addDelta(std::size_t index, Json delta, int tokens, Looked looked = Looked::No,
                  Json logprobs = nullptr)
    {
        Json choice
            = {{"index", index}, {"finish_reason", nullptr}, {"logprobs", std::move(logprobs)}};
        if (isChat()) {
            choice["delta"] = std::move(delta);
        } else {
            choice["text"] = std::move(delta);
        }
        if (hasFilter()) {
            choice["content_filter_results"] = looked == Looked::Yes && !isAsync()
                ? answerFilterResults(FilterFinding::Safe)
                : Json::object();
        }
        Json data = chunk(Json::array({std::move(choice)}));
        if (m_form.obfuscates) {
            data["obfuscation"]
                = randomName(static_cast<std::size_t>(m_random.betweenInclusive(1, 16)), m_random);
        }
        add(data, tokens);
    }

    void addChoice(std::size_t index)
    {
        const AnswerChoice &choice = m_answer.choices[index];
        if (choice.finishReason == "function_call") {
            addFunctionCall(index);
        } else if (!choice.toolCalls.empty()) {
            addToolCalls(index);
        } else {
            addText(index);
        }
        addFinish(index);
    }

    void addText(std::size_t index)
    {
        const AnswerChoice &choice = m_answer.choices[index];
        if (isChat()) {
            addDelta(index, {{"content", ""}, {"refusal", nullptr}, {"role", "assistant"}}, 0);
        } else if (!choice.echo.empty()) {
            addDelta(index, Json(choice.echo), 0);
        }
        std::size_t offset = choice.echo.size();
        for (const std::string &piece : choice.pieces) {
            addDelta(index, isChat() ? Json{{"content", piece}} : Json(piece), 1, Looked::Yes,
                     logprobsOf(m_answer, m_form.form.operation, {&piece, 1}, offset));
            offset += piece.size();
        }
    }

    void addFunctionCall(std::size_t index)
    {
        const ToolCall &call = m_answer.choices[index].toolCalls.front();
        addDelta(index,
                 {{"content", nullptr},
                  {"refusal", nullptr},
                  {"role", "assistant"},
                  {"function_call", {{"name", call.name}, {"arguments", ""}}}},
                 3);
        for (const std::string &piece : tokenPieces(call.arguments)) {
            addDelta(index, {{"function_call", {{"arguments", piece}}}}, 1);
        }
    }

    void addToolCalls(std::size_t index)
    {
        const std::vector<ToolCall> &calls = m_answer.choices[index].toolCalls;
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const ToolCall &call = calls[i];
            Json delta;
            if (i == 0) {
                delta = {{"content", nullptr}, {"refusal", nullptr}, {"role", "assistant"}};
            }
            delta["tool_calls"]
                = Json::array({{{"index", i},
                                {"id", call.id},
                                {"type", "function"},
                                {"function", {{"name", call.name}, {"arguments", ""}}}}});
            addDelta(index, std::move(delta), 3);
            for (const std::string &piece : tokenPieces(call.arguments)) {
                const Json part = {{"index", i}, {"function", {{"arguments", piece}}}};
                addDelta(index, {{"tool_calls", Json::array({part})}}, 1);
            }
        }
    }

    void addFinish(std::size_t index)
    {
        const AnswerChoice &choice = m_answer.choices[index];
        Json entry
            = {{"index", index}, {"finish_reason", choice.finishReason}, {"logprobs", nullptr}};
        if (isChat()) {
            entry["delta"] = Json::object();
        } else {
            entry["text"] = "";
        }
        if (hasFilter()) {
            entry["content_filter_results"]
                = findingFor(choice) == FilterFinding::Filtered && !isAsync()
                ? answerFilterResults(FilterFinding::Filtered)
                : Json::object();
        }
        Json data = chunk(Json::array({std::move(entry)}));
        if (m_form.obfuscates) {
            data["obfuscation"] = randomName(4, m_random);
        }
        add(data, 0);
    }

    // A choice without `delta`, of a chunk without id, and behind the finish.
    void addLateFindings(std::size_t index)
    {
        const AnswerChoice &choice = m_answer.choices[index];
        const std::size_t length = choice.text().size();
        const Json entry = {{"index", index},
                            {"finish_reason", nullptr},
                            {"content_filter_raw", Json::array()},
                            {"content_filter_results", answerFilterResults(findingFor(choice))},
                            {"content_filter_offsets",
                             {{"check_offset", 0}, {"start_offset", 0}, {"end_offset", length}}}};
        Json data = {{"choices", Json::array({entry})},
                     {"created", 0},
                     {"id", ""},
                     {"model", ""},
                     {"object", ""}};
        if (m_form.includesUsage) {
            data["usage"] = nullptr;
        }
        add(data, 0);
    }

    void addUsage()
    {
        Json data = chunk(Json::array());
        data["usage"] = usageOf(m_answer);
        add(data, 0);
    }

    void interleave(std::vector<std::vector<StreamEvent>> &byChoice)
    {
        std::size_t longest = 0;
        for (const auto &events : byChoice) {
            longest = std::max(longest, events.size());
        }
        for (std::size_t i = 0; i < longest; ++i) {
            for (auto &events : byChoice) {
                if (i < events.size()) {
                    m_events.push_back(std::move(events[i]));
                }
            }
        }
    }

    const ModelAnswer &m_answer;
    const StreamForm &m_form;
    RandomSource &m_random;
    std::vector<StreamEvent> m_events;
};

} // namespace

std::string eventText(std::string_view data)
{
    return "data: " + std::string(data) + "\n\n";
}

std::vector<StreamEvent> streamedAnswer(const ModelAnswer &answer, const StreamForm &form,
                                        RandomSource &random)
{
    return StreamMaker(answer, form, random).make();
}

} // namespace penstock::simulator
