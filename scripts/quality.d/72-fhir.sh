#!/usr/bin/env bash
# kind: correctness
# minutes: 2
# Every FHIR resource of the demo, every Bundle, the statement of capabilities and an OperationOutcome are valid for two independent R4
# validators, both of which refuse what is wrong.
set -euo pipefail
. scripts/lib/tell.sh
. scripts/lib/need.sh
cd tests/fhir-validators
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "installing npm packages by tests/fhir-validators/package-lock.json"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
fi
node run.js
