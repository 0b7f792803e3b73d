# shellcheck shell=bash
# What `./dev run` shows after building: the console with a demonstration, or where there is no display
# the gateway in front of simulated Azure instances.

has_display() {
    [[ $(uname) == Darwin || -n ${DISPLAY:-} || -n ${WAYLAND_DISPLAY:-} ]]
}

# Whether something listens on a port of this machine.
port_answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

wait_for_port() {
    local port=$1 process=$2 turn
    for ((turn = 0; turn < 100; turn++)); do
        ! port_answers "$port" || return 0
        kill -0 "$process" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

show_what_to_try() {
    local program=$1
    say
    say 'Three things to try, from another terminal:'
    say
    say '1. Ask for an answer, as any OpenAI client would:'
    # shellcheck disable=SC1003 # the backslashes are for the person to paste
    say '     curl -N http://127.0.0.1:3010/v1/chat/completions -H "Content-Type: application/json" \'
    say "       -d '{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'"
    say '2. Let the first instance refuse for a minute and ask again; the next one answers:'
    # shellcheck disable=SC1003
    say '     curl -X PUT http://127.0.0.1:3100/_sim/eastus/fault \'
    say "       -d '{\"kind\":\"rate_limit\",\"retry_after\":7,\"seconds\":60}'"
    say '3. Start any tool that speaks OpenAI so that it uses the gateway:'
    say "     $program run -- YOUR-TOOL"
    say
    say 'http://127.0.0.1:3010/ in a browser shows what is configured. Ctrl+C ends it.'
    say
}

show_what_runs() {
    if has_display; then
        build/dev/bin/penstock --demo
    else
        serve_simulation
    fi
}

# The words in front of a command that shall not outlive this shell, however it ends: nobody would
# look for a simulation that holds its ports. Only Linux has that; elsewhere the trap below does most.
TIED=()
find_out_how_to_tie() {
    if setpriv --pdeathsig TERM true 2>/dev/null; then
        TIED=(setpriv --pdeathsig TERM)
    fi
}

# The gateway stays in the foreground; the simulation ends with it.
serve_simulation() {
    local program=build/dev/bin/penstock-gateway simulator status=0
    find_out_how_to_tie
    # In a process group of its own: Ctrl+C is for the gateway, whose last answers need their upstream.
    set -m
    ${TIED[@]+"${TIED[@]}"} "$program" simulate >/dev/null &
    simulator=$!
    set +m
    # shellcheck disable=SC2064 # the process of now
    trap "kill $simulator 2>/dev/null || true" EXIT
    wait_for_port 3100 "$simulator" || fail 1 'The simulated Azure did not start; its message stands above.'
    show_what_to_try "$program"
    ${TIED[@]+"${TIED[@]}"} "$program" serve --config resources/demo.yaml || status=$?
    return "$status"
}
