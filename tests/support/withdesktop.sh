#!/usr/bin/env bash
# withdesktop.sh COMMAND...: runs a command on a screen of its own, X with a window manager, that
# nobody sees and that is gone afterwards. With a keyring beside it:
#
#   withkeyring.sh open withdesktop.sh COMMAND...
#
# Exits with 77, which CTest counts as skipped, where the programs for that are missing.
set -euo pipefail

readonly SKIPPED=77
readonly MOST_WAIT_SECONDS=20

skip_unless_there() {
    local program
    for program in Xvfb openbox; do
        command -v "$program" >/dev/null && continue
        printf 'Skipped: there is no %s; ./dev test installs it.\n' "$program" >&2
        exit "$SKIPPED"
    done
}

# wait_for FILE PROCESS NAME: until the process has written the file.
wait_for() {
    local end=$((SECONDS + MOST_WAIT_SECONDS))
    until [[ -s $1 ]]; do
        if ((SECONDS > end)) || ! kill -0 "$2" 2>/dev/null; then
            cat "$FOLDER/$3.log" >&2
            printf '%s did not start.\n' "$3" >&2
            return 1
        fi
        sleep 0.02
    done
}

# The server itself takes a number that is free.
start_screen() {
    Xvfb -displayfd 3 -screen 0 1600x1000x24 -dpi 96 -nolisten tcp -noreset \
        3>"$FOLDER/display" >"$FOLDER/Xvfb.log" 2>&1 &
    SCREEN=$!
    wait_for "$FOLDER/display" "$SCREEN" Xvfb
    DISPLAY=:$(<"$FOLDER/display")
    export DISPLAY QT_QPA_PLATFORM=xcb
}

start_window_manager() {
    openbox --sm-disable --startup "sh -c 'echo yes >$FOLDER/managed'" >"$FOLDER/openbox.log" 2>&1 &
    MANAGER=$!
    wait_for "$FOLDER/managed" "$MANAGER" openbox
}

end_desktop() {
    local status=$? process
    for process in $MANAGER $SCREEN; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$FOLDER"
    exit "$status"
}

if [[ $# -eq 0 ]]; then
    printf 'withdesktop.sh needs a command.\n' >&2
    exit 2
fi
skip_unless_there
SCREEN=''
MANAGER=''
FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/penstock-desktop.XXXXXX")
trap end_desktop EXIT
trap 'exit 143' TERM
start_screen
start_window_manager
"$@"
