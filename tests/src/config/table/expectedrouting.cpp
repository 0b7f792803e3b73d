#include "expectedrow.h"

namespace penstock::config::test
{

namespace
{

constexpr std::string_view strategies = "failover, priority, round_robin, weighted, least_loaded, "
                                        "headroom or model_specific";

ExpectedRows routing()
{
    const auto time = [](std::string_view key, std::string_view fallback) {
        return numberRow(key, fallback, "2.5", "above 0 and at most 86400", "0");
    };
    return {
        choiceRow("routing.strategy", R"("failover")", R"("weighted")", strategies),
        boolRow("routing.within_priority", "false"),
        numberRow("routing.spill_at", "1.0", "0.9", "from 0 to 1", "1.5"),
        numberRow("routing.stream_reserve", "0", "0.2", "from 0 to 1", "-0.5"),
        wholeRow("routing.retries", "3", "10", "from 0 to 10", "11"),
        time("routing.timeout", ""),
        time("routing.first_byte_timeout", "120"),
        time("routing.first_byte_timeout_non_stream", "600"),
        time("routing.stream_idle_timeout", "300"),
        time("routing.total_deadline", "600"),
        numberRow("routing.connect_timeout", "5", "2.5", "above 0 and at most 600", "0"),
        numberRow("routing.soft_commit_seconds", "10", "0", "from 0 to 86400", "-1"),
        numberRow("routing.queue_wait", "20", "120", "from 0 to 120", "121"),
        wholeRow("routing.max_waiting", "64", "1000", "from 0 to 1000", "1001"),
        boolRow("routing.replay_after_timeout", "false"),
        choiceRow("routing.repair", R"("ask")", R"("auto")", "off, ask or auto"),
        choiceRow("routing.on_pin_loss", R"("reject")", R"("strip_reasoning")",
                  "reject or strip_reasoning"),
        choiceRow("routing.affinity", R"("none")", R"("client_key")",
                  "none, cookie, header, client_key or auto"),
        choiceRow("routing.affinity_strength", R"("soft")", R"("strong")", "soft or strong"),
        textRow("routing.affinity_cookie", R"("APIM-Backend-Instance")", R"("sticky")"),
        choiceRow("routing.all_open", R"("soonest")", R"("reject")", "soonest, all or reject"),
        textRow("routing.aliases.*", "", R"("gpt-4o")"),
        choiceRow("routing.models.*.strategy", "", R"("round_robin")", strategies),
        wholeRow("routing.models.*.retries", "", "0", "from 0 to 10", "-1"),
        numberRow("routing.models.*.queue_wait", "", "0", "from 0 to 120", "120.5"),
        listOf(textRow("routing.models.*.fallback_models[]", "", R"("gpt-4o")"), ""),
    };
}

} // namespace

ExpectedRows expectedRouting()
{
    ExpectedRows rows = routing();
    const ExpectedRows limits = {
        choiceRow("limits.mode", R"("enforce")", R"("advise")", "enforce or advise"),
        numberRow("limits.headroom", "1.0", "0.1", "from 0.1 to 1", "0.05"),
        boolRow("limits.learn_from_headers", "true"),
        wholeRow("limits.default_max_tpm", "0", "30000", "of 0 or more", "-1"),
    };
    rows.insert(rows.end(), limits.begin(), limits.end());
    return rows;
}

ExpectedRows expectedBreaker()
{
    const auto time = [](std::string_view key, std::string_view fallback) {
        return numberRow(key, fallback, "2.5", "above 0 and at most 86400", "0");
    };
    ExpectedRow kinds = listOf(choiceRow("circuit_breaker.open_on[]", "", R"("429")",
                                         "401, 403, 404, 429, 5xx, timeout or connection"),
                               R"(["5xx", "connection"])");
    return {
        choiceRow("circuit_breaker.preset", R"("balanced")", R"("apim_v2")",
                  "balanced, apim_v1, apim_v2 or custom"),
        numberRow("circuit_breaker.window_seconds", "60", "2.5", "above 0 and at most 3600", "0"),
        wholeRow("circuit_breaker.consecutive_connect", "3", "7", "from 1 to 1000", "0"),
        wholeRow("circuit_breaker.consecutive_5xx", "5", "7", "from 1 to 1000", "0"),
        wholeRow("circuit_breaker.min_outcomes", "5", "7", "from 1 to 100000", "0"),
        numberRow("circuit_breaker.failure_ratio", "0.5", "1", "from 0 to 1", "1.25"),
        time("circuit_breaker.open_seconds", "10"),
        time("circuit_breaker.open_max_seconds", "120"),
        numberRow("circuit_breaker.jitter", "0.2", "0", "from 0 to 1", "-0.25"),
        // One after connection failures, two after 5xx: no single number.
        wholeRow("circuit_breaker.half_open_successes", "", "2", "from 1 to 100", "0"),
        std::move(kinds),
        choiceRow("circuit_breaker.scope", R"("auto")", R"("target")", "auto, instance or target"),
        time("circuit_breaker.rate_limit_seconds", "10"),
        numberRow("circuit_breaker.retry_same_target_seconds", "0", "1.5", "from 0 to 60", "-1"),
        boolRow("circuit_breaker.honor_retry_after", "true"),
    };
}

} // namespace penstock::config::test
