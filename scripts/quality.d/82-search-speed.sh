#!/usr/bin/env bash
# kind: measure
# minutes: 4
# build: release
# The search beside kiddo, geo-index and a scan at 10,000, 100,000 and 1,000,000 places; fails where one answer differs. Needs 6 GB of memory.
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cargo bench --locked --bench search_speed -- --rows "${SEARCH_ROWS:-10000,100000,1000000}" | tee "$log"
echo "figure: $(sed -n 's/^figure: //p' "$log" | paste -sd'|' | sed 's/|/; /g')"
