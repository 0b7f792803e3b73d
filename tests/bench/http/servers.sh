# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts of run.sh read what this sets
# Starting and ending what is measured and what it talks to. All of it ends with this script.

RUNNING=()

choose_ports() {
    local -a ports
    mapfile -t ports < <("$LOAD" ports --count 4)
    [[ ${#ports[@]} -eq 4 ]] || fail 1 'There are no free ports.'
    SERVER_PORT=${ports[0]}
    STREAM_PORT=${ports[1]}
    ANSWER_PORT=${ports[2]}
    ANSWER_TLS_PORT=${ports[3]}
}

# start NAME CORE PORT COMMAND...: returns when it answers there; STARTED is the process. What it
# prints goes to NAME.log.
start() {
    local name=$1 core=$2 port=$3
    shift 3
    taskset -c "$core" "$@" >"$WORK/$name.log" 2>&1 </dev/null &
    STARTED=$!
    RUNNING+=("$STARTED")
    wait_for_answer "$name" "$STARTED" "$port"
}

# An answer, not only a connection: nginx listens before it has its worker.
answers() {
    local line
    line=$(
        exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" || exit 0
        printf 'GET /plain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
        read -r -t 2 first <&3 && say "$first"
    ) || true
    [[ $line == HTTP/1.1* ]]
}

wait_for_answer() {
    local name=$1 process=$2 port=$3 tries
    for ((tries = 0; tries < 200; ++tries)); do
        if ! kill -0 "$process" 2>/dev/null; then
            fail 1 "$name ended at once: $(what_it_said "$name")"
        fi
        if answers "$port"; then
            return
        fi
        sleep 0.05
    done
    fail 1 "$name does not answer on its port after 10 s."
}

# What a server that did not start has left behind.
what_it_said() { cat "$WORK/$1.log" "$WORK/$1/error.log" 2>/dev/null || true; }

# start_nginx NAME CORE PORT: with the configuration on standard input.
start_nginx() {
    local name=$1 core=$2 port=$3 folder=$WORK/$1
    mkdir -p "$folder"
    cat >"$folder/nginx.conf"
    start "$name" "$core" "$port" \
        nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log"
}

start_answering_upstream() {
    start_nginx upstream "$LOAD_CORE" "$ANSWER_PORT" \
        < <(answering_upstream_config "$WORK/upstream")
}

# start_server SERVER SCHEME PORT: the one under test, as a proxy to that port. It is started anew for
# each measurement, so that none finds what the one before has left in memory. LOAD_OPTIONS is what
# its clients need to know, WARM_UP_MS how long they try it first.
start_server() {
    local server=$1 scheme=$2 port=$3
    LOAD_OPTIONS=()
    WARM_UP_MS=500
    case $server in
    seam) start_seam "$scheme://127.0.0.1:$port" ;;
    penstock) start_penstock "$scheme://127.0.0.1:$port" ;;
    portkey) start_portkey "$scheme://127.0.0.1:$port" ;;
    nginx) start_proxying_nginx nginx "$scheme" "$port" ;;
    esac
}

start_proxying_nginx() {
    # shellcheck disable=SC2153 # options.sh sets SERVER_CORE
    start_nginx "$1" "$SERVER_CORE" "$SERVER_PORT" < <(proxy_config "$WORK/$1" "$2" "$3")
}

# start_streaming_upstream [--chunks N --interval-ms MS]
start_streaming_upstream() {
    start streams "$LOAD_CORE" "$STREAM_PORT" "$UPSTREAM" --port "$STREAM_PORT" "$@"
}

# stop PROCESS: kindly, and after 5 s with all below it.
stop() {
    local process=$1 tries
    kill "$process" 2>/dev/null || true
    for ((tries = 0; tries < 100; ++tries)); do
        kill -0 "$process" 2>/dev/null || break
        sleep 0.05
    done
    if kill -0 "$process" 2>/dev/null; then
        warn "Process $process does not end by itself; it is killed."
        # shellcheck disable=SC2046 # one word a process
        kill -KILL $(tree_of "$process") 2>/dev/null || true
    fi
    wait "$process" 2>/dev/null || true
    forget "$process"
}

forget() {
    local process
    local -a others=()
    for process in ${RUNNING[@]+"${RUNNING[@]}"}; do
        [[ $process == "$1" ]] || others+=("$process")
    done
    RUNNING=(${others[@]+"${others[@]}"})
}

clean_up() {
    local process
    for process in ${RUNNING[@]+"${RUNNING[@]}"}; do
        stop "$process"
    done
    rm -rf "$WORK"
}
