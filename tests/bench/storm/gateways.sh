# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts of run.sh read what this sets
# How each gateway is told of the three instances. All have the same patience, one try for each
# instance at least, and their own defaults for the rest.

STORM_KEY=upstream-secret
STORM_PATIENCE=2
STORM_API=2024-10-21

start_storm_penstock() {
    storm_penstock_config >"$WORK/penstock.yaml"
    start penstock "$SERVER_CORE" "$SERVER_PORT" \
        "$PENSTOCK" serve --config "$WORK/penstock.yaml" --profile "$WORK" --no-environment
}

# Errors are to be seen as what they are, so that no stream is told to wait (soft_commit_seconds), and
# what fell silent is asked again as by the others.
storm_penstock_config() {
    local i
    local -a names=(one two three)
    cat <<CONF
name: Storm
port: $SERVER_PORT
logging: {level: warning}
routing:
  first_byte_timeout: $STORM_PATIENCE
  first_byte_timeout_non_stream: $STORM_PATIENCE
  stream_idle_timeout: $STORM_PATIENCE
  replay_after_timeout: true
  soft_commit_seconds: 0
  all_open: all
instances:
CONF
    for i in 0 1 2; do
        cat <<CONF
  - name: ${names[i]}
    api_base: http://127.0.0.1:${UPSTREAM_PORTS[i]}
    api_version: "$STORM_API"
    api_key: $STORM_KEY
    max_tpm: 1000000000
    model_deployments: {gpt-4o: chat}
CONF
    done
}

start_storm_nginx() {
    start_nginx nginx "$SERVER_CORE" "$SERVER_PORT" < <(storm_nginx_config "$WORK/nginx")
}

storm_nginx_config() {
    nginx_head "$1"
    cat <<CONF
    upstream instances {
        server 127.0.0.1:${UPSTREAM_PORTS[0]} $NGINX_SERVER;
        server 127.0.0.1:${UPSTREAM_PORTS[1]} $NGINX_SERVER;
        server 127.0.0.1:${UPSTREAM_PORTS[2]} $NGINX_SERVER;
        keepalive 64;
    }
    server {
        listen 127.0.0.1:$SERVER_PORT backlog=4096;
        location = /v1/chat/completions {
            proxy_pass http://instances/openai/deployments/chat/chat/completions?api-version=$STORM_API;
            proxy_next_upstream error timeout http_429 http_500 http_502 http_503 http_504 non_idempotent;
            proxy_connect_timeout ${STORM_PATIENCE}s;
            proxy_read_timeout ${STORM_PATIENCE}s;
            proxy_set_header Host 127.0.0.1;
            proxy_set_header api-key $STORM_KEY;
            proxy_http_version 1.1;
            proxy_set_header Connection '';
            proxy_buffering off;
            add_header X-Asked \$upstream_addr always;
        }
    }
}
CONF
}

start_storm_portkey() {
    start portkey "$SERVER_CORE" "$SERVER_PORT" \
        "$(node_home)/bin/node" --import "$HERE/portkey/loopback.mjs" \
        "$(portkey_program)" --headless "--port=$SERVER_PORT"
}

# gateway_field GATEWAY: what its clients have to add to each request.
gateway_field() {
    FIELD=
    [[ $1 != portkey ]] || FIELD="x-portkey-config: $(storm_portkey_config)"
}

storm_portkey_config() {
    local port
    local -a targets=()
    for port in "${UPSTREAM_PORTS[@]}"; do
        targets+=("$(printf '{"provider":"azure-openai","api_key":"%s","resource_name":"simulated","deployment_id":"chat","api_version":"%s","custom_host":"http://127.0.0.1:%s/openai","request_timeout":%s}' \
            "$STORM_KEY" "$STORM_API" "$port" $((STORM_PATIENCE * 1000)))")
    done
    local IFS=,
    printf '{"strategy":{"mode":"fallback"},"targets":[%s]}' "${targets[*]}"
}
