#!/usr/bin/env bash
# kind: measure
# minutes: 7
# build: release
# Lighthouse on the patients' pages, as a phone, five times each: performance, accessibility, best practices, and what a first visit loads.
set -euo pipefail
cd tests/lighthouse
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "installing npm packages by tests/lighthouse/package-lock.json"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
fi
node run.js
