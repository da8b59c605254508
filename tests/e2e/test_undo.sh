#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# What a run leaves owed: said by its last words and by the next run's first, settled by `undo`, and
# by nothing that is not the recorded router or one's own journal. Journals of runs that broke off are
# made of whole ones here, by leaving out what was written last; test_kill_undo.sh makes real ones.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

command -v ssh >/dev/null || {
    printf 'skipped: no ssh here\n'
    exit 0
}

FIXTURES=$PWD/tests/fixtures/undo
OWING=$HOME/.local/state/peerwalk/owing

lab_start --seed 5 --rtt 5
SSH_CONFIG=$(lab_field .ssh_config)
askpass "$(lab_field .a.password)" "$(lab_field .b.password)" \
    "$(lab_field .a.enable)" "$(lab_field .b.enable)"

# on SIDE LINE...: type the lines to a router, privileged, and print what it says
on() {
    local side=$1
    shift
    printf '#!/bin/sh\necho %s\n' "'$(lab_field ".$side.password")'" >"$WORK/askone"
    chmod +x "$WORK/askone"
    printf '%s\n' enable "$(lab_field ".$side.enable")" 'terminal length 0' "$@" exit |
        SSH_ASKPASS=$WORK/askone timeout "$RUN_LIMIT" ssh -tt -F "$SSH_CONFIG" \
            "$(lab_field ".$side.name")" 2>/dev/null | tr -d '\r'
}

running() {
    on "$1" 'show running-config' | sed -n '/^version/,/^end/p'
}

run_on_lab() {
    local code=$1
    shift
    run_peerwalk "$code" run "$@" ce1 ce2 --ssh-config "$SSH_CONFIG" >"$WORK/out" 2>"$WORK/err"
}

# owe JOURNAL: as if the run that wrote it had broken off
owe() {
    mkdir -p "$OWING"
    chmod 600 "$1"
    ln -sf "$1" "$OWING/20260101-by-hand"
}

expect_nothing_owed() {
    run_peerwalk 0 undo >"$WORK/list"
    expect_equal "$1: owed" "$(cat "$WORK/list")" 'Nothing is owed.'
    expect_equal "$1: links" "$(ls -A "$OWING")" ''
}

running a >"$WORK/a.before"
[ "$(wc -l <"$WORK/a.before")" -gt 20 ] || fail 'the configuration of CE1 could not be read'

# A whole run owes nothing, and that can be asked.
whole=$WORK/whole.jsonl
run_on_lab 3 "$FIXTURES/change.json" --allow config --journal "$whole"
expect_equal 'undo events' "$(grep -c '"event":"undo"' "$whole")" 2
expect_nothing_owed 'a whole run'
run_peerwalk 0 undo "$whole" >"$WORK/out"
expect_line "$WORK/out" '^Nothing is owed: that run left every peer as it was before\.$'

# Interrupted in the middle of the change: put back and proven while leaving.
journal=$WORK/interrupted.jsonl
"$PEERWALK" run "$FIXTURES/change.json" ce1 ce2 --ssh-config "$SSH_CONFIG" --allow config \
    --journal "$journal" >"$WORK/out" 2>"$WORK/err" &
pid=$!
tail -s 0.02 -n +1 -F --pid="$pid" "$journal" 2>/dev/null | grep -q -m 1 '"command":"access-list 150'
kill -INT "$pid"
wait "$pid"
expect_equal 'interrupted: exit code' "$?" 130
expect_equal 'interrupted: proven' "$(grep -c '"event":"undone"' "$journal")" 2
expect_line "$WORK/err" 'interrupted; leaving both peers clean'
run_peerwalk 130 report "$journal" >"$WORK/report"
expect_line "$WORK/report" 'The run was interrupted\.'
expect_equal 'interrupted: last words' "$(grep -c 'undo ' "$WORK/err")" 0
running a >"$WORK/a.after"
cmp -s "$WORK/a.before" "$WORK/a.after" || fail 'interrupted: CE1 is not as it was before'
expect_nothing_owed 'interrupted'

