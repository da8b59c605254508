#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A program that is stopped (Ctrl-Z) while it debugs can switch nothing off: the sentinel does, half a
# minute later. Continued, the program cleans up as ever.
set -u
RUN_LIMIT=120 # half a minute of it passes in silence
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck source=tests/e2e/debug.sh
. "$(dirname "$0")/debug.sh"

serve --topology ce-pair
walk stopped >"$WORK/stopped.out" 2>"$WORK/stopped.err" &
timer=$!
await "$WORK/stopped.journal" '"command":"ping ip' "$timer"
program=$(pgrep -P "$timer")
kill -STOP "$program"
expect_equal 'routers that debug' "$(ask_routers | grep -c 'Crypto ISAKMP debugging is on')" 2
for host in ce1 ce2; do
    timeout 90 tail -n +1 -s 0.05 -F "$WORK/stopped.err" 2>/dev/null |
        grep -q -m 1 "^peerwalk: $host: debugging was left on; it has been switched off" || fail "$host: nobody acted"
done
expect_line "$WORK/stopped.err" '^peerwalk: the program has been silent for 30 s while debugging is on'
expect_quiet 'stopped'
kill -CONT "$program"
kill -INT "$program"
wait "$timer"
expect_equal 'continued' "$?" 130
expect_quiet 'continued'
expect_equal 'the journal' "$(last_words "$WORK/stopped.journal")" 'a false b false'
finish
