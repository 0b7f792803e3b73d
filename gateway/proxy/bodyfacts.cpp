#include "proxy/bodyfacts.h"

namespace penstock::proxy
{

namespace
{

// More of them can only be meant to confuse.
constexpr std::size_t mostModelKeys = 16;

http::HttpProblem malformed(const wire::JsonProblem &problem)
{
    return {400,
            "invalid_json",
            "The body is not valid JSON: " + problem.message + " (line "
                + std::to_string(problem.line) + ", column " + std::to_string(problem.column)
                + ").",
            {}};
}

} // namespace

BodyFacts::BodyFacts()
    : m_locator({"model", "stream", "stream_options", "stream_options.include_usage",
                 "data_sources", "modalities"})
{
}

void BodyFacts::bodyPart(std::string_view bytes)
{
    m_locator.feed(bytes);
}

std::optional<http::HttpProblem> BodyFacts::finish()
{
    m_locator.finish();
    if (m_locator.problem()) {
        return malformed(*m_locator.problem());
    }
    if (m_locator.rootKind() != wire::JsonKind::Map) {
        return http::HttpProblem{
            400,
            "invalid_json",
            "The body has to be a JSON object, such as {\"model\": \"gpt-4o\"}.",
            {}};
    }
    if (m_locator.all("model").size() > mostModelKeys) {
        return http::HttpProblem{
            400, "invalid_json", "The body names its model too many times.", {}};
    }
    const wire::LocatedValue *const model = m_locator.last("model");
    // Some clients write null for what they leave to the deployment in the path.
    if (model != nullptr && model->kind != wire::JsonKind::Text
        && model->kind != wire::JsonKind::Null) {
        return http::HttpProblem{400, "invalid_model", "The model has to be a text.", {}};
    }
    return std::nullopt;
}

std::string BodyFacts::model() const
{
    const wire::LocatedValue *const model = m_locator.last("model");
    return model == nullptr || model->kind != wire::JsonKind::Text ? std::string() : model->content;
}

bool BodyFacts::wantsStream() const
{
    return isTrue("stream");
}

bool BodyFacts::asksForUsage() const
{
    return isTrue("stream_options.include_usage");
}

bool BodyFacts::mayAskForUsage() const
{
    const wire::LocatedValue *const options = m_locator.last("stream_options");
    return m_locator.last("data_sources") == nullptr && m_locator.last("modalities") == nullptr
        && (options == nullptr || options->kind == wire::JsonKind::Map
            || options->kind == wire::JsonKind::Null);
}

bool BodyFacts::isTrue(std::string_view watched) const
{
    const wire::LocatedValue *const value = m_locator.last(watched);
    return value != nullptr && value->kind == wire::JsonKind::Bool && value->content == "true";
}

} // namespace penstock::proxy
