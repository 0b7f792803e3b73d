# shellcheck shell=bash
# Formatting, clang-tidy and shellcheck. Nothing here changes a file.

check_format() {
    local tool
    tool=$(versioned_tool clang-format)
    existing_files '*.h' '*.cpp' | xargs -0 -r -n 50 "$tool" --dry-run --Werror
}

check_shell() {
    if ! has shellcheck; then
        say 'shellcheck is not installed; the scripts were not checked.'
        return
    fi
    existing_files dev .ci/run '*.sh' | xargs -0 -r shellcheck --external-sources
}

# clang reads neither gcc's precompiled headers nor gcc's own warnings: a build folder of its own, in
# which nothing is compiled and only moc runs. Ninja's targets for moc would build libraries first.
configure_for_tidy() {
    local compiler info
    compiler=$(versioned_tool clang++)
    # Those of targets that are gone would stay for ever.
    [[ ! -d build/lint ]] || find build/lint -name AutogenInfo.json -delete
    configure_preset dev -B build/lint --log-level=WARNING \
        -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON -DCMAKE_CXX_COMPILER="$compiler" \
        -DPENSTOCK_BUILD_BENCH=ON
    find build/lint -name AutogenInfo.json -print0 |
        while IFS= read -r -d '' info; do
            cmake -E cmake_autogen "$info" Debug
        done
}

check_tidy() {
    local tool runner=run-clang-tidy
    tool=$(versioned_tool clang-tidy)
    ! has run-clang-tidy-19 || runner=run-clang-tidy-19
    "$runner" -clang-tidy-binary "$tool" -p build/lint -j "$(job_count)" -quiet \
        "^$PWD/(src|gateway|ui|tests)/"
}
