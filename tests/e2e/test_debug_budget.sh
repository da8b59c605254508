#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Debugging has budgets: of time, of lines, of the processor before and while it is on. Each ends it
# long before the step would, and leaves nothing on the routers.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/debug.sh
. "$(dirname "$0")/debug.sh"

# ends NAME NOTE OPTION...: the walk says why debugging ended, and it has ended
ends() {
    local name=$1 note=$2
    shift 2
    (walk "$name" "$@") >"$WORK/$name.out" 2>&1
    expect_line "$WORK/$name.out" "^note: $note"
    expect_quiet "$name"
    expect_equal "$name: the journal" "$(last_words "$WORK/$name.journal")" 'a false b false'
}

# The tunnel comes up under its eyes, which costs more than nothing.
serve --topology ce-pair
ends processor 'debugging ends now: the processor of CE[12] is busy for [0-9]+ %, the limit is 5 %' --debug-cpu 5
ends time 'debugging ends now: it has been on for 1 s$' --debug-time 1
lab_stop

serve --flood 500
ends lines 'debugging ends now: CE[12] has printed 100 lines' --debug-lines 100
lab_stop

# A router that has no time for it is not debugged at all; the other one is.
serve --fault busy-a
(walk busy --debug-time 1) >"$WORK/busy.out" 2>&1
expect_line "$WORK/busy.out" '^note: no debugging on CE1: its processor is busy for [0-9]+ %, the limit is 60 %'
expect_quiet busy
expect_json 'busy: who was debugged' "$WORK/busy.journal" \
    'select(.event == "sent" and .risk == "debug") | .side' $'b\nb\nb'
expect_equal 'busy: the journal' "$(last_words "$WORK/busy.journal")" 'b false'
finish
