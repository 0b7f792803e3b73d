# shellcheck shell=bash
# The Qt 6.8 lane: a Debian 13 chroot kept in a cache folder, with its own build folder and ccache, so
# that the second run is incremental.

trixie_home() { say "${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/penstock/trixie"; }

# Where the tree lies inside the chroot.
TRIXIE_TREE=/srv/penstock

# The Debian mirror that this machine already uses, or nothing: then mmdebstrap takes its default.
machine_mirror() {
    # shellcheck disable=SC2016 # apt expands these itself
    apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null | sort -u | sed -n 1p
}

# The machine's proxies, as apt options for the chroot, one a line.
machine_proxies() {
    apt-config dump | grep -iE '^Acquire::(http|https|ftp)::Proxy[ :]' || [[ $? -eq 1 ]]
}

create_trixie() {
    local root=$1 proxies option mirror
    local -a options=()
    proxies=$(machine_proxies)
    while IFS= read -r option; do
        [[ -z $option ]] || options+=(--aptopt="$option")
    done <<<"$proxies"
    mirror=$(machine_mirror)
    rm -rf "$root.new"
    mkdir -p "${root%/*}"
    mmdebstrap --quiet --variant=minbase \
        --include="$(wanted_packages debian build | paste -s -d ',' -)" \
        ${options[@]+"${options[@]}"} trixie "$root.new" ${mirror:+"$mirror"}
    rm -rf "$root"
    mv "$root.new" "$root"
}

# A fresh copy of the tree each time, so that what was deleted is gone; the build folder moves over.
copy_tree() {
    local tree=$1$TRIXIE_TREE
    rm -rf "$tree.new"
    mkdir -p "$tree.new"
    existing_files | tar --null --files-from=- -cf - | tar -C "$tree.new" -xf -
    if [[ -d $tree/build ]]; then
        mv "$tree/build" "$tree.new/build"
    fi
    rm -rf "$tree"
    mv "$tree.new" "$tree"
    local file
    for file in /etc/resolv.conf /etc/hosts; do
        # A small container may have neither; apt inside then does without, as it does outside.
        [[ ! -e $file ]] || cp -L "$file" "$1/etc/"
    done
}

unmount_trixie() {
    local place
    for place in "$1/dev/shm" "$1/proc"; do
        ! mountpoint -q "$place" || umount "$place"
    done
}

# enter_trixie ROOT COMMAND...: in a subshell, so that the trap ends with it. What a killed run left
# mounted is unmounted first.
enter_trixie() (
    root=$1
    shift
    unmount_trixie "$root"
    trap 'unmount_trixie "$root"' EXIT
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        TERM="${TERM:-dumb}" CI=true CCACHE_DIR=/var/cache/ccache \
        PENSTOCK_JOBS="${PENSTOCK_JOBS:-}" PENSTOCK_STEP_LOG=/run/penstock-steps "$@"
)

# The inner run keeps its own step log; only its test counts belong to the outer one.
pass_on_counts() {
    local inner=$1/run/penstock-steps
    if [[ -n ${PENSTOCK_STEP_LOG:-} && -r $inner ]]; then
        sed -n '/^count /p' "$inner" >>"$PENSTOCK_STEP_LOG"
    fi
}

# run_in_trixie [VERB...]: `test` unless the first word is a verb.
run_in_trixie() {
    is_root || fail 3 'The Debian 13 chroot needs root: run sudo ./dev trixie.'
    if [[ $# -eq 0 || $1 == --* ]]; then
        set -- test "$@"
    fi
    local root status=0
    root=$(trixie_home)
    step install ensure_packages trixie
    [[ -d $root ]] || step 'chroot' create_trixie "$root"
    step copy copy_tree "$root"
    rm -f "$root/run/penstock-steps"
    say "Debian 13 in $root:"
    set +e
    (
        set -e
        enter_trixie "$root" "$TRIXIE_TREE/dev" "$@" --yes
    )
    status=$?
    set -e
    pass_on_counts "$root"
    return "$status"
}
