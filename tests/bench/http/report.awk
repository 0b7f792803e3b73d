# Tables and verdicts from lines `ROUND CASE SERVER KEY VALUE`. Status 1 when a request or a stream
# failed, which makes the run void, and 3 when a start value is not held.

{
    value[$1, $2, $3, $4] = $5
    if ($1 > rounds) rounds = $1
    if (!(($2, $3) in seen)) {
        seen[$2, $3]
        if (!($2 in isCase)) { isCase[$2]; cases[++caseCount] = $2 }
        servers[$2] = servers[$2] " " $3
    }
    if ($4 == "failures") failures += $5
}

function sort(values, count,    i, j, x) {
    for (i = 2; i <= count; ++i) {
        x = values[i]
        for (j = i - 1; j >= 1 && values[j] > x; --j) values[j + 1] = values[j]
        values[j + 1] = x
    }
}

# The median of values[1..count], which get sorted.
function middle(values, count) {
    sort(values, count)
    if (count == 0) return 0
    return count % 2 ? values[(count + 1) / 2] : (values[count / 2] + values[count / 2 + 1]) / 2
}

function connectionsOf(name) { return substr(name, index(name, ":") + 1) }

# Of one measurement, what its keys say or what follows from them.
function figure(round, name, server, key) {
    if (key == "cpu_per_10k") {
        return share(figure(round, name, server, "cpu_s") * 10000,
                     figure(round, name, server, "requests"))
    }
    if (key == "cpu_us_per_chunk") {
        return share(figure(round, name, server, "cpu_s") * 1e6,
                     figure(round, name, server, "chunks"))
    }
    if (key == "kb_per_stream") {
        return figure(round, name, server, "memory_kb") / connectionsOf(name)
    }
    return value[round, name, server, key] + 0
}

function share(part, whole) { return whole == 0 ? 0 : part / whole }

function median(name, server, key,    round, all) {
    for (round = 1; round <= rounds; ++round) all[round] = figure(round, name, server, key)
    return middle(all, rounds)
}

function largest(name, server, key,    round, most) {
    for (round = 1; round <= rounds; ++round) {
        if (figure(round, name, server, key) > most) most = figure(round, name, server, key)
    }
    return most + 0
}

# The median of the rounds' own ratios to nginx; what disturbed a round disturbed both in it.
# Leaves the range in ratioLow and ratioHigh.
function ratio(name, server, key,    round, all, result) {
    for (round = 1; round <= rounds; ++round) {
        all[round] = share(figure(round, name, server, key), figure(round, name, "nginx", key))
    }
    result = middle(all, rounds)
    ratioLow = all[1]
    ratioHigh = all[rounds]
    return result
}

function requestTable(kind, title,    i, j, count, names, name) {
    if (!hasKind(kind)) return
    printf "\n%s\n%5s  %-8s %11s %8s %9s %9s %11s %8s %6s\n", title, "conns", "server",
        "requests/s", "x nginx", "p50 ms", "p99 ms", "CPU s/10k", "x nginx", "busy"
    for (i = 1; i <= caseCount; ++i) {
        name = cases[i]
        if (index(name, kind ":") != 1) continue
        count = split("nginx gateway", names, " ")
        for (j = 1; j <= count; ++j) requestRow(name, names[j])
    }
}

function requestRow(name, server) {
    printf "%5d  %-8s %11.0f %8.2f %9.3f %9.3f %11.3f %8.2f %5.0f%%\n", connectionsOf(name), server,
        median(name, server, "rate"), ratio(name, server, "rate"),
        median(name, server, "p50_ms"), median(name, server, "p99_ms"),
        median(name, server, "cpu_per_10k"), ratio(name, server, "cpu_per_10k"),
        100 * median(name, server, "busy")
}

function hasKind(kind,    i) {
    for (i = 1; i <= caseCount; ++i) if (index(cases[i], kind ":") == 1) return 1
    return 0
}

function streamTable(name,    i, count, names) {
    if (!(name in isCase)) return
    printf "\n%d streams of 50 chunks, one every 20 ms; latency of a chunk\n", connectionsOf(name)
    printf "%-8s %9s %9s %9s %9s %9s %14s %8s %10s\n", "server", "p50 ms", "added", "p99 ms",
        "max ms", "first ms", "CPU us/chunk", "x nginx", "KB/stream"
    printf "%-8s %9.3f %9s %9.3f %9.3f %9.2f\n", "direct", median(name, "direct", "p50_ms"), "",
        median(name, "direct", "p99_ms"), largest(name, "direct", "max_ms"),
        median(name, "direct", "first_p50_ms")
    count = split("nginx gateway", names, " ")
    for (i = 1; i <= count; ++i) streamRow(name, names[i])
}

