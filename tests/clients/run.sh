#!/usr/bin/env bash
# run.sh PROGRAM openai|curl: a client as judge of the gateway PROGRAM in front of its own simulation.
# Exits with 77, which CTest counts as skipped, where there is no such client.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# shellcheck source=scripts/common.sh
source scripts/common.sh
# shellcheck source=scripts/clients.sh
source scripts/clients.sh

PROGRAM=$1
CLIENT=$2
SKIPPED=77
STARTED=()

end_unless_there() {
    case $CLIENT in
    openai)
        if ! has_node || ! has_client_packages; then
            fail "$SKIPPED" 'Skipped: Node and the openai package are not in the cache; ./dev test fetches them.'
        fi
        ;;
    curl) has curl || fail "$SKIPPED" 'Skipped: there is no curl.' ;;
    *) fail 2 "'$CLIENT' is none of openai and curl." ;;
    esac
}

# start NAME LAST-LINE COMMAND...: in the background, until it has printed a line with that text. What
# it said until then is in WORK/NAME.said, what it complains of in WORK/NAME.log.
start() {
    local name=$1 last=$2 line
    shift 2
    mkfifo "$WORK/$name.pipe"
    "$@" >"$WORK/$name.pipe" 2>"$WORK/$name.log" &
    STARTED+=("$!")
    exec 3<"$WORK/$name.pipe"
    while IFS= read -r -t 30 line <&3; do
        printf '%s\n' "$line" >>"$WORK/$name.said"
        [[ $line != *"$last"* ]] || break
    done
    # Nobody reads what it says later, but it must have somewhere to say it.
    cat <&3 >"$WORK/$name.rest" &
    exec 3<&-
    [[ ${line:-} == *"$last"* ]] || fail 1 "$name did not start: $(cat "$WORK/$name.log")"
}

# Ends what was started, the gateway first, and fails when one of them ends with a failure.
stop_all() {
    local i status=0
    for ((i = ${#STARTED[@]} - 1; i >= 0; i--)); do
        kill "${STARTED[i]}" 2>/dev/null || true
        wait "${STARTED[i]}" || status=$?
    done
    STARTED=()
    return "$status"
}

clean_up() {
    local status=$?
    stop_all || {
        warn "The gateway or the simulation ended with status $?."
        [[ $status -ne 0 ]] || status=1
    }
    if [[ $status -ne 0 && $status -ne $SKIPPED && -f $WORK/gateway.log ]]; then
        warn 'The end of what the gateway and the simulation logged:'
        tail -n 40 "$WORK/gateway.log" "$WORK/simulation.log" >&2
    fi
    rm -rf "$WORK"
    exit "$status"
}

# "  first  http://127.0.0.1:4711  key ..." becomes SIM_FIRST.
start_simulation() {
    local name address word
    start simulation 'End it with' "$PROGRAM" simulate --scenario "$CLIENT_TESTS/scenario.json"
    while read -r name address word _; do
        if [[ $word == key ]]; then
            export "SIM_$(tr '[:lower:]' '[:upper:]' <<<"$name")=$address"
        fi
    done <"$WORK/simulation.said"
    SIM_CONTROL=$(sed -n 's,^ *curl \(http://[^ ]*/_sim\)$,\1,p' "$WORK/simulation.said")
    export SIM_CONTROL
}

start_gateway() {
    start gateway 'http://127.0.0.1:' "$PROGRAM" serve --config "$CLIENT_TESTS/penstock.yaml" \
        --profile "$WORK" --port 0
    PENSTOCK_ADDRESS=$(sed -n 's,.*\(http://127[.]0[.]0[.]1:[0-9]*\)/v1.*,\1,p' "$WORK/gateway.said")
    export PENSTOCK_ADDRESS
}

judge() {
    if [[ $CLIENT == curl ]]; then
        "$CLIENT_TESTS/curl.sh"
        return
    fi
    PENSTOCK_CLIENT_PACKAGES=$(client_packages_home)
    export PENSTOCK_CLIENT_PACKAGES
    "$(node_home)/bin/node" --test --test-concurrency=1 --test-timeout=30000 --test-reporter=spec \
        "$CLIENT_TESTS"/*.test.mjs
}

end_unless_there
WORK=$(mktemp -d "${TMPDIR:-/tmp}/penstock-clients.XXXXXX")
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
start_simulation
start_gateway
judge
