#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The lab listens on loopback only, tells a client all it needs in one line, and leaves nothing
# behind, however it or the program that started it ends.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$WORK/tmp"
export TMPDIR=$WORK/tmp

# expect_gone NAME PID: wait for the end of a process
expect_gone() {
    timeout 15 tail -s 0.05 --pid="$2" -f /dev/null || fail "$1: process $2 is still there"
}

# expect_nothing NAME PORT...: no file, and nobody listens
expect_nothing() {
    local name=$1 port
    shift
    [ -z "$(ls -A "$TMPDIR")" ] || fail "$name: files are left: $(ls "$TMPDIR")"
    for port in "$@"; do
        if (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "$name: port $port still answers"; fi
    done
}

# The ports of the lab that writes to $TMPDIR.
ports() {
    sed 's/^\[127\.0\.0\.1\]:\([0-9]*\) .*/\1/' "$TMPDIR"/*/known_hosts
}

# One line has it all.
lab_start --seed 9 --ios 15
expect_equal 'lines of JSON' "$(wc -l <"$WORK/lab.json")" 1
for side in a b; do
    for field in name hostname host port user password enable hostkey; do
        expect_json "$side.$field" "$WORK/lab.json" ".$side.$field | tostring | length > 0" true
    done
done
expect_json 'the rest' "$WORK/lab.json" '"\(.topology) \(.ios) \(.seed)"' 'ce-pair 15 9'
for field in ssh_config known_hosts; do
    [ -s "$(lab_field ".$field")" ] || fail "$field names no file"
done
expect_equal 'the host key' "$(ssh-keygen -lf "$(lab_field .known_hosts)" | head -n 1 | cut -d' ' -f2)" \
    "$(lab_field .a.hostkey)"

# Loopback only, IPv4 only.
for port in $(ports); do
    at=$(printf ':%04X ' "$port")
    expect_equal "who listens on $port" \
        "$(awk -v at="$at" '$4 == "0A" && index($2 " ", at) { print $2 }' /proc/net/tcp)" \
        "0100007F:$(printf %04X "$port")"
    if awk -v at="$at" '$4 == "0A" && index($2 " ", at)' /proc/net/tcp6 2>/dev/null | grep -q .; then
        fail "port $port listens on IPv6"
    fi
done
lab_stop

# The same seed, the same lab, but for the ports.
repeatable() {
    lab_start --seed "$1"
    jq -S 'del(.a.port, .b.port, .ssh_config, .known_hosts)' "$WORK/lab.json"
    lab_stop
}
expect_equal 'the same seed' "$(repeatable 4)" "$(repeatable 4)"
[ "$(repeatable 4 | jq .a)" != "$(repeatable 5 | jq .a)" ] || fail 'another seed is the same lab'

# Told to go in every way there is.
for signal in INT TERM HUP; do
    lab_start
    mapfile -t listening < <(ports)
    kill "-$signal" "$lab_pid"
    expect_gone "SIG$signal" "$lab_pid"
    wait "$lab_pid"
    expect_equal "SIG$signal" "$?" 0
    lab_pid=
    expect_nothing "SIG$signal" "${listening[@]}"
done

# A walk on a lab in a child process; the note about the one line comes when all of it is up.
# walk_start: $walk is the program's process, $child the lab's
walk_start() {
    rm -f "$WORK/notes"
    mkfifo "$WORK/notes"
    "$PEERWALK" run tunnel-down --lab none --wire one-vty --rtt 100 >/dev/null 2>"$WORK/notes" &
    walk=$!
    exec 8<"$WORK/notes"
    grep -q -m 1 'only one vty' <&8
    child=$(pgrep -P "$walk")
    [ -n "$child" ] || fail 'there is no child'
    mapfile -t listening < <(ports)
}

for signal in KILL INT TERM HUP; do
    walk_start
    kill "-$signal" "$walk"
    expect_gone "the walk after SIG$signal" "$walk"
    wait "$walk" 2>/dev/null
    code=$?
    [ "$signal" = KILL ] || expect_equal "the walk after SIG$signal" "$code" 130
    expect_gone "the child after SIG$signal" "$child"
    expect_nothing "the walk after SIG$signal" "${listening[@]}"
    exec 8<&-
done

# The child itself dies: the peers are lost, and the program says so.
walk_start
kill -KILL "$child"
expect_gone 'the walk without its lab' "$walk"
wait "$walk"
expect_equal 'the walk without its lab' "$?" 4
exec 8<&-
rm -rf "${TMPDIR:?}"/*

# The terminal of a console is closed.
if command -v expect >/dev/null; then
    cat >"$WORK/close.exp" <<'END'
set timeout 30
set stty_init "rows 30 columns 100"
spawn -noecho $env(PEERWALK) lab --ascii
expect timeout { exit 1 } eof { exit 2 } "Steps"
puts "\nCHILD [exec pgrep -P [exp_pid]]"
puts "PARENT [exp_pid]"
close
exit 0
END
    export PEERWALK
    expect -f "$WORK/close.exp" >"$WORK/close.log" 2>&1 || fail "no console: $(tail -n 3 "$WORK/close.log")"
    expect_gone 'the console' "$(sed -n 's/^PARENT \([0-9]*\).*/\1/p' "$WORK/close.log")"
    expect_gone "the console's lab" "$(sed -n 's/^CHILD \([0-9]*\).*/\1/p' "$WORK/close.log")"
    expect_nothing 'the closed terminal'
fi
finish