function streamRow(name, server) {
    printf "%-8s %9.3f %9.3f %9.3f %9.3f %9.2f %14.2f %8.2f %10.1f\n", server,
        median(name, server, "p50_ms"),
        median(name, server, "p50_ms") - median(name, "direct", "p50_ms"),
        median(name, server, "p99_ms"), largest(name, server, "max_ms"),
        median(name, server, "first_p50_ms"), median(name, server, "cpu_us_per_chunk"),
        ratio(name, server, "cpu_us_per_chunk"), median(name, server, "kb_per_stream")
}

function hangUpTable(name,    i, count, names) {
    if (!(name in isCase)) return
    printf "\n%d streams whose clients leave, half by RST; until the upstream's connection closes\n",
        connectionsOf(name)
    printf "%-8s %9s %9s %9s %8s %11s %8s\n", "server", "p50 ms", "p99 ms", "max ms", "closed",
        "not closed", "unseen"
    count = split("nginx gateway", names, " ")
    for (i = 1; i <= count; ++i) {
        printf "%-8s %9.3f %9.3f %9.3f %8d %11d %8d\n", names[i], median(name, names[i], "p50_ms"),
            median(name, names[i], "p99_ms"), largest(name, names[i], "max_ms"),
            median(name, names[i], "closed"), largest(name, names[i], "unnoticed"),
            median(name, names[i], "unseen")
    }
}

function verdict(isHeld, text) {
    printf "  %-8s  %s\n", isHeld ? "held" : "NOT HELD", text
    if (!isHeld) ++notHeld
}

# Where nginx had time left, something else set the pace of both, and the ratio flatters the slower one.
function warnOfIdleServer(name,    busy) {
    busy = median(name, "nginx", "busy")
    if (connectionsOf(name) == 1 || busy >= 0.85) return
    printf "  %-8s  nginx was only %.0f%% busy, so this flatters; by CPU it is %.2f\n", "",
        100 * busy, share(1, ratio(name, "gateway", "cpu_per_10k"))
}

function judgeRate(name, title, least,    x) {
    if (!(name in isCase)) return
    x = ratio(name, "gateway", "rate")
    verdict(x >= least, sprintf("%s: %.2f of nginx's throughput (%.2f to %.2f), at least %.2f",
        title, x, ratioLow, ratioHigh, least))
    warnOfIdleServer(name)
}

function judgeStreams(name, most,    x) {
    if (!(name in isCase)) return
    x = ratio(name, "gateway", "cpu_us_per_chunk")
    verdict(x > 0 && x <= most, sprintf("streams: %.2f of nginx's CPU a chunk (%.2f to %.2f), at most %.2f",
        x, ratioLow, ratioHigh, most))
}

function judgeHangUps(name, most,    x, lost) {
    if (!(name in isCase)) return
    x = median(name, "gateway", "p99_ms")
    lost = largest(name, "gateway", "unnoticed")
    verdict(x < most && lost == 0 && median(name, "gateway", "closed") > 0,
        sprintf("lost clients: upstream closed after %.1f ms (p99), under %d ms; %d never closed",
            x, most, lost))
}

END {
    requestTable("plain", "Plain answer: GET, 200 bytes that the server has itself")
    requestTable("post", "Proxy: POST of 1 KB, answer of 1 KB, plain upstream")
    requestTable("tls", "Proxy: POST of 1 KB, answer of 1 KB, TLS 1.3 upstream (ECDSA P-256)")
    streamTable("streams:500")
    hangUpTable("hangups:500")

    printf "\nStart values\n"
    judgeRate("post:1", "POST at 1 connection", 0.85)
    judgeRate("post:64", "POST at 64 connections", 0.40)
    judgeRate("tls:1", "POST at 1 connection, TLS", 0.85)
    judgeRate("tls:64", "POST at 64 connections, TLS", 0.40)
    judgeStreams("streams:500", 1.50)
    judgeHangUps("hangups:500", 100)
    if (failures > 0) {
        printf "\n%d requests or streams failed: the run is void.\n", failures
        exit 1
    }
    if (notHeld > 0) exit 3
}
