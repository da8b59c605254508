#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The program is killed at random moments of a step that changes both routers; `undo` of its journal
# puts them back. The routers themselves are asked with a plain SSH client, before and after, with
# their secrets in clear: a configuration that is not the one before is a failure whatever was said.
# Some undos are killed as well and done again; some lines are cut instead of the program killed.
#
#     KILLS=200 SEED=7 tests/e2e/test_kill_undo.sh
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

command -v ssh >/dev/null || {
    printf 'skipped: no ssh here\n'
    exit 0
}

KILLS=${KILLS:-10}
SEED=${SEED:-$RANDOM}
RANDOM=$SEED
CHANGE=$PWD/tests/fixtures/undo/change.json
RTT=8
moments="none before-debt before-change in-change changed in-undo after"
declare -A count undone dropped_of
for m in $moments; do count[$m]=0 undone[$m]=0 dropped_of[$m]=0; done
undos_killed=0

# draw LOW HIGH: a number from LOW to HIGH in $drawn (a subshell would draw the same again)
draw() {
    drawn=$(($1 + (RANDOM * 32768 + RANDOM) % ($2 - $1 + 1)))
}

now_ms() {
    date +%s%3N
}

# The moment is drawn; there is nothing to wait for.
pause_ms() {
    read -rt "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))" <> <(:)
}

# kill_now PID: was it there to be killed?
kill_now() {
    local there=1
    { kill -9 "$1" && there=0; wait "$1"; } 2>/dev/null
    return "$there"
}

# wait_for_line N PID: until the journal has so many lines, or the process is gone
wait_for_line() {
    tail -s 0.01 -n +1 -F --pid="$2" "$journal" 2>/dev/null | sed -n "$1q"
}

open_lab() {
    lab_stop
    lab_start --seed 5 --rtt "$RTT" "$@"
    SSH_CONFIG=$(lab_field .ssh_config)
    pass_a=$(lab_field .a.password) pass_b=$(lab_field .b.password)
    enable_a=$(lab_field .a.enable) enable_b=$(lab_field .b.enable)
    askpass "$pass_a" "$pass_b" "$enable_a" "$enable_b"
}

# running HOST PASSWORD ENABLE: the running configuration as a plain client gets it
running() {
    printf '#!/bin/sh\necho %s\n' "'$2'" >"$WORK/askone"
    chmod +x "$WORK/askone"
    printf 'enable\n%s\nterminal length 0\nshow running-config\nexit\n' "$3" |
        SSH_ASKPASS=$WORK/askone timeout "$RUN_LIMIT" ssh -tt -F "$SSH_CONFIG" "$1" 2>/dev/null |
        tr -d '\r' | sed -n '/^version/,/^end/p'
}

both_running() {
    running ce1 "$pass_a" "$enable_a" && running ce2 "$pass_b" "$enable_b"
}

# events PATTERN: how many lines of the journal match
events() {
    grep -c -- "$1" "$journal" 2>/dev/null
}

# moment: how far the run whose journal it is had come
moment() {
    local lines
    lines=$(events '"event":"sent".*"risk":"config"')
    if [ ! -s "$journal" ]; then
        echo none
    elif [ "$(events '"event":"undone"')" -eq 2 ]; then
        echo after
    elif [ "$(events '"event":"undo"')" -eq 0 ]; then
        echo before-debt
    elif [ "$lines" -eq 0 ]; then
        echo before-change
    elif [ "$(events '"event":"sent".*show running-config')" -le 2 ]; then
        echo in-change
    elif [ "$lines" -le 14 ]; then
        echo changed
    else
        echo in-undo
    fi
}

# Both take the place of the shell they are called in, so that its process is the program's.
walk() {
    exec "$PEERWALK" run "$CHANGE" ce1 ce2 --ssh-config "$SSH_CONFIG" --allow config \
        --journal "$journal" >"$WORK/run.out" 2>&1
}

undo() {
    exec "$PEERWALK" undo --yes "$journal" >"$WORK/undo.out" 2>"$WORK/undo.err"
}

