#include "config/decode.h"

namespace penstock::config
{

namespace
{

void decodeLogging(const DocumentView &document, GatewayConfig &config)
{
    const DocumentView logging = document.child("logging");
    assign(config.logging.level, logging.choice<LogDetail>("level"));
    config.logging.file = logging.text("file");
    assign(config.logging.format, logging.choice<LogFormat>("format"));
    assign(config.logging.maxSizeBytes, logging.whole("max_size"));
    assign(config.logging.backupCount, logging.whole<int>("backup_count"));

    for (const Node &item : document.items("alerts")) {
        const DocumentView alert(&item);
        config.alerts.push_back(
            {.kind = alert.choice<AlertKind>("kind").value_or(AlertKind::Generic),
             .url = alert.secret("url"),
             .events = alert.texts("events")});
    }
    if (const auto webhook = logging.secret("feishu_webhook")) {
        config.alerts.push_back({.kind = AlertKind::Feishu, .url = webhook, .events = {}});
    }
}

void decodeMonitoring(const DocumentView &document, GatewayConfig &config)
{
    const DocumentView monitoring = document.child("monitoring");
    if (const auto window = monitoring.whole<int>("stats_window_minutes")) {
        config.monitoring.statsWindow = std::chrono::minutes(*window);
    }
    config.monitoring.additionalWindows.clear();
    for (const Node &window : monitoring.items("additional_windows")) {
        config.monitoring.additionalWindows.emplace_back(window.asWhole());
    }
    assign(config.monitoring.activeProbe, monitoring.seconds("active_probe_seconds"));

    const DocumentView telemetry = document.child("telemetry");
    assign(config.telemetry.prometheus, telemetry.boolean("prometheus"));
    config.telemetry.scrapeToken = telemetry.secret("scrape_token");
    config.telemetry.appInsights = telemetry.secret("app_insights");
    config.telemetry.otlpEndpoint = telemetry.text("otlp_endpoint");

    const DocumentView shared = document.child("shared_state");
    config.sharedState.redisUrl = shared.secret("redis_url");
    config.sharedState.prefix = shared.text("prefix");
}

void decodeKeeping(const DocumentView &document, GatewayConfig &config)
{
    const DocumentView log = document.child("request_log");
    assign(config.requestLog.maxRows, log.whole("max_rows"));
    assign(config.requestLog.maxDays, log.whole<int>("max_days"));
    assign(config.requestLog.maxMib, log.whole<int>("max_mib"));

    const DocumentView usage = document.child("usage");
    if (const auto hours = usage.whole<int>("minutes_hours")) {
        config.usage.minutesKept = std::chrono::hours(*hours);
    }
    assign(config.usage.keepDays, usage.whole<int>("keep_days"));

    const DocumentView capture = document.child("capture");
    assign(config.capture.bodies, capture.boolean("bodies"));
    if (const auto minutes = capture.whole<int>("minutes")) {
        config.capture.duration = std::chrono::minutes(*minutes);
    }
    assign(config.capture.maxKib, capture.whole<int>("max_kib"));

    const DocumentView backup = document.child("backup");
    config.backup.dir = backup.text("dir");
    if (const auto hours = backup.whole<int>("every_hours")) {
        config.backup.every = std::chrono::hours(*hours);
    }
    assign(config.backup.keep, backup.whole<int>("keep"));
    assign(config.backup.vacuum, backup.boolean("vacuum"));

    assign(config.keepVersions, document.child("store").whole<int>("keep_versions"));
    assign(config.autoRollback, document.child("watch").choice<AutoRollback>("auto_rollback"));
}

} // namespace

void decodeService(const DocumentView &document, GatewayConfig &config)
{
    decodeLogging(document, config);
    decodeMonitoring(document, config);
    decodeKeeping(document, config);
}

} // namespace penstock::config
