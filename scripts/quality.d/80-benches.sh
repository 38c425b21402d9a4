#!/usr/bin/env bash
# kind: measure
# minutes: 4
# build: release
# Medians of cargo bench, of places and checks.
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cargo bench --locked --bench speeds -- --color never "$@" 2>&1 | tee "$log" | grep -v '^ *Compiling'
echo "figure: $(node scripts/quality.d/lib/medians.js "$log")"
