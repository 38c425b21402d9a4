#!/usr/bin/env bash
# kind: correctness
# minutes: 12
# Faults planted in thousands of honest dossiers against a LEIE of full size: none may be missed, and honest people are left alone.
# VOUCHSAFE_DATA names a folder of real files (nppes/*.csv, leie/*.csv) to measure on as well; figures go to docs/verification-quality.md.
set -euo pipefail
cargo bench --locked --bench verification_quality -- --write ${VOUCHSAFE_DATA:+--data "$VOUCHSAFE_DATA"}
