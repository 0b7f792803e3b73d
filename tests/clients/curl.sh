#!/usr/bin/env bash
# curl as a person uses it: the line of the README and of `./dev run`, and what else they would try.
# run.sh starts what it talks to.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# shellcheck source=scripts/common.sh
source scripts/common.sh
# shellcheck source=scripts/run.sh
source scripts/run.sh

FAILED=0

# holds WHAT TEXT PATTERN: the text matches the extended regular expression.
holds() {
    if grep -qE -- "$3" <<<"$2"; then
        printf 'ok      %s\n' "$1"
    else
        printf 'FAILED  %s: nothing like "%s" in:\n%s\n' "$1" "$3" "$2"
        FAILED=1
    fi
}

# ask PATH [curl options...]: head and body of the answer.
ask() {
    local path=$1
    shift
    curl --silent --show-error --include --no-buffer --max-time 20 "$PENSTOCK_ADDRESS$path" "$@"
}

# ask_chat BODY [curl options...]
ask_chat() {
    local body=$1
    shift
    ask /v1/chat/completions -H 'Content-Type: application/json' -d "$body" "$@"
}

# pasted: the first curl line for the chat in a text, as somebody would copy it, at our address.
pasted() {
    sed -e ':join' -e '/\\$/{N' -e 's/\\\n//' -e 'b join' -e '}' |
        sed -n 's,^[$[:space:]]*\(curl .*\)http://127[.]0[.]0[.]1:3010\(/v1/chat/completions.*\),\1'"$PENSTOCK_ADDRESS"'\2,p' |
        sed -n 1p
}

# holds_when_pasted WHERE LINE
holds_when_pasted() {
    holds "$1" "$(bash -c "$2" 2>&1)" '"content":"'
}

HELLO='"messages":[{"role":"user","content":"Say hello"}]'

holds_when_pasted 'the line that ./dev run prints' "$(show_what_to_try penstock-gateway | pasted)"
line=$(pasted <README.md)
[[ -z $line ]] || holds_when_pasted 'the line of README.md' "$line"

answer=$(ask_chat "{\"model\":\"gpt-4o\",\"stream\":true,$HELLO}")
holds 'a stream begins with 200' "$answer" '^HTTP/1.1 200 '
holds 'a stream has the type of one' "$answer" '^[Cc]ontent-[Tt]ype: text/event-stream'
holds 'a stream has events' "$answer" '^data: \{.*"content":"Hello'
holds 'a stream ends as it should' "$(grep '^data:' <<<"$answer" | tail -n 1)" '^data: \[DONE\]'

answer=$(ask_chat "{\"model\":\"gpt-4o\",$HELLO}")
holds 'an answer in one piece' "$answer" '"content":"Hello from a simulated Azure: 12 °C'
holds 'it says who answered' "$answer" '^x-penstock-instance: first'

answer=$(ask_chat "{\"model\":\"gpt-4o\",$HELLO}" --http1.0)
holds 'HTTP/1.0' "$answer" '"content":"Hello from'

answer=$(ask_chat "{\"model\":\"gpt-4o\",$HELLO}" -H 'Transfer-Encoding: chunked' -H 'Expect: 100-continue')
holds 'a body in chunks, after 100-continue' "$answer" '"content":"Hello from'

answer=$(ask_chat '{"model":"gpt-4o","messages":[')
holds 'a body that is no JSON is 400' "$answer" '^HTTP/1.1 400 '
holds 'the place of the mistake' "$answer" 'line 1'

answer=$(ask_chat "{\"model\":\"gpt-4p\",$HELLO}")
holds 'an unknown model is 404' "$answer" '^HTTP/1.1 404 '
holds 'the nearest model' "$answer" "Did you mean 'gpt-4o'"

answer=$(ask /v1/chat/completions)
holds 'GET where POST is due is 405' "$answer" '^HTTP/1.1 405 '
holds 'and it says so' "$answer" '^Allow: POST'

answer=$(ask_chat "{\"model\":\"gpt-4o\",$HELLO}" -H 'Origin: https://example.com')
holds 'a web page is not let in' "$answer" '^HTTP/1.1 403 '

holds 'the models' "$(ask /v1/models)" '"id":"gpt-4o"'
holds '/healthz' "$(ask /healthz)" '^HTTP/1.1 200 '
holds '/readyz' "$(ask /readyz)" '^HTTP/1.1 200 '
holds 'the page for a browser' "$(ask /)" '<!doctype html>'

exit "$FAILED"
