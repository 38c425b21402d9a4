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
echo "figure: $(grep -o '[0-9]* damaged inputs from seed.*' "$log" | tail -1)"
