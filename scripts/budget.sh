# shellcheck shell=bash
# The time budget of a CI run: stages, their seconds, and the table at the end.

STAGE_NAMES=()
STAGE_SECONDS=()
STAGE_BUDGETS=()
STAGE_RESULTS=()
TESTS_PASSED=0
TESTS_FAILED=0

# record_stage NAME SECONDS BUDGET_MINUTES STATUS
record_stage() {
    STAGE_NAMES+=("$1")
    STAGE_SECONDS+=("$2")
    STAGE_BUDGETS+=($(($3 * 60)))
    if [[ $4 -eq 0 ]]; then STAGE_RESULTS+=(ok); else STAGE_RESULTS+=(FAILED); fi
}

# add_counts LOG STATUS: a stage that fails without a failed test still counts as one failure, so that
# the last line never looks better than the run.
add_counts() {
    local word passed failed failures=0
    while read -r word passed failed; do
        [[ $word == count ]] || continue
        TESTS_PASSED=$((TESTS_PASSED + passed))
        failures=$((failures + failed))
    done <"$1"
    if [[ $2 -ne 0 && $failures -eq 0 ]]; then
        failures=1
    fi
    TESTS_FAILED=$((TESTS_FAILED + failures))
}

# step_seconds LOG NAME...: what these steps took together.
step_seconds() {
    local log=$1 name total=0 word step seconds _
    shift
    for name in "$@"; do
        while read -r word step seconds _; do
            [[ $word != step || $step != "$name" ]] || total=$((total + seconds))
        done <"$log"
    done
    say "$total"
}

# step_status LOG NAME...: 1 when one of these steps failed or never ran.
step_status() {
    local log=$1 name
    shift
    for name in "$@"; do
        if ! grep -q "^step $name [0-9]* 0\$" "$log"; then
            say 1
            return
        fi
    done
    say 0
}

print_budget() {
    local i total=0 budget=0
    printf '\n%-10s %8s %8s  %s\n' step seconds budget result
    for ((i = 0; i < ${#STAGE_NAMES[@]}; i++)); do
        printf '%-10s %8d %8d  %s\n' "${STAGE_NAMES[i]}" "${STAGE_SECONDS[i]}" \
            "${STAGE_BUDGETS[i]}" "${STAGE_RESULTS[i]}"
        total=$((total + STAGE_SECONDS[i]))
        budget=$((budget + STAGE_BUDGETS[i]))
    done
    printf '%-10s %8d %8d\n' together "$total" "$budget"
    for ((i = 0; i < ${#STAGE_NAMES[@]}; i++)); do
        if ((STAGE_SECONDS[i] * 10 > STAGE_BUDGETS[i] * 13)); then
            say "Warning: ${STAGE_NAMES[i]} took ${STAGE_SECONDS[i]} s, more than 30 % over its" \
                "budget of ${STAGE_BUDGETS[i]} s."
        fi
    done
}