# Broken off, but as before: nothing is sent.
journal=$WORK/as-before.jsonl
grep -v '"event":"undone"' "$whole" >"$journal"
owe "$journal"
run_peerwalk 0 undo >"$WORK/list"
expect_line "$WORK/list" '^the run of 20..-..-..T..:.. \(change\) did not end in order$'
expect_line "$WORK/list" '^ce1 \(CE1\): step change may have changed its configuration$'
expect_line "$WORK/list" "^to put that right: peerwalk undo $journal\$"
run_peerwalk 3 run "$FIXTURES/change.json" --lab none --read-only --no-journal >/dev/null 2>"$WORK/err"
expect_line "$WORK/err" '^peerwalk: 1 run has left something undone at routers with other names: peerwalk undo lists it$'
run_on_lab 3 "$FIXTURES/change.json"
expect_equal 'the next run says so first' "$(head -n 1 "$WORK/err" | cut -c 1-22)" 'peerwalk: the run of 2'
expect_line "$WORK/err" "^peerwalk: to put that right: peerwalk undo $journal\$"
run_peerwalk 0 undo "$journal" >"$WORK/out"
expect_line "$WORK/out" '^CE1: the running configuration is as it was before; nothing was sent$'
expect_line "$WORK/out" '^CE2: the running configuration is as it was before; nothing was sent$'
expect_equal 'lines sent' "$(grep -c '"event":"sent".*configure terminal' "$journal")" \
    "$(grep -c '"event":"sent".*configure terminal' "$whole")"
expect_nothing_owed 'as before'

# Changed: shown, not sent without a yes; then put back.
journal=$WORK/changed.jsonl
grep -v '"event":"undone"' "$whole" >"$journal"
owe "$journal"
on a 'configure terminal' 'access-list 150 permit ip host 10.9.9.9 any' end >/dev/null
run_peerwalk 2 undo "$journal" >"$WORK/out" 2>"$WORK/err"
expect_line "$WORK/err" '^    \+access-list 150 permit ip host 10\.9\.9\.9 any$'
expect_line "$WORK/err" '^To be sent to CE1, and nothing else:$'
expect_line "$WORK/err" '^    no access-list 150$'
expect_line "$WORK/err" 'nobody can be asked here: read the lines above, and give --yes'
on a 'show access-lists 150' | grep -q 10.9.9.9 || fail 'it was sent without a yes'
run_peerwalk 0 undo "$journal" --yes --json >"$WORK/undo.json" 2>/dev/null
expect_json 'verdict' "$WORK/undo.json" .verdict pass
# CE2 was settled by the look before.
expect_json 'results' "$WORK/undo.json" '[.peers[] | .hostname + " " + .result] | join(", ")' 'CE1 put back'
running a >"$WORK/a.after"
cmp -s "$WORK/a.before" "$WORK/a.after" || fail 'CE1 was not put back'
expect_nothing_owed 'put back'

# Something else was changed meanwhile: sent, but not proven, and still owed.
journal=$WORK/else.jsonl
grep -v '"event":"undone"' "$whole" >"$journal"
on a 'configure terminal' 'access-list 151 permit ip host 10.9.9.8 any' end >/dev/null
run_peerwalk 3 undo "$journal" --yes >"$WORK/out" 2>/dev/null
expect_line "$WORK/out" '^CE1: not proven: its running configuration is not as it was before: \+access-list 151'
expect_line "$WORK/out" '^CE2: the running configuration is as it was before; nothing was sent$'
on a 'configure terminal' 'no access-list 151' end >/dev/null
run_peerwalk 0 undo "$journal" >"$WORK/out"

# Another router than the recorded one gets nothing.
journal=$WORK/other.jsonl
grep -v '"event":"undone"' "$whole" | sed '/"event":"undo"/s/"hostname":"CE1"/"hostname":"CE9"/' >"$journal"
sent=$(grep -c '"event":"sent","side":"a"' "$journal")
run_peerwalk 4 undo "$journal" --yes >"$WORK/out" 2>/dev/null
expect_line "$WORK/out" '^CE9: another peer: it calls itself CE1, and the journal is about CE9: nothing was sent$'
expect_equal 'sent to CE1' "$(grep -c '"event":"sent","side":"a"' "$journal")" "$sent"

# Debugging left on: the next run switches it off before everything else, and the journal learns it.
debug=$WORK/debug.jsonl
run_on_lab 3 "$FIXTURES/debug.json" --allow debug --journal "$debug"
expect_nothing_owed 'debugging'
journal=$WORK/debug-left.jsonl

# leave_debugging JOURNAL: the run broke off before debugging was off again. Of the lines that end it
# only those go out that do nothing else.
leave_debugging() {
    sed '/"event":"sent".*undebug all/,$d' "$debug" | grep -v '"event":"debug"' >"$1"
    printf '{"n":999,"ms":9,"at":"x","event":"debug","side":"a","on":true,"commands":["%s","%s","%s"]}\n' \
        'undebug all' 'no debug crypto condition peer ipv4 10.15.58.38' 'reload' >>"$1"
}

