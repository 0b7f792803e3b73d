# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts of run.sh read what this sets
# What the person may choose, and whether this machine can do it.

SECONDS_EACH=20
CLIENTS=64
SEED=1
BUILD=$ROOT/build/release
GATEWAYS=penstock,nginx,portkey
# By default one failure takes a server out for 10 s, and when all are out, each request gets a 502 at
# once: in this storm nine of ten. Without that nginx asks each of them for each request.
NGINX_SERVER='max_fails=0'
KEEP=

show_usage() {
    cat <<'HELP'
Usage: tests/bench/storm/run.sh [options]

  --seconds S       how long it storms for each gateway (20)
  --quick           five seconds: whether it works, not how good they are
  --seed N          another storm (1); it is the same for all gateways
  --clients N       how many of them (64)
  --gateways LIST   which of penstock,nginx,portkey (all)
  --nginx-server P  other parameters of each server of nginx ('max_fails=0'), such as those that are
                    its default, 'max_fails=1 fail_timeout=10s'
  --build DIR       the build folder (build/release)
  --keep FILE       copies the single results there
HELP
}

take_options() {
    while [[ $# -gt 0 ]]; do
        case $1 in
        --quick) SECONDS_EACH=5 ;;
        --help | -h)
            show_usage
            exit 0
            ;;
        --seconds | --seed | --clients | --gateways | --nginx-server | --build | --keep)
            [[ $# -ge 2 ]] || fail 2 "$1 needs a value; --help shows it."
            take_value "$1" "$2"
            shift
            ;;
        *) fail 2 "There is no option '$1'; --help lists them." ;;
        esac
        shift
    done
    local number
    for number in "$SECONDS_EACH" "$CLIENTS" "$SEED"; do
        [[ $number =~ ^[1-9][0-9]*$ ]] || fail 2 "'$number' is no number above zero."
    done
    DRIVER=$BUILD/bin/storm/bench_storm
    LOAD=$BUILD/bin/http/bench_load
    PENSTOCK=$BUILD/bin/penstock-gateway
    settle_gateways
}

take_value() {
    case $1 in
    --seconds) SECONDS_EACH=$2 ;;
    --seed) SEED=$2 ;;
    --clients) CLIENTS=$2 ;;
    --gateways) GATEWAYS=$2 ;;
    --nginx-server) NGINX_SERVER=$2 ;;
    --build) BUILD=$2 ;;
    --keep) KEEP=$2 ;;
    esac
}

settle_gateways() {
    local name
    IFS=, read -r -a ORDER <<<"$GATEWAYS"
    for name in ${ORDER[@]+"${ORDER[@]}"}; do
        case $name in
        penstock | nginx | portkey) ;;
        *) fail 2 "There is no gateway '$name'; --help lists them." ;;
        esac
    done
    [[ ${#ORDER[@]} -gt 0 ]] || fail 2 'No gateway was named; --help lists them.'
}

end_where_it_cannot_run() {
    if [[ $(uname -s) != Linux ]]; then
        say 'The storm needs Linux (taskset, /proc) for other gateways; nothing was measured.'
        exit 0
    fi
    # Debian keeps nginx where only root looks.
    PATH=$PATH:/usr/sbin:/sbin
    local tool program
    for tool in nginx taskset awk; do
        has "$tool" || fail 3 "The storm needs $tool, which is not installed."
    done
    for program in "$DRIVER" "$LOAD" "$PENSTOCK"; do
        has "$program" || fail 3 "There is no $program. ./dev bench builds it."
    done
    leave_out_portkey_where_missing
}

# It is there to compare with; the others can be measured without it.
leave_out_portkey_where_missing() {
    PORTKEY_NAME=
    [[ " ${ORDER[*]} " == *' portkey '* ]] || return 0
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
    ORDER=(${others[@]+"${others[@]}"})
}
