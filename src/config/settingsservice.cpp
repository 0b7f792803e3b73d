#include "config/settingsrules.h"
#include "domain/observabilitysettings.h"
#include "domain/storagesettings.h"

namespace penstock::config
{

namespace
{

std::vector<Setting> observing()
{
    constexpr auto L = Reload::Live;
    return {
        {"logging.level", choice<LogDetail>(), "\"info\"", L,
         "Least important level that is logged.", IgnoreCase},
        {"logging.file", ofType(ValueType::File), "\"logs/penstock.log\"", L,
         "Log file; without a folder of its own it lies in the profile."},
        {"logging.format", choice<LogFormat>(), "\"text\"", L,
         "Lines for people or JSON for programs.", IgnoreCase},
        {"logging.max_size", whole(1024), "5242880", L,
         "Size in bytes at which the log file is rotated."},
        {"logging.backup_count", whole(0, 1000), "3", L, "Rotated log files that are kept."},
        {"logging.feishu_webhook", secret(), "", L,
         "Older form of one entry in `alerts` of kind `feishu`."},

        {"alerts[]", group(), "", L, "Webhooks that are told when something needs a person."},
        {"alerts[].kind", choice<AlertKind>(), "\"generic\"", L, "Form of the message."},
        {"alerts[].url", secret(), "", L,
         "Address of the webhook; a secret, because whoever has it can post."},
        {"alerts[].events[]", text(), "[]", L, "Events to report; none named means all."},

        {"monitoring.stats_window_minutes", whole(1, 1440), "5", L,
         "Window of the statistics, in minutes."},
        {"monitoring.additional_windows[]", whole(1, 10080), "[15,30,60]", L,
         "Further windows, in minutes."},
        {"monitoring.active_probe_seconds", secondsOrOff(), "0", L,
         "Probes targets without traffic for this long, without spending tokens. 0 is off."},

        {"telemetry.prometheus", boolean(), "true", L, "Serves `/metrics`."},
        {"telemetry.scrape_token", secret(), "", L,
         "Token that may read `/metrics` instead of the admin key."},
        {"telemetry.app_insights", secret(), "", L,
         "Connection string of Azure Application Insights."},
        {"telemetry.otlp_endpoint", ofType(ValueType::Url), "", L,
         "OpenTelemetry collector (OTLP over HTTP)."},

        {"shared_state.redis_url", secret(), "", L,
         "Redis through which several gateways share their limits."},
        {"shared_state.prefix", text(), "\"penstock\"", L, "Prefix of all keys in Redis."},
    };
}

std::vector<Setting> keeping()
{
    constexpr auto L = Reload::Live;
    return {
        {"request_log.max_rows", whole(0), "1000000", L,
         "Requests that the log keeps; whichever bound comes first."},
        {"request_log.max_days", whole(0, 3650), "14", L, "Days that the request log keeps."},
        {"request_log.max_mib", whole(0, 1048576), "500", L, "Size of the request log, in MiB."},
        {"usage.minutes_hours", whole(1, 8760), "48", L,
         "Hours for which usage is kept by the minute; then by the hour."},
        {"usage.keep_days", whole(1, 3650), "30", L, "Days for which usage is kept."},
        {"capture.bodies", boolean(), "false", L,
         "Keeps request and answer bodies, redacted, for a limited time."},
        {"capture.minutes", whole(1, 1440), "15", L,
         "Minutes after which capturing switches itself off."},
        {"capture.max_kib", whole(1, 65536), "256", L, "Most of one body that is kept, in KiB."},
        {"backup.dir", ofType(ValueType::File), "", L,
         "Folder of the backups; else `backups` in the profile."},
        {"backup.every_hours", whole(0, 8760), "24", L, "Hours between backups. 0 is off."},
        {"backup.keep", whole(1, 10000), "14", L, "Backups that are kept."},
        {"backup.vacuum", boolean(), "true", L, "Compacts the database with every backup."},
        {"store.keep_versions", whole(1, 1000000), "200", L,
         "Versions of the configuration that are kept; starred ones always are."},
        {"watch.auto_rollback", choice<AutoRollback>(), "\"offer\"", L,
         "What happens when errors jump after a change."},
    };
}

} // namespace

std::vector<Setting> serviceSettings()
{
    std::vector<Setting> rows = observing();
    const std::vector<Setting> more = keeping();
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

} // namespace penstock::config
