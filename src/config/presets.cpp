#include "config/presets.h"

#include "config/jsonreader.h"

#include <map>
#include <utility>

namespace penstock::config
{

namespace
{

// "Opens on the first one" is every threshold at one, and any share of failures; "flat" is a
// maximum equal to the start.
constexpr std::string_view apimV1 = R"({
    "circuit_breaker.consecutive_connect": 1,
    "circuit_breaker.consecutive_5xx": 1,
    "circuit_breaker.min_outcomes": 1,
    "circuit_breaker.failure_ratio": 0,
    "circuit_breaker.open_seconds": 30,
    "circuit_breaker.open_max_seconds": 30,
    "circuit_breaker.jitter": 0,
    "circuit_breaker.half_open_successes": 1,
    "circuit_breaker.open_on": ["401", "429", "5xx", "timeout", "connection"],
    "circuit_breaker.scope": "instance",
    "circuit_breaker.honor_retry_after": false,
    "routing.all_open": "all",
    "routing.retries": 3
})";

constexpr std::string_view apimV2 = R"({
    "circuit_breaker.consecutive_connect": 1,
    "circuit_breaker.consecutive_5xx": 1,
    "circuit_breaker.min_outcomes": 1,
    "circuit_breaker.failure_ratio": 0,
    "circuit_breaker.open_seconds": 10,
    "circuit_breaker.open_max_seconds": 10,
    "circuit_breaker.jitter": 0,
    "circuit_breaker.half_open_successes": 1,
    "circuit_breaker.open_on": ["429"],
    "circuit_breaker.scope": "target",
    "circuit_breaker.retry_same_target_seconds": 1,
    "circuit_breaker.honor_retry_after": false,
    "routing.all_open": "soonest",
    "routing.retries": 2
})";

const Node &valuesOf(BreakerPreset preset)
{
    static const std::map<BreakerPreset, Node> all = {
        {BreakerPreset::Balanced, Node::map()},
        {BreakerPreset::Custom, Node::map()},
        {BreakerPreset::ApimV1, readJson(apimV1, "preset").root},
        {BreakerPreset::ApimV2, readJson(apimV2, "preset").root},
    };
    return all.at(preset);
}

} // namespace

const Node *presetValue(BreakerPreset preset, std::string_view key)
{
    return valuesOf(preset).find(key);
}

} // namespace penstock::config
