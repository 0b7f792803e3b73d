#!/usr/bin/env bash
# withkeyring.sh MODE COMMAND...: runs a command in a session of its own, with a home folder, a bus and
# a keyring that nobody else sees and that are gone afterwards. Modes:
#
#   open       a keyring that is unlocked
#   locked     the same, locked; nobody is there to unlock it
#   empty      the service, but no keyring in it
#   noservice  a bus without the service, and nothing that could start it
#   nobus      no bus either
#
# Exits with 77, which CTest counts as skipped, where the programs for that are missing. The command
# finds the mode in PENSTOCK_KEYRING, and what opens the keyring in PENSTOCK_KEYRING_PASSWORD.
set -euo pipefail

readonly SKIPPED=77
readonly MOST_WAIT_SECONDS=10

skip() {
    printf 'Skipped: %s\n' "$*" >&2
    exit "$SKIPPED"
}

has_libsecret() {
    local file
    for file in /usr/lib/libsecret-1.so.0 /usr/lib64/libsecret-1.so.0 /usr/lib/*/libsecret-1.so.0; do
        [[ ! -e $file ]] || return 0
    done
    return 1
}

skip_unless_there() {
    local program
    for program in dbus-run-session dbus-daemon dbus-send gnome-keyring-daemon; do
        command -v "$program" >/dev/null || skip "there is no $program; ./dev test installs it."
    done
    has_libsecret || skip 'there is no libsecret; ./dev test installs it.'
}

# Nothing of this machine's services: what the bus could start would decide the outcome.
write_bus_config() {
    cat >"$1" <<'CONFIG'
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow eavesdrop="false"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONFIG
}

# Nothing of the person's own session either.
leave_session() {
    unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL SSH_AUTH_SOCK
    unset XDG_CURRENT_DESKTOP DESKTOP_SESSION KDE_FULL_SESSION KDE_SESSION_VERSION
    unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME
    export HOME=$1/home XDG_RUNTIME_DIR=$1/runtime
    mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
}

send() { dbus-send --session --print-reply "$@" 2>&1; }

service_is_there() {
    [[ $(send --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
        string:org.freedesktop.secrets) == *'boolean true'* ]]
}

# start_service PASSWORD [OPTION...]: leaves its process in SERVICE.
start_service() {
    local password=$1 end=$((SECONDS + MOST_WAIT_SECONDS))
    shift
    gnome-keyring-daemon --foreground --components=secrets "$@" \
        <<<"$password" >"$HOME/service.log" 2>&1 &
    SERVICE=$!
    until service_is_there; do
        if ((SECONDS > end)) || ! kill -0 "$SERVICE" 2>/dev/null; then
            cat "$HOME/service.log" >&2
            printf 'The keyring did not start.\n' >&2
            return 1
        fi
        sleep 0.02
    done
}

lock_keyring() {
    local answer
    answer=$(send --dest=org.freedesktop.secrets /org/freedesktop/secrets \
        org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login)
    if [[ $answer != *'collection/login"'* ]]; then
        printf 'The keyring could not be locked: %s\n' "$answer" >&2
        return 1
    fi
}

# A test may have left it stopped.
stop_service() {
    local status=$?
    if [[ -n $SERVICE ]]; then
        kill -CONT "$SERVICE" 2>/dev/null || true
        kill "$SERVICE" 2>/dev/null || true
        wait "$SERVICE" || true
    fi
    exit "$status"
}

run_inside() {
    SERVICE=''
    trap stop_service EXIT
    trap 'exit 143' TERM
    case $PENSTOCK_KEYRING in
    open | locked) start_service "$PENSTOCK_KEYRING_PASSWORD" --unlock ;;
    empty) start_service '' ;;
    esac
    [[ $PENSTOCK_KEYRING != locked ]] || lock_keyring
    "$@"
}

run_in_session() {
    FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/penstock-keyring.XXXXXX")
    trap 'rm -rf "$FOLDER"' EXIT
    trap 'exit 143' TERM
    leave_session "$FOLDER"
    if [[ $PENSTOCK_KEYRING == nobus ]]; then
        DBUS_SESSION_BUS_ADDRESS=unix:path=$FOLDER/no-bus "$@"
    else
        write_bus_config "$FOLDER/bus.conf"
        dbus-run-session --config-file="$FOLDER/bus.conf" -- "$0" --inside "$@"
    fi
}

if [[ ${1:-} == --inside ]]; then
    shift
    run_inside "$@"
    exit
fi
case ${1:-} in
open | locked | empty | noservice | nobus) ;;
*)
    printf "'%s' is none of open, locked, empty, noservice and nobus.\n" "${1:-}" >&2
    exit 2
    ;;
esac
export PENSTOCK_KEYRING=$1 PENSTOCK_KEYRING_PASSWORD='only for tests'
shift
skip_unless_there
run_in_session "$@"
