#!/usr/bin/env bash
# kind: correctness
# minutes: 1
# A disk that fills up: writes are refused in words, reads go on, and it recovers without a restart.
set -euo pipefail
disk=$(mktemp -d)
if ! mount -t tmpfs -o size=24m vouchsafe-test "$disk"; then
    rmdir "$disk"
    echo "this part mounts a small tmpfs, which needs root"
    exit 1
fi
trap 'umount "$disk" && rmdir "$disk"' EXIT
node scripts/quality.d/lib/disk-full.js "$disk"
