# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts of run.sh read what this sets
# Starting and ending what is measured and what it talks to. All of it ends with this script.

RUNNING=()

choose_ports() {
    local -a ports
    mapfile -t ports < <("$PORT_FINDER" ports --count 2 --from 22000)
    [[ ${#ports[@]} -eq 2 ]] || fail 1 'There are no free ports.'
    GATEWAY_PORT=${ports[0]}
    UPSTREAM_PORT=${ports[1]}
}

# The same for console and headless gateway. Each instance serves a model of its own, so that all of
# them have traffic whatever the routing prefers.
write_profile() {
    local i
    mkdir "$WORK/profile"
    {
        printf 'port: %s\nworkers: 1\nlogging: {level: warning}\ninstances:\n' "$GATEWAY_PORT"
        for ((i = 1; i <= INSTANCES; ++i)); do
            printf '  - name: instance-%03d\n' "$i"
            printf '    api_base: http://127.0.0.%s:%s\n' $((i + 1)) "$UPSTREAM_PORT"
            # shellcheck disable=SC2016 # the gateway looks the variable up
            printf '    api_version: "2024-10-21"\n    api_key: ${PENSTOCK_BENCH_KEY}\n'
            printf '    allow_plain_http: true\n    region: Sweden Central\n    max_tpm: 120000\n'
            printf '    model_deployments: {model-%s: chat}\n' "$i"
        done
    } >"$WORK/profile/penstock.yaml"
    export PENSTOCK_BENCH_KEY=0123456789abcdef0123456789abcdef
}

open_screen() {
    local tries
    # What Qt asks for by itself on a desktop is not there for all of us.
    export QT_LOGGING_RULES='qt.qpa.*=false'
    case $SCREEN in
    own) return ;;
    offscreen)
        export QT_QPA_PLATFORM=offscreen
        return
        ;;
    esac
    Xvfb -displayfd 3 -screen 0 1600x1000x24 -dpi 96 -nolisten tcp -noreset \
        3>"$WORK/display" >"$WORK/Xvfb.log" 2>&1 &
    SCREEN_PROCESS=$!
    RUNNING+=("$SCREEN_PROCESS")
    for ((tries = 0; tries < 400; ++tries)); do
        if [[ -s $WORK/display ]]; then
            DISPLAY=:$(<"$WORK/display")
            export DISPLAY QT_QPA_PLATFORM=xcb
            unset WAYLAND_DISPLAY
            return
        fi
        sleep 0.05
    done
    fail 1 "Xvfb does not start: $(cat "$WORK/Xvfb.log")"
}

start_upstream() {
    "$TRAFFIC" upstream --port "$UPSTREAM_PORT" --instances "$INSTANCES" >"$WORK/upstream.log" 2>&1 &
    UPSTREAM_PROCESS=$!
    RUNNING+=("$UPSTREAM_PROCESS")
}

# STARTED is the process, told what to do by tell, whose answers are in console.out.
start_console() {
    rm -f "$WORK/commands"
    mkfifo "$WORK/commands"
    : >"$WORK/console.out"
    # For both directions, as otherwise opening it would wait for the other end.
    exec {COMMANDS}<>"$WORK/commands"
    PENSTOCK_BENCH_STARTED=${EPOCHREALTIME/[.,]/} "$CONSOLE" "$WORK/profile" \
        <"$WORK/commands" >"$WORK/console.out" 2>"$WORK/console.log" {COMMANDS}>&- &
    STARTED=$!
    RUNNING+=("$STARTED")
    wait_for_gateway console
}

start_headless() {
    "$GATEWAY" serve --config "$WORK/profile/penstock.yaml" --profile "$WORK/profile" \
        --no-environment >"$WORK/headless.log" 2>&1 </dev/null &
    STARTED=$!
    RUNNING+=("$STARTED")
    wait_for_gateway headless
}

# wait_for_gateway NAME
wait_for_gateway() {
    local tries
    for ((tries = 0; tries < 400; ++tries)); do
        kill -0 "$STARTED" 2>/dev/null || fail 1 "$1 ended at once: $(cat "$WORK/$1.log")"
        if (: <>"/dev/tcp/127.0.0.1/$GATEWAY_PORT") 2>/dev/null; then
            return
        fi
        sleep 0.05
    done
    fail 1 "$1 does not listen after 20 s: $(cat "$WORK/$1.log")"
}

# tell COMMAND...: and wait until the console has done it.
tell() {
    printf '%s\n' "$*" >&"$COMMANDS"
    wait_until_done "$*"
}

wait_until_done() {
    local end=$((SECONDS + SECONDS_EACH + 60))
    until grep -qxF "done $1" "$WORK/console.out"; do
        kill -0 "$STARTED" 2>/dev/null || fail 1 "The console ended: $(cat "$WORK/console.log")"
        ((SECONDS < end)) || fail 1 "The console does not answer to '$1'."
        sleep 0.05
    done
}

end_console() {
    tell quit
    exec {COMMANDS}>&-
    end_process "$STARTED"
}

# end_process PROCESS: kindly, and after 5 s not.
end_process() {
    local process=$1 other tries
    local -a others=()
    kill "$process" 2>/dev/null || true
    for ((tries = 0; tries < 100; ++tries)); do
        kill -0 "$process" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
    for other in ${RUNNING[@]+"${RUNNING[@]}"}; do
        [[ $other == "$process" ]] || others+=("$other")
    done
    RUNNING=(${others[@]+"${others[@]}"})
}

clean_up() {
    local process
    for process in ${RUNNING[@]+"${RUNNING[@]}"}; do
        end_process "$process"
    done
    rm -rf "$WORK"
}
