#include "config/decode.h"

namespace penstock::config
{

namespace
{

ModelRouting decodeModel(const DocumentView &model)
{
    return {
        .strategy = model.choice<Strategy>("strategy"),
        .retries = model.whole<int>("retries"),
        .queueWait = model.seconds("queue_wait"),
        .fallbackModels = model.texts<ModelName>("fallback_models"),
    };
}

void decodeTimes(const DocumentView &view, RoutingSettings &routing)
{
    assign(routing.firstByteTimeout, view.seconds("first_byte_timeout"));
    assign(routing.firstByteTimeoutNonStream, view.seconds("first_byte_timeout_non_stream"));
    assign(routing.streamIdleTimeout, view.seconds("stream_idle_timeout"));
    assign(routing.totalDeadline, view.seconds("total_deadline"));
    assign(routing.connectTimeout, view.seconds("connect_timeout"));
    assign(routing.softCommit, view.seconds("soft_commit_seconds"));
    assign(routing.queueWait, view.seconds("queue_wait"));
}

} // namespace

void decodeRouting(const DocumentView &document, GatewayConfig &config)
{
    const DocumentView view = document.child("routing");
    RoutingSettings &routing = config.routing;
    assign(routing.strategy, view.choice<Strategy>("strategy"));
    assign(routing.withinPriority, view.boolean("within_priority"));
    assign(routing.spillAt, view.number("spill_at"));
    assign(routing.streamReserve, view.number("stream_reserve"));
    assign(routing.retries, view.whole<int>("retries"));
    decodeTimes(view, routing);
    assign(routing.maxWaiting, view.whole<int>("max_waiting"));
    assign(routing.replayAfterTimeout, view.boolean("replay_after_timeout"));
    assign(routing.repair, view.choice<Repair>("repair"));
    assign(routing.onPinLoss, view.choice<OnPinLoss>("on_pin_loss"));
    assign(routing.affinity, view.choice<Affinity>("affinity"));
    assign(routing.affinityStrength, view.choice<AffinityStrength>("affinity_strength"));
    routing.affinityCookie = view.text("affinity_cookie");
    assign(routing.allOpen, view.choice<AllOpen>("all_open"));
    for (const Entry &alias : view.entries("aliases")) {
        routing.aliases.insert_or_assign(ModelName(alias.key), ModelName(alias.value.asText()));
    }
    for (const Entry &model : view.entries("models")) {
        routing.models.insert_or_assign(ModelName(model.key),
                                        decodeModel(DocumentView(&model.value)));
    }

    decodeBreaker(document.child("circuit_breaker"), config.breaker);

    const DocumentView limits = document.child("limits");
    assign(config.limits.mode, limits.choice<LimitMode>("mode"));
    assign(config.limits.headroom, limits.number("headroom"));
    assign(config.limits.learnFromHeaders, limits.boolean("learn_from_headers"));
    assign(config.limits.defaultMaxTpm, limits.whole("default_max_tpm"));
}

void decodeBreaker(const DocumentView &breaker, BreakerSettings &settings)
{
    assign(settings.preset, breaker.choice<BreakerPreset>("preset"));
    assign(settings.window, breaker.seconds("window_seconds"));
    assign(settings.consecutiveConnect, breaker.whole<int>("consecutive_connect"));
    assign(settings.consecutiveServerErrors, breaker.whole<int>("consecutive_5xx"));
    assign(settings.minOutcomes, breaker.whole<int>("min_outcomes"));
    assign(settings.failureRatio, breaker.number("failure_ratio"));
    assign(settings.open, breaker.seconds("open_seconds"));
    assign(settings.openMax, breaker.seconds("open_max_seconds"));
    assign(settings.jitter, breaker.number("jitter"));
    assign(settings.halfOpenSuccesses, breaker.whole<int>("half_open_successes"));
    if (breaker.find("open_on") != nullptr) {
        settings.openOn.clear();
        for (const std::string &name : breaker.texts("open_on")) {
            if (const auto kind = valueNamed<FailureKind>(name)) {
                settings.openOn.insert(*kind);
            }
        }
    }
    assign(settings.scope, breaker.choice<BreakerScope>("scope"));
    assign(settings.rateLimit, breaker.seconds("rate_limit_seconds"));
    assign(settings.retrySameTarget, breaker.seconds("retry_same_target_seconds"));
    assign(settings.honorRetryAfter, breaker.boolean("honor_retry_after"));
}

} // namespace penstock::config
