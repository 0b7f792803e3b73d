# Tables and verdicts from lines `ROUND CASE SERVER KEY VALUE`. Status 1 when a request or a stream
# failed, which makes the run void, and 3 when a start value is not held. Portkey is there to compare
# with: what it fails stands behind its numbers, and nothing is judged.

BEGIN { serverCount = split("nginx seam penstock portkey", order, " ") }

{
    value[$1, $2, $3, $4] = $5
    if ($1 > rounds) rounds = $1
    if (!(($2, $3) in seen)) {
        seen[$2, $3]
        if (!($2 in isCase)) { isCase[$2]; cases[++caseCount] = $2 }
    }
    if ($4 == "failures" && $3 != "portkey") failures += $5
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

# What to say behind the numbers of one that failed.
function failed(name, server,    round, text, lost, all) {
    for (round = 1; round <= rounds; ++round) {
        if (value[round, name, server, "gave_up"]) return "  gave up: most requests failed"
        lost += value[round, name, server, "failures"]
        all += value[round, name, server, "failures"] + value[round, name, server, "requests"] \
            + value[round, name, server, "streams"]
    }
    return lost > 0 ? sprintf("  %d of %d failed", lost, all) : ""
}

function requestTable(kind, title,    i, j, name) {
    if (!hasKind(kind)) return
    printf "\n%s\n%5s  %-8s %11s %8s %9s %9s %11s %8s %6s\n", title, "conns", "server",
        "requests/s", "x nginx", "p50 ms", "p99 ms", "CPU s/10k", "x nginx", "busy"
    for (i = 1; i <= caseCount; ++i) {
        name = cases[i]
        if (index(name, kind ":") != 1) continue
        for (j = 1; j <= serverCount; ++j) requestRow(name, order[j])
    }
}

function requestRow(name, server) {
    if (!((name, server) in seen)) return
    printf "%5d  %-8s %11.0f %8.2f %9.3f %9.3f %11.3f %8.2f %5.0f%%%s\n", connectionsOf(name), server,
        median(name, server, "rate"), ratio(name, server, "rate"),
        median(name, server, "p50_ms"), median(name, server, "p99_ms"),
        median(name, server, "cpu_per_10k"), ratio(name, server, "cpu_per_10k"),
        100 * median(name, server, "busy"), failed(name, server)
}

function hasKind(kind,    i) {
    for (i = 1; i <= caseCount; ++i) if (index(cases[i], kind ":") == 1) return 1
    return 0
}

function streamTable(name,    i) {
    if (!(name in isCase)) return
    printf "\n%d streams of 50 chunks, one every 20 ms; latency of a chunk\n", connectionsOf(name)
    printf "%-8s %9s %9s %9s %9s %9s %14s %8s %10s\n", "server", "p50 ms", "added", "p99 ms",
        "max ms", "first ms", "CPU us/chunk", "x nginx", "KB/stream"
    printf "%-8s %9.3f %9s %9.3f %9.3f %9.2f\n", "direct", median(name, "direct", "p50_ms"), "",
        median(name, "direct", "p99_ms"), largest(name, "direct", "max_ms"),
        median(name, "direct", "first_p50_ms")
    for (i = 1; i <= serverCount; ++i) streamRow(name, order[i])
}

function streamRow(name, server) {
    if (!((name, server) in seen)) return
    printf "%-8s %9.3f %9.3f %9.3f %9.3f %9.2f %14.2f %8.2f %10.1f%s\n", server,
        median(name, server, "p50_ms"),
        median(name, server, "p50_ms") - median(name, "direct", "p50_ms"),
        median(name, server, "p99_ms"), largest(name, server, "max_ms"),
        median(name, server, "first_p50_ms"), median(name, server, "cpu_us_per_chunk"),
        ratio(name, server, "cpu_us_per_chunk"), median(name, server, "kb_per_stream"), failed(name, server)
}

function hangUpTable(name,    i) {
    if (!(name in isCase)) return
    printf "\n%d streams whose clients leave, half by RST; until the upstream's connection closes\n",
        connectionsOf(name)
    printf "%-8s %9s %9s %9s %8s %11s %8s\n", "server", "p50 ms", "p99 ms", "max ms", "closed",
        "not closed", "unseen"
    for (i = 1; i <= serverCount; ++i) hangUpRow(name, order[i])
}

function hangUpRow(name, server) {
    if (!((name, server) in seen)) return
    printf "%-8s %9.3f %9.3f %9.3f %8d %11d %8d\n", server, median(name, server, "p50_ms"),
        median(name, server, "p99_ms"), largest(name, server, "max_ms"),
        median(name, server, "closed"), largest(name, server, "unnoticed"),
        median(name, server, "unseen")
}

function verdict(isHeld, server, text) {
    printf "  %-8s  %-8s  %s\n", isHeld ? "held" : "NOT HELD", server, text
    if (!isHeld) ++notHeld
}

# Where nginx had time left, something else set the pace of both, and the ratio flatters the slower one.
function warnOfIdleServer(name, server,    busy) {
    busy = median(name, "nginx", "busy")
    if (connectionsOf(name) == 1 || busy >= 0.85) return
    printf "  %-8s  %-8s  nginx was only %.0f%% busy, so this flatters; by CPU it is %.2f\n", "", "",
        100 * busy, share(1, ratio(name, server, "cpu_per_10k"))
}

function judgeRate(name, server, title, least,    x) {
    if (!((name, server) in seen)) return
    x = ratio(name, server, "rate")
    verdict(x >= least, server, sprintf("%s: %.2f of nginx's throughput (%.2f to %.2f), at least %.2f",
        title, x, ratioLow, ratioHigh, least))
    warnOfIdleServer(name, server)
}

function judgeRates(server, atOne, atMany) {
    judgeRate("post:1", server, "POST at 1 connection", atOne)
    judgeRate("post:64", server, "POST at 64 connections", atMany)
    judgeRate("tls:1", server, "POST at 1 connection, TLS", atOne)
    judgeRate("tls:64", server, "POST at 64 connections, TLS", atMany)
}

function judgeStreams(name, server, most,    x) {
    if (!((name, server) in seen)) return
    x = ratio(name, server, "cpu_us_per_chunk")
    verdict(x > 0 && x <= most, server,
        sprintf("streams: %.2f of nginx's CPU a chunk (%.2f to %.2f), at most %.2f",
            x, ratioLow, ratioHigh, most))
}

# As with ratio, of each round by itself.
function judgeDelay(name, server, most,    x, round, all) {
    if (!((name, server) in seen)) return
    for (round = 1; round <= rounds; ++round) {
        all[round] = figure(round, name, server, "p50_ms") - figure(round, name, "nginx", "p50_ms")
    }
    x = middle(all, rounds)
    verdict(x <= most, server,
        sprintf("streams: a chunk comes %.3f ms after nginx's (%.3f to %.3f), at most %.2f",
            x, all[1], all[rounds], most))
}

function judgeHangUps(name, server, most,    x, lost) {
    if (!((name, server) in seen)) return
    x = median(name, server, "p99_ms")
    lost = largest(name, server, "unnoticed")
    verdict(x < most && lost == 0 && median(name, server, "closed") > 0, server,
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
    judgeRates("seam", 0.85, 0.40)
    judgeStreams("streams:500", "seam", 1.50)
    judgeHangUps("hangups:500", "seam", 100)
    judgeRates("penstock", 0.80, 0.35)
    judgeStreams("streams:500", "penstock", 1.70)
    judgeDelay("streams:500", "penstock", 0.40)
    judgeHangUps("hangups:500", "penstock", 100)
    if (failures > 0) {
        printf "\n%d requests or streams failed: the run is void.\n", failures
        exit 1
    }
    if (notHeld > 0) exit 3
}
