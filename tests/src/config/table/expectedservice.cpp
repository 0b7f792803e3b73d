#include "expectedrow.h"

namespace penstock::config::test
{

namespace
{

ExpectedRows observing()
{
    return {
        choiceRow("logging.level", R"("info")", R"("debug")", "debug, info, warning or error"),
        fileRow("logging.file", R"("logs/penstock.log")"),
        choiceRow("logging.format", R"("text")", R"("json")", "text or json"),
        wholeRow("logging.max_size", "5242880", "1048576", "of 1024 or more", "1023"),
        wholeRow("logging.backup_count", "3", "0", "from 0 to 1000", "-1"),
        secretRow("logging.feishu_webhook"),

        // No alerts by default; one that names no kind is generic.
        choiceRow("alerts[].kind", R"("generic")", R"("slack")", "feishu, slack or generic"),
        secretRow("alerts[].url"),
        listOf(textRow("alerts[].events[]", "", R"("instance_down")"), ""),

        wholeRow("monitoring.stats_window_minutes", "5", "10", "from 1 to 1440", "0"),
        listOf(wholeRow("monitoring.additional_windows[]", "", "45", "from 1 to 10080", "0"),
               "[15, 30, 60]"),
        numberRow("monitoring.active_probe_seconds", "0", "30", "from 0 to 86400", "-1"),

        boolRow("telemetry.prometheus", "true"),
        secretRow("telemetry.scrape_token"),
        secretRow("telemetry.app_insights"),
        urlRow("telemetry.otlp_endpoint"),

        secretRow("shared_state.redis_url"),
        textRow("shared_state.prefix", R"("penstock")", R"("team")"),
    };
}

ExpectedRows keeping()
{
    return {
        wholeRow("request_log.max_rows", "1000000", "10", "of 0 or more", "-1"),
        wholeRow("request_log.max_days", "14", "10", "from 0 to 3650", "3651"),
        wholeRow("request_log.max_mib", "500", "10", "from 0 to 1048576", "-1"),
        wholeRow("usage.minutes_hours", "48", "24", "from 1 to 8760", "0"),
        wholeRow("usage.keep_days", "30", "90", "from 1 to 3650", "0"),
        boolRow("capture.bodies", "false"),
        wholeRow("capture.minutes", "15", "5", "from 1 to 1440", "0"),
        wholeRow("capture.max_kib", "256", "64", "from 1 to 65536", "0"),
        fileRow("backup.dir", ""), // `backups` in the profile, which no document knows
        wholeRow("backup.every_hours", "24", "6", "from 0 to 8760", "-1"),
        wholeRow("backup.keep", "14", "7", "from 1 to 10000", "0"),
        boolRow("backup.vacuum", "true"),
        wholeRow("store.keep_versions", "200", "50", "from 1 to 1000000", "0"),
        choiceRow("watch.auto_rollback", R"("offer")", R"("auto")", "off, offer or auto"),
    };
}

} // namespace

ExpectedRows expectedService()
{
    ExpectedRows rows = observing();
    const ExpectedRows more = keeping();
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

} // namespace penstock::config::test
