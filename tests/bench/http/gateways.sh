# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts of run.sh read what this sets
# How what is compared with nginx is started, and told where its upstream is.

UPSTREAM_KEY=0123456789abcdef0123456789abcdef

# start_seam UPSTREAM
start_seam() {
    if [[ ${#SEAM_WORDS[@]} -eq 0 ]]; then
        start_proxying_nginx seam "${1%%:*}" "${1##*:}"
        return
    fi
    local -a words=("${SEAM_WORDS[@]//'{port}'/$SERVER_PORT}")
    words=("${words[@]//'{upstream}'/$1}")
    words=("${words[@]//'{ca}'/$WORK/certificate.pem}")
    start seam "$SERVER_CORE" "$SERVER_PORT" "${words[@]}"
}

# start_penstock UPSTREAM: as a person would run it, with its log, but with one worker.
start_penstock() {
    penstock_config "$1" >"$WORK/penstock.yaml"
    start penstock "$SERVER_CORE" "$SERVER_PORT" \
        "$PENSTOCK" serve --config "$WORK/penstock.yaml" --profile "$WORK" --no-environment
}

penstock_config() {
    cat <<CONF
name: HTTP benchmark
port: $SERVER_PORT
workers: 1
instances:
  - name: upstream
    api_base: $1
    api_version: "2024-10-21"
    api_key: $UPSTREAM_KEY
    ca_file: $WORK/certificate.pem
    model_deployments: {gpt-4o: chat}
CONF
}

# start_portkey UPSTREAM: its clients tell it the upstream in each request. It compiles while it runs,
# so that it gets more time before it is measured.
start_portkey() {
    start portkey "$SERVER_CORE" "$SERVER_PORT" \
        "$(node_home)/bin/node" --import "$HERE/portkey/loopback.mjs" \
        "$(portkey_program)" --headless "--port=$SERVER_PORT"
    LOAD_OPTIONS=(--field "x-portkey-config: $(portkey_config "$1/v1")")
    WARM_UP_MS=2000
}

portkey_config() {
    printf '{"provider":"openai","api_key":"%s","custom_host":"%s"}' "$UPSTREAM_KEY" "$1"
}

portkey_program() {
    say "$(cd "$ROOT" && portkey_home)/node_modules/@portkey-ai/gateway/build/start-server.js"
}

portkey_is_there() { (cd "$ROOT" && has_node && has_portkey); }

portkey_version() {
    sed -n 's/^ *"@portkey-ai\/gateway": "\(.*\)".*/\1/p' "$HERE/portkey/package.json"
}
