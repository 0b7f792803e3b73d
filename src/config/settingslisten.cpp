#include "config/settingsrules.h"

namespace penstock::config
{

std::vector<Setting> listenSettings()
{
    constexpr auto N = Reload::NewConnections;
    return {
        {"name", text(), "\"Penstock\"", Reload::Live,
         "What this gateway calls itself in its own pages."},
        {"version", text(), "", Reload::Live,
         "Read and ignored: documents of older proxies carry it.", InputOnly},
        {"listen[]", ofType(ValueType::Address), R"(["loopback"])", N,
         "Where the gateway listens: `loopback` (127.0.0.1 and ::1) or a list of IP addresses. A "
         "new address is "
         "bound before the old one is left.",
         OneOrMany},
        {"port", whole(1, 65535), "3010", N, "The port of the gateway."},
        {"also_listen[]", whole(1, 65535), "[]", N,
         "Further loopback ports, such as 8000 of an older wrapper service."},
        {"allow_plain_lan", boolean(), "false", N,
         "Allows addresses other than loopback without TLS. Keys and prompts then cross the "
         "network in clear."},
        {"workers",
         {.type = ValueType::Whole, .least = 1, .most = 16, .word = "auto"},
         "\"auto\"",
         Reload::Restart,
         "Threads that carry requests. `auto` is one in the console and as many as the machine has "
         "cores when headless."},
        {"tls.certificate", ofType(ValueType::File), "", N,
         "Certificate chain in PEM form; with `tls.key` the gateway speaks HTTPS."},
        {"tls.key", ofType(ValueType::File), "", N, "Private key of the certificate in PEM form."},
        {"inbound.max_header_kib", whole(1, 1024), "64", N,
         "Largest header block of a request, in KiB."},
        {"inbound.max_header_fields", whole(1, 1000), "100", N, "Most header fields of a request."},
        {"inbound.max_json_mib", whole(1, 1024), "32", N,
         "Largest JSON body of a request, in MiB."},
        {"inbound.max_multipart_mib", whole(1, 16384), "512", N,
         "Largest multipart body of a request, in MiB."},
        {"inbound.spool_above_mib", whole(1, 1024), "1", N,
         "Bodies above this size go to disk while they arrive, in MiB."},
        {"inbound.max_buffered_mib", whole(1, 16384), "64", N,
         "All bodies in memory together; beyond it every body goes to disk, in MiB."},
        {"inbound.head_seconds", seconds(), "10", N,
         "Time in which the head of a request must be complete."},
        {"inbound.body_idle_seconds", seconds(), "15", N,
         "Longest pause inside the body of a request."},
        {"inbound.keep_alive_seconds", seconds(), "60", N,
         "How long an idle connection is kept for the next request."},
        {"inbound.stalled_client_seconds", seconds(), "60", N,
         "A client that takes nothing for this long is dropped."},
        {"inbound.max_connections", whole(1, 1000000), "2048", N, "Most connections at a time."},
        {"inbound.max_in_flight", whole(1, 1000000), "1024", N, "Most requests at a time."},
    };
}

} // namespace penstock::config
