#!/usr/bin/env bash
# kind: correctness
# minutes: 4
# Every property test with twenty times its usual number of cases, but for those that name a number of their own (search::oracle).
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
PROPTEST_CASES=5000 cargo test --locked --lib 2>&1 | tee "$log" | grep -v '\.\.\. ok$'
echo "figure: $(sed -n 's/^test result: ok. \([0-9]*\) passed.*/\1/p' "$log" | head -1) tests, 5,000 cases a property"
