#!/usr/bin/env bash
# kind: correctness
# minutes: 2
# The API's document keeps redocly's recommended rules, without a warning. A TypeScript and a Python client, made from the document that the demo serves, type-checked and used: a search, a provider, a 404, a
# refused submission and one that is taken.
set -euo pipefail
. scripts/lib/tell.sh
. scripts/lib/need.sh
need_python clients
cd tests/clients
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    echo "installing npm packages by tests/clients/package-lock.json"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    touch node_modules/.package-lock.json
fi
node run.js
