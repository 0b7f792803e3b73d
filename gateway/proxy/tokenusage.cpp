#include "proxy/tokenusage.h"

#include "wire/jsonlocator.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace penstock::proxy
{

namespace
{

std::int64_t numberIn(const std::string &text)
{
    std::int64_t number = 0;
    const char *const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem == std::errc() && stop == end) {
        return number;
    }
    // 12.0 and 1e3 are numbers of JSON as well.
    constexpr double most = 1e18;
    const nlohmann::json parsed = nlohmann::json::parse(text, nullptr, false);
    const double value = parsed.is_number() ? parsed.get<double>() : 0;
    return value > -most && value < most ? static_cast<std::int64_t>(value) : 0;
}

std::int64_t numberOf(const wire::LocatedValue *value)
{
    return value != nullptr && value->kind == wire::JsonKind::Number && !value->isCut
        ? numberIn(value->content)
        : 0;
}

// Where a group stands there twice the last one counts, and only what is in it.
std::int64_t detailAt(const wire::JsonLocator &usage, std::string_view group,
                      std::string_view detail)
{
    const wire::LocatedValue *const around = usage.last(group);
    const wire::LocatedValue *const value = usage.last(detail);
    const bool isInside = around != nullptr && value != nullptr
        && value->value.begin > around->value.begin && value->value.end < around->value.end;
    return isInside ? numberOf(value) : 0;
}

} // namespace

std::optional<TokenUsage> usageOf(std::string_view object)
{
    wire::JsonLocator usage({"prompt_tokens", "completion_tokens", "total_tokens",
                             "prompt_tokens_details", "prompt_tokens_details.cached_tokens",
                             "completion_tokens_details",
                             "completion_tokens_details.reasoning_tokens"});
    if (!usage.feed(object) || !usage.finish() || usage.rootKind() != wire::JsonKind::Map) {
        return std::nullopt;
    }
    return TokenUsage{
        .prompt = numberOf(usage.last("prompt_tokens")),
        .cached = detailAt(usage, "prompt_tokens_details", "prompt_tokens_details.cached_tokens"),
        .completion = numberOf(usage.last("completion_tokens")),
        .reasoning = detailAt(usage, "completion_tokens_details",
                              "completion_tokens_details.reasoning_tokens"),
        .total = numberOf(usage.last("total_tokens"))};
}

std::optional<TokenUsage> usageIn(std::string_view document)
{
    wire::JsonLocator reader({"usage"});
    if (!reader.feed(document) || !reader.finish()) {
        return std::nullopt;
    }
    const wire::LocatedValue *const usage = reader.last("usage");
    return usage == nullptr
        ? std::nullopt
        : usageOf(document.substr(usage->value.begin, usage->value.end - usage->value.begin));
}

} // namespace penstock::proxy
