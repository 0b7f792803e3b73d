# shellcheck shell=bash
# Configurations of nginx, which runs from a folder of its own and as the person who started this.

# What every instance has. Requests per connection are as good as unlimited: reconnecting is not what
# is measured.
nginx_head() {
    local folder=$1
    is_root && say "user $(id -un);"
    cat <<CONF
daemon off;
worker_processes 1;
worker_rlimit_nofile 8192;
pid $folder/nginx.pid;
error_log $folder/error.log error;
events { worker_connections 4096; }
http {
    access_log off;
    default_type application/json;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
CONF
}

# json_of SIZE: an object of that many bytes.
json_of() {
    printf '{"text":"%s"}' "$(printf "%$(($1 - 11))s" '' | tr ' ' x)"
}

# completion_of SIZE: the answer to a chat request, of that many bytes.
completion_of() {
    local start end text=''
    start='{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o-2024-11-20",'
    start+='"choices":[{"index":0,"message":{"role":"assistant","content":"'
    end='"},"logprobs":null,"finish_reason":"stop"}],'
    end+='"usage":{"prompt_tokens":256,"completion_tokens":96,"total_tokens":352}}'
    local -i size=$(($1 - ${#start} - ${#end}))
    while ((${#text} < size)); do
        text+='An answer of \"about\" one kilobyte has some lines, each of which is about as long as '
        text+='people write them.\n'
    done
    text=${text:0:size}
    # Not in the middle of an escape.
    printf '%s%s%s' "$start" "${text/%\\/.}" "$end"
}

# The upstream of the POST cases: 1 KB of JSON on a plain and on a TLS port.
answering_upstream_config() {
    local answer
    answer=$(completion_of 1024)
    nginx_head "$1"
    cat <<CONF
    server {
        listen 127.0.0.1:$ANSWER_PORT backlog=4096;
        listen 127.0.0.1:$ANSWER_TLS_PORT ssl backlog=4096;
        ssl_certificate $WORK/certificate.pem;
        ssl_certificate_key $WORK/key.pem;
        ssl_protocols TLSv1.3;
        location / { return 200 '${answer//\\/\\\\}'; }
    }
}
CONF
}

# proxy_config FOLDER SCHEME PORT: what the others are compared with.
proxy_config() {
    nginx_head "$1"
    cat <<CONF
    upstream backend {
        server 127.0.0.1:$3;
        keepalive 1024;
        keepalive_requests 1000000000;
        keepalive_timeout 300s;
    }
    server {
        listen 127.0.0.1:$SERVER_PORT backlog=4096;
        location = /plain { return 200 '$(json_of 200)'; }
        location / {
            proxy_pass $2://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection '';
            proxy_buffering off;
            proxy_ssl_protocols TLSv1.3;
            proxy_ssl_trusted_certificate $WORK/certificate.pem;
            proxy_ssl_name localhost;
            proxy_ssl_verify on;
        }
    }
}
CONF
}

# Key and certificate live as long as the run.
make_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
        -keyout "$WORK/key.pem" -out "$WORK/certificate.pem" 2>"$WORK/openssl.log" ||
        fail 1 "openssl made no certificate: $(tail -n 1 "$WORK/openssl.log")"
}
