#!/usr/bin/env bash
# kind: measure
# minutes: 3
# build: release
# From the answer to an approval until API and search page find the listing: among the invented listings on SQLite, and on
# PostgreSQL in the process that approved and in a second one. The promise is a second.
set -euo pipefail
scripts/with-postgres node scripts/quality.d/lib/findable.js
