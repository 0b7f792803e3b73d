#include "proxy/bodyfacts.h"

#include "proxy/parameterrepair.h"

#include <algorithm>
#include <charconv>

namespace penstock::proxy
{

namespace
{

// More of them can only be meant to confuse.
constexpr std::size_t mostModelKeys = 16;
// More than any model has; keeps sums far from overflowing.
constexpr std::int64_t mostTokens = 1'000'000'000;

http::HttpProblem malformed(const wire::JsonProblem &problem)
{
    return {400,
            "invalid_json",
            "The body is not valid JSON: " + problem.message + " (line "
                + std::to_string(problem.line) + ", column " + std::to_string(problem.column)
                + ").",
            {}};
}

std::vector<std::string_view> watched()
{
    std::vector<std::string_view> names
        = {"model",   "stream",     "stream_options",      "stream_options.include_usage",
           "n",       "modalities", "prompt_cache_key",    "data_sources",
           "best_of", "user",       "metadata.session_id", "max_output_tokens"};
    const auto repairable = repairableParameters();
    names.insert(names.end(), repairable.begin(), repairable.end());
    return names;
}

} // namespace

BodyFacts::BodyFacts() : m_locator(watched()) { }

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

std::int64_t BodyFacts::promptTokens() const
{
    constexpr std::int64_t bytesPerToken = 4;
    constexpr std::int64_t lowDetailImage = 85;
    constexpr std::int64_t otherImage = 765;
    const wire::JsonContent &content = m_locator.content();
    const auto bytes = static_cast<std::int64_t>(content.textBytes);
    return (bytes + bytesPerToken - 1) / bytesPerToken + lowDetailImage * content.lowDetailImages
        + otherImage * content.otherImages;
}

std::optional<std::int64_t> BodyFacts::outputBudget() const
{
    const auto choices
        = std::max({numberOf("n").value_or(1), numberOf("best_of").value_or(1), std::int64_t{1}});
    for (const std::string_view name :
         {"max_completion_tokens", "max_output_tokens", "max_tokens"}) {
        if (const auto most = numberOf(name)) {
            return std::min(*most * choices, mostTokens);
        }
    }
    return std::nullopt;
}

std::string_view BodyFacts::textOf(std::string_view watched) const
{
    const wire::LocatedValue *const value = m_locator.last(watched);
    return value == nullptr || value->kind != wire::JsonKind::Text ? std::string_view()
                                                                   : value->content;
}

/// What is no sensible number counts as absent: the upstream will say what is wrong with it.
std::optional<std::int64_t> BodyFacts::numberOf(std::string_view watched) const
{
    const wire::LocatedValue *const value = m_locator.last(watched);
    if (value == nullptr || value->kind != wire::JsonKind::Number) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    const char *const end = value->content.data() + value->content.size();
    const auto [at, problem] = std::from_chars(value->content.data(), end, number);
    const bool isWhole = problem == std::errc() && at == end;
    return isWhole && number >= 0 && number <= mostTokens ? std::optional(number) : std::nullopt;
}

bool BodyFacts::isTrue(std::string_view watched) const
{
    const wire::LocatedValue *const value = m_locator.last(watched);
    return value != nullptr && value->kind == wire::JsonKind::Bool && value->content == "true";
}

} // namespace penstock::proxy
