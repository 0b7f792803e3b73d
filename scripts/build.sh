# shellcheck shell=bash
# Configure, build and test a preset of CMakePresets.json.

configure_preset() {
    local preset=$1
    shift
    cmake --preset "$preset" "$@"
}

# build_preset PRESET [target...]
build_preset() {
    local preset=$1
    shift
    cmake --build --preset "$preset" --parallel "$(job_count)" ${1:+--target "$@"}
}

# Not with a pipe: grep would close it at the first match, and the broken pipe count as a failure.
has_target() {
    local targets
    targets=$(cmake --build --preset "$1" --target help)
    grep -q "^$2: phony" <<<"$targets"
}

# The thread sanitizer cannot place its shadow memory under some kernels' address randomisation.
without_address_randomisation() {
    if has setarch && setarch "$(uname -m)" -R true 2>/dev/null; then
        setarch "$(uname -m)" -R "$@"
    else
        "$@"
    fi
}

# ctest_logged LOG PRESET [ctest options...]
ctest_logged() {
    local log=$1 preset=$2
    shift 2
    without_address_randomisation \
        ctest --preset "$preset" --parallel "$(job_count)" "$@" 2>&1 | tee "$log"
}

# count_tests LOG: CTest's summary in our own words, also when it never came to one. CTest counts what
# was skipped as passed; we do not.
count_tests() {
    local summary total=0 failed=0 skipped
    summary=$(sed -nE 's/^[0-9]+% tests passed, ([0-9]+) tests? failed out of ([0-9]+).*/\1 \2/p' "$1")
    if [[ -n $summary ]]; then
        read -r failed total <<<"$summary"
    fi
    skipped=$(sed -nE 's/^[[:space:]]+[0-9]+ - ([^ ]+) \(Skipped\).*/\1/p' "$1" | sort -u)
    if [[ -n $skipped ]]; then
        total=$((total - $(wc -l <<<"$skipped")))
        say "$(wc -l <<<"$skipped" | tr -d ' ') skipped: $(paste -s -d ' ' - <<<"$skipped")"
    fi
    log_step "count $((total - failed)) $failed"
    say "$((total - failed)) passed, $failed failed"
}

# run_tests PRESET [ctest options...]: the count is the last line, whatever happens.
run_tests() {
    local log=build/$1/ctest.log status=0
    : >"$log"
    set +e
    step test ctest_logged "$log" "$@"
    status=$?
    set -e
    count_tests "$log"
    return "$status"
}

# What the tests of the console need beside what it is built with. Where they cannot be had, those
# tests skip, which they say.
ensure_gui() { (ensure_packages gui) || warn 'The tests with a keyring or a screen will be skipped.'; }

# build_and_test PRESET [LABEL]
build_and_test() {
    local preset=$1 label=${2:-} target=''
    step install ensure_packages build
    step configure configure_preset "$preset"
    if [[ -n $label ]] && has_target "$preset" "penstock_${label}_tests"; then
        target=penstock_${label}_tests
    fi
    step build build_preset "$preset" "$target"
    if [[ ($preset == dev || $preset == release) && (-z $label || $label == keyring || $label == gui) ]]; then
        step gui ensure_gui
    fi
    # The thread sanitizer's tests have no clients among them.
    if [[ $label == clients || (-z $label && $preset != dev-tsan) ]]; then
        step clients ensure_clients
    fi
    if [[ -n $label ]]; then
        run_tests "$preset" --label-regex "^$label\$"
    else
        run_tests "$preset"
    fi
}