# expect_restored WHAT: undo, and what the routers say of it
expect_restored() {
    local code said
    (undo)
    code=$?
    said=$(grep -c 'as it was before' "$WORK/undo.out")
    both_running >"$WORK/after"
    if ! cmp -s "$WORK/before" "$WORK/after"; then
        fail "$1: exit code $code, but the routers are not as they were:"
        diff "$WORK/before" "$WORK/after" | sed 's/^/    | /' >&3
        sed 's/^/    > /' "$WORK/undo.out" "$WORK/undo.err" >&3
    fi
    if [ "$code" -ne 0 ] || { [ "$owed" -gt 0 ] && [ "$said" -eq 0 ]; }; then
        fail "$1: undo ended with $code:"
        sed 's/^/    > /' "$WORK/undo.out" "$WORK/undo.err" >&3
    fi
    [ -z "$(ls -A "$HOME/.local/state/peerwalk/owing" 2>/dev/null)" ] || {
        fail "$1: something is still said to be owed"
        rm -f "$HOME/.local/state/peerwalk/owing/"*
    }
}

# settle WHAT: what every journal has to go through
settle() {
    where=$(moment)
    count[$where]=$((count[$where] + 1))
    [ "$where" != none ] || return
    owed=$(($(events '"event":"undo"') - $(events '"event":"undone"')))
    "$PEERWALK" undo >"$WORK/list.out"
    if [ "$owed" -gt 0 ]; then
        undone[$where]=$((undone[$where] + 1))
        expect_line "$WORK/list.out" "to put that right: peerwalk undo $journal"
    else
        expect_line "$WORK/list.out" '^Nothing is owed'
    fi
    draw 1 4
    if [ "$drawn" -eq 1 ] && [ "$owed" -gt 0 ]; then
        undo &
        local pid=$!
        draw 0 "$undo_ms"
        pause_ms "$drawn"
        kill_now "$pid" && undos_killed=$((undos_killed + 1))
    fi
    expect_restored "$1 ($where)"
}

printf 'seed %s, %s kills\n' "$SEED" "$KILLS"
open_lab
both_running >"$WORK/before"
[ "$(grep -c '^end' "$WORK/before")" -eq 2 ] || fail "the lab's configurations could not be read"
journal=$WORK/whole.jsonl
begun=$(now_ms)
(walk)
undo_ms=$((($(now_ms) - begun) / 3))
expect_equal 'the whole run' "$(moment)" after
debt_line=$(sed -n '/"event":"undo"/{=;q}' "$journal")
all_lines=$(grep -c . "$journal")

for ((i = 1; i <= KILLS; i++)); do
    journal=$WORK/$i.jsonl
    # Most of the moments where it matters; a few while nothing is changed yet. However busy the
    # machine is: so many lines of the journal, and a part of a round trip.
    if ((i % 8 == 0)); then draw 1 "$debt_line"; else draw $((debt_line - 1)) "$all_lines"; fi
    line=$drawn
    draw 0 $((RTT * 2))
    walk &
    pid=$!
    wait_for_line "$line" "$pid"
    pause_ms "$drawn"
    kill_now "$pid"
    settle "kill $i at line $line and $drawn ms"
done

# The line is cut between the change and the way back, and the run ends by itself.
for ((i = 1; i <= (KILLS + 5) / 6; i++)); do
    draw "${DROP_LOW:-5400}" "${DROP_HIGH:-10400}"
    at=$drawn
    open_lab --drop-after "$at"
    both_running >"$WORK/before"
    journal=$WORK/drop$i.jsonl
    (walk)
    code=$?
    where=$(moment)
    dropped_of[$where]=$((dropped_of[$where] + 1))
    owed=$(($(events '"event":"undo"') - $(events '"event":"undone"')))
    if [ "$owed" -gt 0 ]; then
        expect_equal "cut after $at bytes: exit code" "$code" 4
        expect_equal "cut after $at bytes: last words" "$(tail -n 1 "$WORK/run.out")" \
            "peerwalk: to put that right: peerwalk undo $journal"
    fi
    expect_restored "cut after $at bytes ($where)"
done

printf '%-14s %8s %8s %8s\n' moment killed owing 'line cut'
for m in $moments; do
    printf '%-14s %8d %8d %8d\n' "$m" "${count[$m]}" "${undone[$m]}" "${dropped_of[$m]}"
done
printf 'undos killed as well: %d\n' "$undos_killed"
finish
