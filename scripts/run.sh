# shellcheck shell=bash
# What `./dev run` shows after building.

# Replace this when there is a gateway to serve: so far the program reads and checks configurations.
show_what_runs() {
    local program=build/dev/bin/penstock-gateway demo
    demo=$(mktemp -d "${TMPDIR:-/tmp}/penstock-demo.XXXXXX")
    say 'What runs so far: penstock-gateway reads, checks and rewrites configurations.'
    say 'It serves no request yet, and there is no window yet.'
    "$program" init "$demo"
    "$program" check "$demo"
    say
    say 'Three things to try:'
    say "  $program check $demo --json"
    say "  \${EDITOR:-nano} $demo/penstock.yaml     (misspell a key, then check again)"
    say "  $program export $demo"
}