leave_debugging "$journal"
owe "$journal"
# What another router under that name says of itself says nothing about the recorded one.
sed 's/"hostname":"CE1"/"hostname":"CE9"/' "$journal" >"$WORK/other-left.jsonl"
chmod 600 "$WORK/other-left.jsonl"
ln -s "$WORK/other-left.jsonl" "$OWING/20260101-other"
on a 'debug crypto isakmp' | grep -q 'debugging is on' || fail 'no debugging'
run_on_lab 3 "$FIXTURES/change.json" --journal "$WORK/next.jsonl"
expect_line "$WORK/err" '^peerwalk: ce1 \(CE1\): debugging was left on$'
expect_equal 'the first lines' "$(jq -r 'select(.event == "sent" and .side == "a") | .command' \
    "$WORK/next.jsonl" | head -n 2 | tr '\n' ';')" \
    'undebug all;no debug crypto condition peer ipv4 10.15.58.38;'
expect_equal 'lines that do more' "$(grep -c '"event":"sent".*reload' "$WORK/next.jsonl")" 0
on a 'show debugging' | grep -qi 'isakmp debugging is on' && fail 'debugging is still on'
expect_equal 'still owed' "$(ls -A "$OWING")" 20260101-other
rm "$OWING/20260101-other"
expect_nothing_owed 'debugging'
leave_debugging "$journal"
on a 'debug crypto isakmp' >/dev/null
run_peerwalk 0 undo "$journal" >"$WORK/out"
expect_line "$WORK/out" '^CE1: debugging is off$'
on a 'show debugging' | grep -qi 'isakmp debugging is on' && fail 'debugging is still on'

expect_equal 'its further lines' "$(jq -r 'select(.event == "sent" and .side == "a") | .command' "$journal" |
    grep -c 'no debug crypto condition')" 1
expect_equal 'lines that do more' "$(grep -c '"event":"sent".*reload' "$journal")" 0

# Files that an undo is not taken from; none of them is touched.
printf 'no journal, and no newline' >"$WORK/notes"
run_peerwalk 2 undo "$WORK/notes" 2>"$WORK/err"
expect_equal 'the notes' "$(cat "$WORK/notes")" 'no journal, and no newline'
ln -s "$whole" "$WORK/link.jsonl"
run_peerwalk 2 undo "$WORK/link.jsonl" 2>"$WORK/err"
expect_line "$WORK/err" 'is no file; name the journal itself'
cp "$whole" "$WORK/open.jsonl"
chmod 620 "$WORK/open.jsonl"
run_peerwalk 2 undo "$WORK/open.jsonl" 2>"$WORK/err"
expect_line "$WORK/err" 'may be written by somebody else'
run_peerwalk 2 undo "$WORK/nowhere" 2>"$WORK/err"
expect_line "$WORK/err" 'cannot be opened: No such file or directory'

# Without a journal, or with one that is full, nothing is changed, and that is said.
run_on_lab 2 tunnel-down --journal "$whole"
expect_line "$WORK/err" 'exists already; a journal is a new file'
run_on_lab 2 tunnel-down --journal "$WORK/x.jsonl" --no-journal
expect_line "$WORK/err" 'give --journal or --no-journal, not both'
run_on_lab 3 "$FIXTURES/change.json" --allow config --no-journal
expect_line "$WORK/out" 'what puts CE1 back could not be written down: there is no'
journal=$WORK/full.jsonl
(
    failures=0
    ulimit -f 8
    run_on_lab 3 "$FIXTURES/change.json" --allow config --journal "$journal"
    exit "$failures"
) || fail 'with a full disk'
expect_line "$WORK/out" 'note: the journal cannot be written: File too large'
expect_line "$WORK/out" '^skipped  change'
expect_equal 'changed with a full disk' "$(grep -c '"command":"no crypto map' "$journal")" 0
expect_equal 'a journal of whole lines' "$(jq -es 'length > 3' "$journal")" true
run_peerwalk 0 undo "$journal" >/dev/null
expect_nothing_owed 'a full disk'

# Nobody there: nothing is settled.
journal=$WORK/away.jsonl
grep -v '"event":"undone"' "$whole" >"$journal"
lab_kill
run_peerwalk 4 undo "$journal" --yes >"$WORK/out" 2>/dev/null
expect_line "$WORK/out" '^CE1: not reached: '
expect_equal 'settled' "$(grep -c '"event":"undone"' "$journal")" 0
finish
