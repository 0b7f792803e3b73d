# shellcheck shell=bash
# Each fuzz target for a while, on a copy of its corpus so that the tree stays as it is.

# Turns addresses into names in what a target reports; without one it prints addresses.
symbolizer() { command -v llvm-symbolizer-19 || command -v llvm-symbolizer || true; }

fuzz_one() {
    local program=$1 seconds=$2
    local name=${program##*/fuzz_}
    local corpus=build/fuzz/corpus/$name findings=build/fuzz/findings
    mkdir -p "$corpus" "$findings"
    if [[ -d tests/fuzz/corpus/$name ]]; then
        cp -R "tests/fuzz/corpus/$name/." "$corpus/"
    fi
    ASAN_SYMBOLIZER_PATH=$(symbolizer) "$program" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="$findings/$name-" -print_final_stats=1 "$corpus"
}

# run_fuzzers SECONDS: every target gets its turn, also after one has found something.
run_fuzzers() {
    local seconds=$1 program programs=0
    for program in build/fuzz/bin/fuzz_*; do
        [[ -x $program ]] || fail 1 'There is no fuzz target in build/fuzz/bin.'
        programs=$((programs + 1))
        try_step "${program##*/}" fuzz_one "$program" "$seconds"
    done
    local failed=${#FAILED_STEPS[@]}
    [[ $failed -eq 0 ]] || warn 'The inputs that failed are in build/fuzz/findings.'
    say "$((programs - failed)) passed, $failed failed"
    [[ $failed -eq 0 ]]
}
