#include "simulator/fault.h"

#include <algorithm>
#include <array>

namespace penstock::simulator
{

namespace
{

using enum FaultKind;

constexpr auto kinds = std::to_array<FaultKindName>({
    {RateLimit, "rate_limit", "429 with Retry-After (retry_after, 7 s)"},
    {RetryAfterDay, "retry_after_day", "429 with Retry-After of 86,400 s"},
    {Capacity, "capacity", "429 of a service in high demand, not of a quota"},
    {Unauthorized, "unauthorized", "401 as for a wrong key"},
    {RoleMissing, "role_missing", "401 as for a token whose owner lacks the role"},
    {Forbidden, "forbidden", "403 as from a firewall rule"},
    {DeploymentMissing, "deployment_missing", "404 DeploymentNotFound"},
    {Timeout, "timeout", "408 as after a long wait"},
    {ServerError, "server_error", "500, or the 5xx that status names"},
    {HtmlError, "html_error", "a page instead of JSON, 502 or status"},
    {EmptyError, "empty_error", "no body at all, 502 or status"},
    {Refuse, "refuse", "nobody listens for `seconds`; connections that exist are reset"},
    {Reset, "reset", "connection reset before any byte"},
    {ResetAfterHead, "reset_after_head", "connection reset behind the head"},
    {Stall, "stall", "silence, from the beginning or after `after_events`"},
    {SlowDrip, "slow_drip", "a few bytes every `delay_ms`"},
    {Slow, "slow", "`delay_ms` before the answer begins"},
    {Cut, "cut", "connection closed before the end of the body"},
    {MalformedChunk, "malformed_chunk", "a chunk whose size is no number"},
    {StreamError, "stream_error",
     "200, and then an error inside the stream; a rate limit with status 429"},
    {MalformedJson, "malformed_json", "an event or a body that is broken JSON"},
    {LimitReduction, "limit_reduction", "limits times `factor` while it lasts"},
    {OddHeaders, "odd_headers", "-1 and negative numbers in x-ratelimit-*"},
});

} // namespace

std::span<const FaultKindName> faultKinds()
{
    return kinds;
}

std::string_view toString(FaultKind kind)
{
    const auto *const found = std::ranges::find(kinds, kind, &FaultKindName::kind);
    return found != kinds.end() ? found->name : std::string_view();
}

std::optional<FaultKind> faultKindFrom(std::string_view name)
{
    const auto *const found = std::ranges::find(kinds, name, &FaultKindName::name);
    return found != kinds.end() ? std::optional(found->kind) : std::nullopt;
}

} // namespace penstock::simulator
