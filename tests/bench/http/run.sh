#!/usr/bin/env bash
# The HTTP benchmark: nginx and our servers in turn, on one core, with clients and upstream on another.
# README.md says how to read what it prints.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../../.." && pwd)

# shellcheck source=scripts/common.sh
source "$ROOT/scripts/common.sh"
# shellcheck source=scripts/clients.sh
source "$ROOT/scripts/clients.sh"
# shellcheck source=tests/bench/http/options.sh
source "$HERE/options.sh"
# shellcheck source=tests/bench/http/nginx.sh
source "$HERE/nginx.sh"
# shellcheck source=tests/bench/http/gateways.sh
source "$HERE/gateways.sh"
# shellcheck source=tests/bench/http/servers.sh
source "$HERE/servers.sh"
# shellcheck source=tests/bench/http/process.sh
source "$HERE/process.sh"
# shellcheck source=tests/bench/http/measure.sh
source "$HERE/measure.sh"

# All that is measured in a round, in this order. The number is that of connections.
CASES=(plain:64)
for connections in 1 16 64 256; do
    CASES+=("post:$connections" "tls:$connections")
done
CASES+=(streams:500 hangups:500)

main() {
    take_options "$@"
    end_where_it_cannot_run
    find_cores
    # Somebody's proxy is not what is measured.
    unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
    # A proxy has two descriptors a stream.
    ulimit -S -n 8192 2>/dev/null || fail 3 'The limit of open files (ulimit -n) has to be 8192.'

    WORK=$(mktemp -d "${TMPDIR:-/tmp}/penstock-bench.XXXXXX")
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    RESULTS=$WORK/results
    : >"$RESULTS"
    choose_ports
    make_certificate
    start_answering_upstream

    local round case
    for ((round = 1; round <= ROUNDS; ++round)); do
        for case in "${CASES[@]}"; do
            [[ $case =~ $ONLY ]] || continue
            measure_in_turn "$round" "$case"
        done
    done
    print_report
}

# Every other round the other way round, so that nobody always comes after the same one.
measure_in_turn() {
    local round=$1 case=$2 server
    local -a order=()
    for server in "${ORDER[@]}"; do
        takes_part "$server" "$case" || continue
        if ((round % 2 == 0)); then
            order=("$server" ${order[@]+"${order[@]}"})
        else
            order+=("$server")
        fi
    done
    [[ $case != streams:* ]] || order=(direct "${order[@]}")
    for server in "${order[@]}"; do
        measure "$round" "$case" "$server"
    done
}

# takes_part SERVER CASE
takes_part() {
    case $1 in
    penstock) [[ $2 != plain:* ]] ;;                                   # has nothing of that kind
    portkey) [[ $2 == post:1 || $2 == post:64 || $2 == streams:* ]] ;; # enough to compare
    esac
}

print_report() {
    local status=0
    say
    say "Medians of $ROUNDS round(s); servers on core $SERVER_CORE, clients and upstream on $LOAD_CORE."
    ! is_measured seam || say "seam: $SEAM_NAME."
    ! is_measured penstock || say "penstock: $("$PENSTOCK" --version), one worker."
    [[ -z $PORTKEY_NAME ]] || say "portkey: $PORTKEY_NAME."
    if [[ $LOAD_CORE == "$SERVER_CORE" ]]; then
        say 'There is one core only, which all share: these numbers mean nothing.'
    fi
    awk -f "$HERE/report.awk" "$RESULTS" || status=$?
    [[ -z $KEEP ]] || cp "$RESULTS" "$KEEP"
    case $status in
    0) ;;
    3) [[ $STRICT == no ]] || exit 1 ;;
    *) exit 1 ;;
    esac
}

main "$@"
