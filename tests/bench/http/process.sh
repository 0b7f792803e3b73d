# shellcheck shell=bash
# What a process and all below it are and use, from /proc.

# `PROCESS PARENT` of all. A program's name may have blanks and brackets, so it goes first.
parents() {
    cat /proc/[0-9]*/stat 2>/dev/null | sed -n 's/^\([0-9]*\) (.*) . \([0-9]*\) .*/\1 \2/p' || true
}

# tree_of PROCESS: it and all below it.
tree_of() {
    parents | awk -v root="$1" '
        { parent[$1] = $2 }
        END {
            for (process in parent) {
                for (above = process; above in parent && above != root;) above = parent[above]
                if (above == root) print process
            }
        }'
}

# memory_kb PROCESS VmRSS|VmHWM: of the tree, now or at the most.
memory_kb() {
    local process
    for process in $(tree_of "$1"); do
        cat "/proc/$process/status" 2>/dev/null || true
    done | awk -v key="$2:" '$1 == key { sum += $2 } END { print sum + 0 }'
}
