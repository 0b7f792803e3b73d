# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts of run.sh read what this sets
# What the person may choose, and whether this machine can do it.

ROUNDS=5
SECONDS_EACH=20
ROUND_SECONDS=10
WARM_UP=8
INSTANCES=100
PER_SECOND=500
BUILD=$ROOT/build/release
SCREEN=auto
KEEP=
PICTURE=
STRICT=no
ONLY=all

show_usage() {
    cat <<'HELP'
Usage: tests/bench/console/run.sh [options]

  --rounds N        how often console and headless gateway are compared (5)
  --seconds S       how long each measurement takes (20)
  --quick           one round of four seconds: whether it works, not how fast it is
  --warm-up S       how long the window has had traffic before it is measured (8); 300 fills its chart
  --only PART       window or gateway: one half of it
  --screen S        xvfb: a screen that nobody sees; offscreen: none at all, Qt paints into memory;
                    own: yours, on which windows will come and go; auto: xvfb where it is installed
  --instances N     how many of them (100)
  --per-second N    how many requests (500)
  --build DIR       the build folder (build/release)
  --picture FILE    saves what the window looks like under traffic
  --keep FILE       copies the single results there
  --strict          status 1 when a value is missed
HELP
}

take_options() {
    while [[ $# -gt 0 ]]; do
        case $1 in
        --quick) ROUNDS=1 SECONDS_EACH=4 ROUND_SECONDS=4 WARM_UP=2 ;;
        --strict) STRICT=yes ;;
        --help | -h)
            show_usage
            exit 0
            ;;
        --rounds | --seconds | --warm-up | --only | --screen | --instances | --per-second | --build | --picture | --keep)
            [[ $# -ge 2 ]] || fail 2 "$1 needs a value; --help shows it."
            take_value "$1" "$2"
            shift
            ;;
        *) fail 2 "There is no option '$1'; --help lists them." ;;
        esac
        shift
    done
    local number
    for number in "$ROUNDS" "$SECONDS_EACH" "$WARM_UP" "$INSTANCES" "$PER_SECOND"; do
        [[ $number =~ ^[1-9][0-9]*$ ]] || fail 2 "'$number' is no number above zero."
    done
    [[ $ONLY =~ ^(all|window|gateway)$ ]] || fail 2 "There is no part '$ONLY'; --help lists them."
    TRAFFIC=$BUILD/bin/console/bench_traffic
    CONSOLE=$BUILD/bin/console/bench_console
    GATEWAY=$BUILD/bin/penstock-gateway
    PORT_FINDER=$BUILD/bin/http/bench_load
}

take_value() {
    case $1 in
    --rounds) ROUNDS=$2 ;;
    --seconds) SECONDS_EACH=$2 ;;
    --warm-up) WARM_UP=$2 ;;
    --only) ONLY=$2 ;;
    --screen) SCREEN=$2 ;;
    --instances) INSTANCES=$2 ;;
    --per-second) PER_SECOND=$2 ;;
    --build) BUILD=$2 ;;
    --picture) PICTURE=$2 ;;
    --keep) KEEP=$2 ;;
    esac
}

end_where_it_cannot_run() {
    if [[ $(uname -s) != Linux ]]; then
        say "The console's benchmark needs Linux (epoll, /proc); nothing was measured."
        exit 0
    fi
    local program
    for program in "$TRAFFIC" "$CONSOLE" "$GATEWAY" "$PORT_FINDER"; do
        has "$program" || fail 3 "There is no $program. ./dev bench builds it."
    done
    if [[ $SCREEN == auto ]]; then
        SCREEN=offscreen
        ! has Xvfb || SCREEN=xvfb
    fi
    case $SCREEN in
    offscreen) SCREEN_NAME='painted into memory, without a screen' ;;
    xvfb)
        has Xvfb || fail 3 'There is no Xvfb here. --screen offscreen needs none.'
        SCREEN_NAME='painted on a screen of Xvfb'
        ;;
    own) SCREEN_NAME="painted on the screen of this session" ;;
    *) fail 2 "There is no screen '$SCREEN'; --help lists them." ;;
    esac
}
