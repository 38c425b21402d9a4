#!/usr/bin/env bash
# kind: correctness
# minutes: 1
# The tour of the API in docs/api-tour.md, every command as written, against the demo; each must do what it says, and the greps must find
# something.
set -euo pipefail
. scripts/lib/tell.sh
. scripts/lib/need.sh
need_debian curl command -v curl
need_debian python3 command -v python3
install_debian
cargo build --locked
folder=$(mktemp -d)
program=$PWD/target/debug/vouchsafe
tour=$PWD/docs/api-tour.md
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$folder"
"$program" demo --bind "127.0.0.1:$port" >demo.log 2>&1 &
demo=$!
trap 'kill "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 600); do
    curl -fs "http://127.0.0.1:$port/readyz" >/dev/null && break
    sleep 0.5
done
awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$tour" | sed "s/127\.0\.0\.1:8080/127.0.0.1:$port/g" >tour.sh
commands=$(grep -c '^curl' tour.sh)
bash -euxo pipefail tour.sh
echo "figure: $commands commands of the tour, all as written"
