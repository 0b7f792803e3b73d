# shellcheck shell=bash
# Steps with elapsed time. PENSTOCK_STEP_LOG, when set, names a file that collects one line a step
# ("step NAME SECONDS STATUS") and one a test run ("count PASSED FAILED"); CI reads it.

log_step() {
    if [[ -n ${PENSTOCK_STEP_LOG:-} ]]; then
        printf '%s\n' "$*" >>"$PENSTOCK_STEP_LOG"
    fi
}

# step NAME COMMAND...: runs the command in a subshell that ends at its first error, says how long it
# took and hands on its status. Never call it in a condition: bash then ignores errors within.
step() {
    local name=$1 begin=$SECONDS status=0 restore=$-
    shift
    say "==> $name"
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    [[ $restore != *e* ]] || set -e
    log_step "step $name $((SECONDS - begin)) $status"
    if [[ $status -eq 0 ]]; then
        say "    $name: done in $((SECONDS - begin)) s"
    else
        warn "    $name: failed after $((SECONDS - begin)) s"
    fi
    return "$status"
}

# try_step NAME COMMAND...: the same, but a failure is only kept in FAILED_STEPS.
FAILED_STEPS=()
try_step() {
    local status restore=$-
    set +e
    step "$@"
    status=$?
    [[ $restore != *e* ]] || set -e
    [[ $status -eq 0 ]] || FAILED_STEPS+=("$1")
}

end_unless_all_passed() {
    [[ ${#FAILED_STEPS[@]} -eq 0 ]] || fail 1 "Failed: ${FAILED_STEPS[*]}."
}
