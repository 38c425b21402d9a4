#!/usr/bin/env bash
# kind: correctness
# minutes: 4
# Readers, matcher and dossier parser against damaged input for two minutes, from another seed each day (tests/it/damaged_input.rs).
# The changes are random, not guided by coverage. VOUCHSAFE_DAMAGE_SEED=N repeats a run; a failure prints its seed, round and input.
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export VOUCHSAFE_DAMAGE_SECONDS=${VOUCHSAFE_DAMAGE_SECONDS:-120}
export VOUCHSAFE_DAMAGE_SEED=${VOUCHSAFE_DAMAGE_SEED:-$(date -u +%Y%m%d)}
cargo test --locked --test it -- damaged_input:: --nocapture 2>&1 | tee "$log"
echo "figure: $(sed -n 's/.*\([0-9]\{3,\} damaged inputs from seed.*\)/\1/p' "$log" | tail -1)"
