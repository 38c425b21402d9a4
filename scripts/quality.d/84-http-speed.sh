#!/usr/bin/env bash
# kind: measure
# minutes: 4
# build: release
# The JSON search and the result page over HTTP at 100,000 listings, by wrk, beside bare handlers that return a constant body of the same
# size; fails where an answer is wrong.
set -euo pipefail
. scripts/lib/tell.sh
. scripts/lib/need.sh
need_debian wrk command -v wrk
install_debian
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cargo bench --locked --bench http_speed --no-run
# The server writes its log to the other stream.
cargo bench --locked --bench http_speed -- "$@" 2>/dev/null | tee "$log"
# A run that says nothing is no measurement.
grep '^figure: ' "$log"
