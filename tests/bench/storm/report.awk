# The table from lines `GATEWAY KEY VALUE`, gateways in the order in which they come.

{
    if (!($1 in seen)) { seen[$1]; gateways[++count] = $1 }
    value[$1, $2] = $3
    if (split($2, part, ":") == 2) list[$1, part[1]] = list[$1, part[1]] ", " $3 " x " part[2]
}

function percent(part, whole) { return whole == 0 ? "-" : sprintf("%.2f %%", 100 * part / whole) }

END {
    format = "%-9s %9s %9s %8s %8s %8s %8s %9s %10s %10s\n"
    printf format, "gateway", "requests", "good", "p50 ms", "p95 ms", "wasted", "per good", "held", "held ms",
        "avoidable"
    for (i = 1; i <= count; ++i) {
        name = gateways[i]
        isOurs = name == "penstock"
        good = value[name, "good"]
        printf format, name, value[name, "requests"], percent(good, value[name, "requests"]),
            value[name, "p50_ms"], value[name, "p95_ms"], value[name, "wasted"],
            good == 0 ? "-" : sprintf("%.2f", value[name, "wasted"] / good),
            isOurs ? value[name, "held_requests"] : "-", isOurs ? value[name, "held_ms"] : "-",
            value[name, "avoidable"]
    }
    print ""
    for (i = 1; i <= count; ++i) {
        name = gateways[i]
        for (kind = 1; kind <= 2; ++kind) {
            key = kind == 1 ? "avoidable" : "other"
            if ((name, key) in list) printf "%s, %s errors: %s.\n", name, key, substr(list[name, key], 3)
        }
    }
}
