#!/usr/bin/env bash
# kind: correctness
# minutes: 6
# A hundred mixed submissions worked off by a scripted pair of reviewers through the staff pages, on both databases (ten in scripts/test).
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"; stop_postgres' EXIT
. scripts/lib/tell.sh
. scripts/lib/need.sh
. scripts/lib/postgres.sh
start_postgres
VOUCHSAFE_DESK=100 cargo test --locked --test it -- desk:: 2>&1 | tee "$log"
echo "figure: 100 submissions on each database in $(sed -n 's/.*finished in \(.*\)$/\1/p' "$log" | tail -1)"
