# shellcheck shell=bash
# Words to the person at the terminal, and what kind of session this is.

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# fail STATUS SENTENCE...: says what to do and ends the script (or the step) with that status.
fail() {
    local status=$1
    shift
    warn "$*"
    exit "$status"
}

is_root() { [[ $(id -u) -eq 0 ]]; }
has() { command -v "$1" >/dev/null 2>&1; }

# Somebody is there to answer a question.
is_interactive() { [[ -t 0 && -t 1 && ${CI:-} != true ]]; }

# How many compilers or tests run at once; PENSTOCK_JOBS overrides.
job_count() {
    if [[ -n ${PENSTOCK_JOBS:-} ]]; then
        printf '%s\n' "$PENSTOCK_JOBS"
    elif has nproc; then
        nproc
    else
        getconf _NPROCESSORS_ONLN
    fi
}

# The files of the tree, tracked or new, without what .gitignore names, ended by NUL. Root may read
# the checkout of another person here, which git refuses unless told that it is meant.
tree_files() {
    git -c safe.directory='*' ls-files -co --exclude-standard -z -- "$@"
}

# tree_files without those that are deleted but not yet in a commit.
existing_files() {
    local file
    tree_files "$@" | while IFS= read -r -d '' file; do
        [[ ! -f $file ]] || printf '%s\0' "$file"
    done
}

# versioned_tool NAME: NAME-19 where it exists, else NAME when that is version 19.
versioned_tool() {
    local name=$1
    if has "$name-19"; then
        printf '%s\n' "$name-19"
    elif has "$name" && [[ $("$name" --version) == *'version 19.'* ]]; then
        printf '%s\n' "$name"
    else
        fail 3 "$name of version 19 is not on PATH. Install it, or put it there as $name-19."
    fi
}
