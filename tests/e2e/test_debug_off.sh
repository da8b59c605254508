#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# However the program ends while it debugs, also by SIGKILL, both routers are left without
# debugging: the routers are asked over plain SSH. The journal says so, too.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

for tool in ssh expect; do
    command -v "$tool" >/dev/null || {
        printf 'skipped: no %s here\n' "$tool"
        exit 0
    }
done

# A step that would debug for a minute.
jq '.steps |= [(.[] | select(.id == "configuration")),
               (.[] | select(.id == "debug") | del(.when) | .collect |= {facts, quiet_s: 60, max_s: 60})]' \
    playbooks/ios/ike-tunnel.json >"$WORK/long.json"

lab_start --seed 5
PASSWORD_A=$(lab_field .a.password) ENABLE_A=$(lab_field .a.enable)
PASSWORD_B=$(lab_field .b.password) ENABLE_B=$(lab_field .b.enable)
SSH_CONFIG=$(lab_field .ssh_config)
export PASSWORD_A ENABLE_A PASSWORD_B ENABLE_B SSH_CONFIG PEERWALK
askpass "$PASSWORD_A" "$PASSWORD_B" "$ENABLE_A" "$ENABLE_B"

# Both routers' own words about their debugging.
cat >"$WORK/ask.exp" <<'END'
set timeout 30
log_user 0
foreach {host password enable} [list ce1 $env(PASSWORD_A) $env(ENABLE_A) ce2 $env(PASSWORD_B) $env(ENABLE_B)] {
    spawn ssh -F $env(SSH_CONFIG) $host
    foreach {wait say} [list "assword: $" $password "CE\\d>$" en "assword: $" $enable "CE\\d#$" "show debugging"] {
        expect -re $wait {} timeout { puts "$host: no $wait" } eof { puts "$host hung up" }
        send "$say\r"
    }
    expect -re "debugging\r\n(.*)CE\\d#$" {} timeout { puts "$host: no reply" }
    puts -nonewline $expect_out(1,string)
    send "exit\r"
    expect eof
    wait
}
END

ask_routers() {
    env -u SSH_ASKPASS -u SSH_ASKPASS_REQUIRE expect -f "$WORK/ask.exp" 2>&1 | tr -d '\r' | grep -v '^$'
}

# expect_quiet NAME: no debugging on either router
expect_quiet() {
    expect_equal "$1: debugging on the routers" "$(ask_routers)" ""
}

# await FILE PATTERN PID: until the file has the line, or the process is gone
await() {
    grep -q -m 1 -e "$2" < <(timeout 30 tail -n +1 -s 0.05 --pid="$3" -F "$1" 2>/dev/null) ||
        fail "'$2' never came to $1: $(tail -n 3 "$1")"
}

# The journal: for every side what was said last of its debugging.
last_words() {
    jq -rs 'map(select(.event == "debug")) | group_by(.side) | map("\(last.side) \(last.on)") | join(" ")' "$1"
}

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
