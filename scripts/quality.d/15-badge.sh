#!/usr/bin/env bash
# kind: correctness
# minutes: 10
# No badge without evidence: 1,000,000 steps of random lives (src/pipeline/tests), from another seed each day, optimized: a minute, after 3 to 8 of compiling.
# VOUCHSAFE_BADGE_SEED=N repeats a run; a failure prints its seed and the shortest sequence of steps that still fails.
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export VOUCHSAFE_BADGE_STEPS=${VOUCHSAFE_BADGE_STEPS:-1000000}
export VOUCHSAFE_BADGE_SEED=${VOUCHSAFE_BADGE_SEED:-$(date -u +%Y%m%d)}
cargo test --release --locked --lib -- pipeline::tests:: --nocapture 2>&1 | tee "$log"
echo "figure: $(grep -o '[0-9]* steps from seed.*' "$log" | tail -1)"
