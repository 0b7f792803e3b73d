# Reads the results of run.sh and says what is OK and what is MISSED. Status 3 when something is, 1 when
# a request failed: then all the rest means nothing.

# A console's threads, but for the two of its gateway.
function is_gateway(thread) { return thread == "gateway" || thread ~ /^worker-/ }

$3 == "thread" {
    value = $5
    if ($2 == "headless" || is_gateway($4)) gateway[$1, $2] += value
    else if ($2 != "headless") window[$2] += value
    next
}
{ result[$1, $2, $3] = $4 }
$3 == "failures" { failures += $4 }
$3 == "others" { if ($4 > others) others = $4 }
$3 == "stolen" { if ($4 > stolen) stolen = $4 }

function median(values,    n, i, j, swap, sorted) {
    n = 0
    for (i in values) sorted[++n] = values[i]
    for (i = 1; i < n; ++i)
        for (j = i + 1; j <= n; ++j)
            if (sorted[j] < sorted[i]) { swap = sorted[i]; sorted[i] = sorted[j]; sorted[j] = swap }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function line(what, unit, value, asked, format,    verdict) {
    verdict = ""
    if (asked != "") verdict = value <= asked ? "OK" : "MISSED"
    if (verdict == "MISSED") missed = 1
    printf "%-48s " format " %-8s %6s  %s\n", what, value, unit, asked, verdict
}

function tell_window() {
    line("GUI thread, dashboard shown: stall, p50", "ms", result[0, "stalls", "stall_p50_ms"], "", "%9.2f")
    line("                             stall, p99", "ms", result[0, "stalls", "stall_p99_ms"], 16, "%9.2f")
    line("                             stall, longest", "ms", result[0, "stalls", "stall_max_ms"], 50, "%9.2f")
    line("  (the machine meanwhile: late wake-up, p99", "ms)", result[0, "stalls", "knocker_p99_ms"], "", "%9.2f")
    line("                                        longest", "ms)", result[0, "stalls", "knocker_max_ms"], "", "%9.2f")
    line("Console's processor, dashboard shown", "% of 1", window["shown"] * 100, 5, "%9.2f")
    line("                     hidden", "% of 1", window["hide"] * 100, 0.2, "%9.3f")
    line("                     minimised", "% of 1", window["minimise"] * 100, 0.2, "%9.3f")
}

function tell_gateway(    i, console, headless, ratio, best, worst) {
    for (i = 1; i <= rounds; ++i) {
        console[i] = gateway[i, "console"] / per_second * 1e6
        headless[i] = gateway[i, "headless"] / per_second * 1e6
        ratio = console[i] / headless[i]
        if (ratio > worst) worst = ratio
        if (best == 0 || ratio < best) best = ratio
    }
    line("Gateway's processor a request, headless", "us", median(headless), "", "%9.1f")
    line("                               in the console", "us", median(console), "", "%9.1f")
    line("                               ratio", "x", median(console) / median(headless), 1.03, "%9.3f")
    printf "  (single rounds: %.3f to %.3f)\n", best, worst
}

END {
    for (i = 0; i <= rounds; ++i)
        if ((i, "start", "first_paint_ms") in result) paint[i] = result[i, "start", "first_paint_ms"]
    printf "\n%-48s %9s %-8s %6s\n", "", "measured", "", "asked"
    if (only != "gateway") tell_window()
    if (only != "window") tell_gateway()
    line("From the program's start to its first picture", "ms", median(paint), "", "%9.0f")

    printf "\nNoise: others used up to %.0f %% of a core at a time, the host stole up to %.1f %%.\n", \
        others * 100, stolen * 100
    if (others > 0.15 || stolen > 0.02)
        print "This machine was not quiet: stalls and the ratio may be too high."
    if (failures > 0) {
        printf "%d requests FAILED: these numbers mean nothing.\n", failures
        exit 1
    }
    if (missed) exit 3
}
