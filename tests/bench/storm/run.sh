#!/usr/bin/env bash
# The storm through several gateways, one after the other. README.md says how to read what it prints.
set -euo pipefail
STORM=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$STORM/../../.." && pwd)
# What starts servers is that of the HTTP benchmark, and looks for its own parts here.
HERE=$ROOT/tests/bench/http

# shellcheck source=scripts/common.sh
source "$ROOT/scripts/common.sh"
# shellcheck source=scripts/clients.sh
source "$ROOT/scripts/clients.sh"
# shellcheck source=tests/bench/http/nginx.sh
source "$HERE/nginx.sh"
# shellcheck source=tests/bench/http/gateways.sh
source "$HERE/gateways.sh"
# shellcheck source=tests/bench/http/process.sh
source "$HERE/process.sh"
# shellcheck source=tests/bench/http/servers.sh
source "$HERE/servers.sh"
# shellcheck source=tests/bench/storm/options.sh
source "$STORM/options.sh"
# shellcheck source=tests/bench/storm/gateways.sh
source "$STORM/gateways.sh"

main() {
    take_options "$@"
    end_where_it_cannot_run
    # Somebody's proxy is not what is measured.
    unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/penstock-bench.XXXXXX")
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    RESULTS=$WORK/results
    : >"$RESULTS"
    take_all_cores

    local gateway
    for gateway in "${ORDER[@]}"; do
        weather "$gateway"
    done
    print_report
}

# Nothing here is about the cost of a request: gateway, clients and simulation share what there is.
take_all_cores() {
    SERVER_CORE=$(taskset -c -p $$ | sed 's/.*: *//')
    LOAD_CORE=$SERVER_CORE
}

# weather GATEWAY: a simulation of its own, the gateway in front of it, and the storm.
weather() {
    local gateway=$1 driver process status=0
    choose_storm_ports
    gateway_field "$gateway"
    start_driver "$gateway"
    driver=$STARTED
    "start_storm_$gateway"
    process=$STARTED
    wait "$driver" || status=$?
    forget "$driver"
    [[ $status -eq 0 ]] || fail 1 "$gateway: $(cat "$WORK/driver.err")"
    stop "$process"
    sed "1d; s/^/$gateway /" "$WORK/driver.out" >>"$RESULTS"
    say "$gateway: $(headline)" >&2
}

choose_storm_ports() {
    local -a ports
    mapfile -t ports < <("$LOAD" ports --count 4)
    [[ ${#ports[@]} -eq 4 ]] || fail 1 'There are no free ports.'
    SERVER_PORT=${ports[0]}
    UPSTREAM_PORTS=("${ports[@]:1}")
}

# start_driver GATEWAY: returns when its simulation listens. It waits for the gateway by itself.
start_driver() {
    local tries
    : >"$WORK/driver.out"
    "$DRIVER" --gateway "$1" --port "$SERVER_PORT" --upstreams "$(comma_list)" --seed "$SEED" \
        --seconds "$SECONDS_EACH" --clients "$CLIENTS" --field "$FIELD" \
        >"$WORK/driver.out" 2>"$WORK/driver.err" </dev/null &
    STARTED=$!
    RUNNING+=("$STARTED")
    for ((tries = 0; tries < 200; ++tries)); do
        kill -0 "$STARTED" 2>/dev/null || fail 1 "$1: $(cat "$WORK/driver.err")"
        ! grep -qx ready "$WORK/driver.out" || return 0
        sleep 0.05
    done
    fail 1 'The simulation does not start within 10 s.'
}

comma_list() {
    local IFS=,
    say "${UPSTREAM_PORTS[*]}"
}

headline() {
    awk '{ value[$1] = $2 } END { print value["good"], "of", value["requests"], "good" }' \
        "$WORK/driver.out"
}

print_report() {
    say
    say "$CLIENTS clients, 3 instances, storm $SEED for $SECONDS_EACH s each."
    say "penstock: $("$PENSTOCK" --version). nginx: $(nginx -v 2>&1 | sed 's/.*: *//')."
    [[ -z $PORTKEY_NAME ]] || say "portkey: $PORTKEY_NAME."
    say
    awk -f "$STORM/report.awk" "$RESULTS"
    [[ -z $KEEP ]] || cp "$RESULTS" "$KEEP"
}

main "$@"
