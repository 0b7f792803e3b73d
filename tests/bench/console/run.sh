#!/usr/bin/env bash
# The console's benchmark: a window over 100 instances under traffic, against the gateway without one.
# README.md says how to read what it prints.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../../.." && pwd)

# shellcheck source=scripts/common.sh
source "$ROOT/scripts/common.sh"
# shellcheck source=tests/bench/console/options.sh
source "$HERE/options.sh"
# shellcheck source=tests/bench/console/processes.sh
source "$HERE/processes.sh"
# shellcheck source=tests/bench/console/measure.sh
source "$HERE/measure.sh"

main() {
    take_options "$@"
    end_where_it_cannot_run
    # Somebody's proxy is not what is measured.
    unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
    # While the machine is busy, requests and their connections pile up.
    ulimit -S -n 4096 2>/dev/null || fail 3 'The limit of open files (ulimit -n) has to be 4096.'
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/penstock-bench.XXXXXX")
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    RESULTS=$WORK/results
    : >"$RESULTS"
    choose_ports
    write_profile
    open_screen
    start_upstream

    [[ $ONLY == gateway ]] || measure_window
    [[ $ONLY == window ]] || compare_gateways
    print_report
}

compare_gateways() {
    local round
    for ((round = 1; round <= ROUNDS; ++round)); do
        # Every other round the other way round, so that nobody always comes after the same one.
        if ((round % 2 == 0)); then
            measure_console "$round"
            measure_headless "$round"
        else
            measure_headless "$round"
            measure_console "$round"
        fi
    done
}

print_report() {
    local status=0
    say
    say "$INSTANCES instances, $PER_SECOND requests a second; $SCREEN_NAME; $(nproc) cores."
    awk -v rounds="$ROUNDS" -v only="$ONLY" \
        -v per_second="$PER_SECOND" -f "$HERE/report.awk" "$RESULTS" || status=$?
    [[ -z $KEEP ]] || cp "$RESULTS" "$KEEP"
    case $status in
    0) ;;
    3) [[ $STRICT == no ]] || exit 1 ;;
    *) exit 1 ;;
    esac
}

main "$@"
