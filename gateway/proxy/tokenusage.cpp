#include "proxy/tokenusage.h"

#include <nlohmann/json.hpp>

namespace penstock::proxy
{

namespace
{

using nlohmann::json;

std::int64_t numberAt(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

std::int64_t detailAt(const json &usage, const char *group, const char *key)
{
    const auto found = usage.find(group);
    return found != usage.end() && found->is_object() ? numberAt(*found, key) : 0;
}

} // namespace

std::optional<TokenUsage> usageIn(std::string_view text)
{
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object()) {
        return std::nullopt;
    }
    const auto usage = document.find("usage");
    if (usage == document.end() || !usage->is_object()) {
        return std::nullopt;
    }
    return TokenUsage{.prompt = numberAt(*usage, "prompt_tokens"),
                      .cached = detailAt(*usage, "prompt_tokens_details", "cached_tokens"),
                      .completion = numberAt(*usage, "completion_tokens"),
                      .reasoning
                      = detailAt(*usage, "completion_tokens_details", "reasoning_tokens"),
                      .total = numberAt(*usage, "total_tokens")};
}

} // namespace penstock::proxy
