# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts of run.sh read what this sets
# What the person may choose, and whether this machine can do it.

ROUNDS=5
SECONDS_EACH=2
BUILD=$ROOT/build/release
SERVERS=seam,penstock,portkey
SEAM_COMMAND=
ONLY=.
KEEP=
STRICT=no

show_usage() {
    cat <<'HELP'
Usage: tests/bench/http/run.sh [options]

  --rounds N            how often all is measured (5); the tables show medians
  --seconds S           how long each measurement takes (2)
  --quick               one round of one second: whether it works, not how fast it is
  --only PATTERN        only cases that match, such as 'streams' or 'post:64'
  --servers LIST        which of seam,penstock,portkey to measure beside nginx (all)
  --build DIR           the build folder (build/release)
  --seam-command C      another command line for the seam, with {port}, {upstream} and {ca} in it;
                        'nginx' measures nginx against itself, which shows the noise
  --keep FILE           copies the single results there
  --strict              status 1 when a start value is not held
HELP
}

take_options() {
    while [[ $# -gt 0 ]]; do
        case $1 in
        --quick) ROUNDS=1 SECONDS_EACH=1 ;;
        --strict) STRICT=yes ;;
        --help | -h)
            show_usage
            exit 0
            ;;
        --rounds | --seconds | --only | --servers | --build | --seam-command | --keep)
            [[ $# -ge 2 ]] || fail 2 "$1 needs a value; --help shows it."
            take_value "$1" "$2"
            shift
            ;;
        *) fail 2 "There is no option '$1'; --help lists them." ;;
        esac
        shift
    done
    [[ $ROUNDS =~ ^[1-9][0-9]*$ ]] || fail 2 "'$ROUNDS' is no number of rounds."
    [[ $SECONDS_EACH =~ ^[1-9][0-9]*$ ]] || fail 2 "'$SECONDS_EACH' is no whole number of seconds."
    LOAD=$BUILD/bin/http/bench_load
    UPSTREAM=$BUILD/bin/http/bench_upstream
    PENSTOCK=$BUILD/bin/penstock-gateway
    settle_seam
    settle_servers
}

take_value() {
    case $1 in
    --rounds) ROUNDS=$2 ;;
    --seconds) SECONDS_EACH=$2 ;;
    --only) ONLY=$2 ;;
    --servers) SERVERS=$2 ;;
    --build) BUILD=$2 ;;
    --seam-command) SEAM_COMMAND=$2 ;;
    --keep) KEEP=$2 ;;
    esac
}

# SEAM_WORDS is the command; an empty list means nginx itself.
settle_seam() {
    SEAM_WORDS=()
    case $SEAM_COMMAND in
    '')
        SEAM_WORDS=("$BUILD/bin/penstock_echoproxy" --port '{port}' --upstream '{upstream}'
            --ca-file '{ca}' --workers 1)
        SEAM_NAME='penstock_echoproxy, one worker'
        ;;
    nginx) SEAM_NAME='nginx itself, to show the noise' ;;
    *)
        read -r -a SEAM_WORDS <<<"$SEAM_COMMAND"
        SEAM_NAME=$SEAM_COMMAND
        ;;
    esac
}

# ORDER is nginx and those that were asked for.
settle_servers() {
    local name
    local -a names
    ORDER=(nginx)
    IFS=, read -r -a names <<<"$SERVERS"
    for name in ${names[@]+"${names[@]}"}; do
        case $name in
        nginx) ;; # is always there
        seam | penstock | portkey) ORDER+=("$name") ;;
        *) fail 2 "There is no server '$name'; --help lists them." ;;
        esac
    done
}

is_measured() { [[ " ${ORDER[*]} " == *" $1 "* ]]; }

end_where_it_cannot_run() {
    if [[ $(uname -s) != Linux ]]; then
        say 'The HTTP benchmark needs Linux (epoll, taskset, /proc); nothing was measured.'
        exit 0
    fi
    # Debian keeps nginx where only root looks.
    PATH=$PATH:/usr/sbin:/sbin
    local tool
    for tool in nginx openssl taskset awk; do
        has "$tool" || fail 3 "The HTTP benchmark needs $tool, which is not installed."
    done
    local program
    local -a programs=("$LOAD" "$UPSTREAM")
    ! is_measured seam || programs+=(${SEAM_WORDS[@]+"${SEAM_WORDS[0]}"})
    ! is_measured penstock || programs+=("$PENSTOCK")
    for program in "${programs[@]}"; do
        has "$program" || fail 3 "There is no $program. ./dev bench builds it."
    done
    leave_out_portkey_where_missing
}

# It is there to compare with; all the rest can be measured without it.
leave_out_portkey_where_missing() {
    PORTKEY_NAME=
    is_measured portkey || return 0
    if portkey_is_there; then
        PORTKEY_NAME="$(portkey_version) of its npm package, on Node $NODE_VERSION"
        return
    fi
    PORTKEY_NAME='left out: Node or its package is not in the cache; ./dev bench fetches them'
    warn "Portkey is $PORTKEY_NAME."
    local name
    local -a others=()
    for name in "${ORDER[@]}"; do
        [[ $name == portkey ]] || others+=("$name")
    done
    ORDER=("${others[@]}")
}

# The first two cores that this process may use. The driver itself goes to that of
# the clients, so that what it does does not disturb the server.
find_cores() {
    local -a cores
    mapfile -t cores < <(taskset -c -p $$ | sed 's/.*: *//' | tr , '\n' |
        awk -F- '{ for (core = $1; core <= ($2 == "" ? $1 : $2); ++core) print core }')
    SERVER_CORE=${cores[0]}
    LOAD_CORE=${cores[1]:-${cores[0]}}
    if [[ ${#cores[@]} -lt 2 ]]; then
        warn 'There are fewer than 2 cores here: the numbers will mean nothing.'
    fi
    taskset -c -p "$LOAD_CORE" $$ >/dev/null
}
