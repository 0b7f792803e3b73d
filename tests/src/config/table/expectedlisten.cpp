#include "expectedrow.h"

namespace penstock::config::test
{

namespace
{

ExpectedRow listenRow()
{
    ExpectedRow row = listOf(textRow("listen[]", "", R"("::1")", 'N'), R"(["loopback"])");
    row.value
        = {R"(["localhost"])", R"(must be loopback or an IP address, not "localhost".)", true};
    return row;
}

ExpectedRow workersRow()
{
    ExpectedRow row = wholeRow("workers", R"("auto")", "16", "from 1 to 16", "17", 'R');
    row.value.message = "must be a whole number from 1 to 16, or auto, not 17.";
    row.type.message = "must be a whole number from 1 to 16, or auto, not a list.";
    return row;
}

ExpectedRows inbound()
{
    const auto size = [](std::string_view key, std::string_view fallback, std::string_view range) {
        return wholeRow(key, fallback, "33", range, "0", 'N');
    };
    const auto time = [](std::string_view key, std::string_view fallback) {
        return numberRow(key, fallback, "2.5", "above 0 and at most 86400", "0", 'N');
    };
    return {
        size("inbound.max_header_kib", "64", "from 1 to 1024"),
        size("inbound.max_header_fields", "100", "from 1 to 1000"),
        size("inbound.max_json_mib", "32", "from 1 to 1024"),
        size("inbound.max_multipart_mib", "512", "from 1 to 16384"),
        size("inbound.spool_above_mib", "1", "from 1 to 1024"),
        size("inbound.max_buffered_mib", "64", "from 1 to 16384"),
        time("inbound.head_seconds", "10"),
        time("inbound.body_idle_seconds", "15"),
        time("inbound.keep_alive_seconds", "60"),
        time("inbound.stalled_client_seconds", "60"),
        size("inbound.max_connections", "2048", "from 1 to 1000000"),
        size("inbound.max_in_flight", "1024", "from 1 to 1000000"),
    };
}

} // namespace

ExpectedRows expectedListen()
{
    ExpectedRows rows = {
        textRow("name", R"("Penstock")", R"("The gateway")"),
        textRow("version", "", R"("1.2.0")"),
        listenRow(),
        wholeRow("port", "3010", "8080", "from 1 to 65535", "65536", 'N'),
        listOf(wholeRow("also_listen[]", "", "8000", "from 1 to 65535", "0", 'N'), ""),
        boolRow("allow_plain_lan", "false", 'N'),
        fileRow("tls.certificate", "", 'N'),
        fileRow("tls.key", "", 'N'),
        workersRow(),
    };
    const ExpectedRows more = inbound();
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

} // namespace penstock::config::test
