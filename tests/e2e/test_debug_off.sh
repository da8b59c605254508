#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# However the program ends while it debugs, also by SIGKILL, both routers are left without
# debugging: the routers are asked over plain SSH. The journal says so, too.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck source=tests/e2e/debug.sh
. "$(dirname "$0")/debug.sh"

serve --topology ce-pair

# start NAME OPTION...: a walk that debugs on both routers; $walk is its process. Its output goes to
# $OUT.
start() {
    local name=$1
    shift
    "$PEERWALK" run "$WORK/long.json" --ssh-config "$SSH_CONFIG" --allow debug --journal "$WORK/$name.journal" \
        "$@" ce1 ce2 >"${OUT:-$WORK/$name.out}" 2>"$WORK/$name.err" 8<&- &
    walk=$!
    # The command after the debugging was switched on for good.
    await "$WORK/$name.journal" '"command":"ping ip' "$walk"
}

# sentinel: its process id
sentinel() {
    pgrep -P "$walk" -f -- --sentinel
}

# expect_gone NAME PID
expect_gone() {
    [ -z "$2" ] || timeout 65 tail -s 0.05 --pid="$2" -f /dev/null || fail "$1: process $2 is still there"
}

# Is it on when it should be? Else all that follows proves nothing.
start check
ask_routers >"$WORK/on"
expect_equal 'routers that debug' "$(grep -c 'Crypto ISAKMP debugging is on' "$WORK/on")" 2
expect_equal 'for one peer only' "$(grep -c 'a condition is there' "$WORK/on")" 2
[ -n "$(sentinel)" ] || fail 'there is no sentinel'
kill -INT "$walk"
wait "$walk"
expect_quiet 'the first'

for signal in INT TERM HUP QUIT KILL ABRT SEGV; do
    start "$signal"
    other=$(sentinel)
    kill "-$signal" "$walk"
    wait "$walk" 2>/dev/null
    code=$?
    case $signal in
    KILL | ABRT | SEGV)
        expect_gone "the sentinel after SIG$signal" "$other"
        for host in ce1 ce2; do
            expect_line "$WORK/$signal.err" "^peerwalk: $host: debugging was left on; it has been switched off"
        done
        ;;
    *)
        expect_equal "SIG$signal" "$code" 130
        [ ! -d "/proc/$other" ] || fail "SIG$signal: the sentinel is still there"
        ;;
    esac
    expect_quiet "SIG$signal"
    expect_equal "SIG$signal: the journal" "$(last_words "$WORK/$signal.journal")" 'a false b false'
done

# Nobody reads the output any more.
mkfifo "$WORK/reader"
exec 8<>"$WORK/reader"
OUT=$WORK/reader start reader
exec 9<"$WORK/reader" 8<&-
read -r _ <&9
exec 9<&-
wait "$walk"
expect_equal 'no reader' "$?" 130
expect_line "$WORK/reader.err" '^peerwalk: nobody reads the output'
expect_quiet 'no reader'

# A second Ctrl-C does not wait for the step; what it set up is cleaned up all the same.
start twice
kill -INT "$walk"
kill -INT "$walk"
wait "$walk"
expect_equal 'twice' "$?" 130
expect_quiet 'twice'
expect_equal 'twice: the journal' "$(last_words "$WORK/twice.journal")" 'a false b false'

# The line to both is lost for good: the lines to type are named, and stand in the journal.
start lost --timeout 1
other=$(sentinel)
lab_kill
wait "$walk"
expect_equal 'lost' "$?" 4
[ ! -d "/proc/$other" ] || fail 'lost: the sentinel is still there'
for host in 1 2; do
    expect_line "$WORK/lost.err" "^peerwalk: ce$host: debugging may still be on: log in and type on CE$host: undebug all"
done
expect_equal 'lost: the journal' "$(last_words "$WORK/lost.journal")" 'a true b true'
finish
