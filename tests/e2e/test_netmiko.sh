#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The lab as netmiko sees it (device type cisco_ios): a client that nobody here wrote must take its
# routers for IOS, in the words of an old release and of a new one.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

PYTHON=${PYTHON:-/usr/bin/python3}
"$PYTHON" -c 'import netmiko' 2>/dev/null || {
    printf 'skipped: no netmiko here (apt-get install python3-netmiko)\n'
    exit 0
}

for ios in 12.2 15; do
    lab_start --ios "$ios" --seed 3
    timeout "$RUN_LIMIT" "$PYTHON" "$(dirname "$0")/netmiko_walk.py" "$WORK/lab.json" \
        >"$WORK/netmiko.log" 2>&1 || {
        fail "netmiko against IOS $ios; it says:"
        sed 's/^/    | /' "$WORK/netmiko.log" | tail -n 40 >&3
    }
    lab_stop
done
finish
