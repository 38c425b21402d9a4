#!/usr/bin/env bash
# kind: measure
# minutes: 14
# How fast NPPES is loaded and a roster checked, as ratios to yardsticks of the same run; compiles a release build first (9 minutes of these on two busy cores).
# SPEED_ROWS=9000000 is the full size: 11 GB of file, 20 GB in all, half an hour.
set -euo pipefail
scripts/with-postgres cargo bench --locked --bench reference_speed -- --rows "${SPEED_ROWS:-500000}" --rounds "${SPEED_ROUNDS:-3}"
