#!/usr/bin/env bash
# kind: measure
# minutes: 8
# build: release
# The pages of staff with 100,000 submissions and 1,000,000 audit rows on SQLite beside the same pages with 100 submissions, in one run:
# medians, and how many times as much each costs. Needs 6 GB of disk.
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cargo bench --locked --bench desk_speed --no-run
# The servers write their log to the other stream.
cargo bench --locked --bench desk_speed -- "$@" 2>/dev/null | tee "$log"
# A run that says nothing is no measurement.
grep '^figure: ' "$log"
