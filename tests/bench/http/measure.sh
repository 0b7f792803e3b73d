# shellcheck shell=bash
# One measurement: start what it needs, load it, note the results, end it.
# A result is a line `ROUND CASE SERVER KEY VALUE` in $RESULTS.

# measure ROUND CASE SERVER
measure() {
    local round=$1 case=$2 server=$3 prefix="$1 $2 $3"
    local connections=${case#*:}
    case $case in
    plain:*) measure_requests plain 200 http "$ANSWER_PORT" ;;
    post:*) measure_requests chat 1024 http "$ANSWER_PORT" ;;
    tls:*) measure_requests chat 1024 https "$ANSWER_TLS_PORT" ;;
    streams:*) measure_streams ;;
    hangups:*) measure_hang_ups ;;
    esac
    say "round $round of $ROUNDS, $case, $server: $(headline "$prefix")" >&2
}

# The functions below use the locals of measure.

measure_requests() {
    local kind=$1 size=$2 scheme=$3 port=$4 process
    start_server "$server" "$scheme" "$port"
    process=$STARTED
    load requests --watch "$(watched "$process")" --port "$SERVER_PORT" \
        --send "$kind" --expect-bytes "$size" --connections "$connections" \
        --warm-up-ms "$WARM_UP_MS" --duration-ms $((SECONDS_EACH * 1000)) \
        ${LOAD_OPTIONS[@]+"${LOAD_OPTIONS[@]}"}
    stop "$process"
}

measure_streams() {
    local upstream process idle
    start_streaming_upstream
    upstream=$STARTED
    if [[ $server == direct ]]; then
        load streams --watch "" --port "$STREAM_PORT" \
            --streams "$connections" --rounds "$SECONDS_EACH"
    else
        start_server "$server" http "$STREAM_PORT"
        process=$STARTED
        idle=$(memory_kb "$process" VmRSS)
        load streams --watch "$(watched "$process")" --port "$SERVER_PORT" \
            --streams "$connections" --rounds "$SECONDS_EACH" \
            ${LOAD_OPTIONS[@]+"${LOAD_OPTIONS[@]}"}
        note memory_kb $(($(memory_kb "$process" VmHWM) - idle))
        stop "$process"
    fi
    stop "$upstream"
}

measure_hang_ups() {
    local upstream process
    # Chunks are rare here: a server that notices its client only when it writes would come out well
    # with many.
    local -a pace=(--chunks 8 --interval-ms 250)
    start_streaming_upstream "${pace[@]}"
    upstream=$STARTED
    start_server "$server" http "$STREAM_PORT"
    process=$STARTED
    load hangups --port "$SERVER_PORT" --streams "$connections" --seed "$round" "${pace[@]}"
    # What nobody ended comes to its end meanwhile, and shows.
    sleep 1
    stop "$upstream"
    cat "$WORK/load.out" "$WORK/streams.log" | awk -f "$HERE/hangups.awk" | note_lines
    stop "$process"
}

# load ARGUMENTS...: the clients; what they count is noted. That Portkey fails is a result as well.
load() {
    if ! taskset -c "$LOAD_CORE" "$LOAD" "$@" >"$WORK/load.out" 2>"$WORK/load.err"; then
        [[ $server == portkey ]] || fail 1 "$case, $server: $(cat "$WORK/load.err")"
        warn "$case, $server: $(cat "$WORK/load.err")"
        note gave_up 1
        return
    fi
    grep -v '^left ' "$WORK/load.out" | note_lines
}

# Process ids as the clients want them.
watched() { tree_of "$1" | paste -s -d , -; }

note() { say "$prefix $1 $2" >>"$RESULTS"; }
note_lines() { sed "s/^/$prefix /" >>"$RESULTS"; }

headline() {
    awk -v prefix="$1 " '
        index($0, prefix) == 1 { value[$4] = $5 }
        END {
            if ("gave_up" in value) {
                printf "nothing was measured"
                exit
            }
            if ("rate" in value) printf "%.0f requests/s, ", value["rate"]
            printf "p50 %.2f ms, p99 %.2f ms", value["p50_ms"], value["p99_ms"]
            if (value["failures"] > 0) printf ", %d FAILURES", value["failures"]
        }' "$RESULTS"
}
