# shellcheck shell=bash
# One measurement after the other. A result is a line `ROUND WHAT KEY VALUE` in $RESULTS; the round of
# what is measured once is 0.

# note ROUND WHAT: adds standard input.
note() { sed "s/^/$1 $2 /" >>"$RESULTS"; }

# clients WARM_UP SECONDS: sends requests, and tells what the threads of STARTED used meanwhile.
clients() {
    local ours=$UPSTREAM_PROCESS,$STARTED
    [[ $SCREEN != xvfb ]] || ours+=,$SCREEN_PROCESS
    "$TRAFFIC" clients --port "$GATEWAY_PORT" --instances "$INSTANCES" \
        --per-second "$PER_SECOND" --process "$STARTED" --ours "$ours" \
        --warm-up-ms $(($1 * 1000)) --duration-ms $(($2 * 1000)) ||
        fail 1 'The clients gave up.'
}

# The window as it is looked at, hidden and minimised, over one run of the console. Stalls are
# measured apart from processor time, because measuring them costs some.
measure_window() {
    start_console
    note_first_paint 0
    clients "$WARM_UP" "$SECONDS_EACH" | note 0 shown
    told 'shown'
    clients 1 $((SECONDS_EACH + 4)) >/dev/null &
    local load=$!
    tell stalls "$SECONDS_EACH"
    wait "$load"
    grep -E '^(stall|knocker|knocks)' "$WORK/console.out" | note 0 stalls
    told 'stalls'
    [[ -z $PICTURE ]] || tell picture "$(realpath "$PICTURE")"
    local state
    for state in hide minimise; do
        tell "$state"
        clients 2 "$SECONDS_EACH" | note 0 "$state"
        told "$state"
        tell show
    done
    end_console
}

# measure_console ROUND, and measure_headless: what a request costs the gateway.
measure_console() {
    start_console
    note_first_paint "$1"
    clients 3 "$ROUND_SECONDS" | note "$1" console
    end_console
    told "round $1 of $ROUNDS, console"
}

measure_headless() {
    start_headless
    clients 3 "$ROUND_SECONDS" | note "$1" headless
    end_process "$STARTED"
    told "round $1 of $ROUNDS, headless"
}

note_first_paint() {
    local tries
    for ((tries = 0; tries < 400; ++tries)); do
        if grep '^first_paint_ms' "$WORK/console.out" >"$WORK/start"; then
            note "$1" start <"$WORK/start"
            return
        fi
        sleep 0.05
    done
    fail 1 'The window is not painted after 20 s.'
}

told() { warn "$1: measured"; }
