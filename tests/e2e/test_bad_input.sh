#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Bad input and bad peers: one clear sentence, the right exit code, no hang.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# says EXIT REGEX ARGUMENT...: run, and find the sentence on standard error
says() {
    local code=$1 regex=$2
    shift 2
    run_peerwalk "$code" "$@" >"$WORK/out" 2>"$WORK/err"
    expect_line "$WORK/err" "$regex"
}

says 2 'which playbook' run
says 2 'a peer is needed, or two' run tunnel-down
says 2 'peers or --lab, not both' run tunnel-down --lab none x y
says 2 'no-such-playbook' run no-such-playbook a b
says 2 'no-such-fault.*peerwalk lab --list' run tunnel-down --lab no-such-fault
says 2 'not .everything' run tunnel-down --lab none --allow everything
says 2 'takes a number' run tunnel-down --lab none --seed x
says 2 'did you mean .diagnose.' diagnos
says 2 'give --command or --template' parse
says 2 'takes seconds from 1 to 3600' undo --timeout 4294968 "$WORK/none.jsonl"
says 2 'give --a FILE' diagnose
says 2 '/nowhere/a.log: cannot be opened' diagnose --a /nowhere/a.log

printf '{ "id": "x",\n  "steps": [ }\n' >"$WORK/broken.json"
says 2 'broken.json:2:.*JSON' run "$WORK/broken.json" a b
printf '{ "id": "x", "title": "t", "platform": "ios", "summary": "s", "guide": "1-1",\n  "steps": [\n    { "id": "s", "title": "t", "guide": "1-1", "why": "w", "risk": "reed", "run": [], "checks": [ { "pass_if": "1" } ], "next": {} } ] }\n' >"$WORK/risk.json"
says 2 'risk.json:3: .*/steps/0/risk' run "$WORK/risk.json" a b
run_peerwalk 2 lint "$WORK/risk.json" >"$WORK/out"
expect_line "$WORK/out" 'risk.json:3: .*/steps/0/risk'
sed -e 's/reed/read/' -e 's/"1" }/".a |" }/' "$WORK/risk.json" >"$WORK/jq.json"
says 2 'jq.json:3: .*pass_if' run "$WORK/jq.json" a b

# shellcheck disable=SC2016 # a template, not an expansion
printf 'Value X (a\n\nStart\n  ^${X} -> Record\n' >"$WORK/bad.textfsm"
says 2 'bad.textfsm:1:' parse --template "$WORK/bad.textfsm" "$WORK/broken.json"
says 2 'nearest' parse --command 'show crypto isakmp ssa' "$WORK/broken.json"
expect_line "$WORK/err" 'show crypto isakmp sa'
printf "        ^\n%% Invalid input detected at '^' marker.\n\n" >"$WORK/refused"
says 3 'refused' parse --command 'show crypto isakmp sa' "$WORK/refused"

# What could not be printed has not passed; who has read enough of a pipe knows so.
run_peerwalk 2 list >/dev/full 2>"$WORK/err"
expect_line "$WORK/err" 'could not be written in whole'
"$PEERWALK" list 2>"$WORK/err" | true
[ "${PIPESTATUS[0]}" -eq 0 ] || fail "a reader that stops makes it fail"
[ ! -s "$WORK/err" ] || fail "a reader that stops is complained about"

# Nobody listens there.
says 4 'refused' run tunnel-down 127.0.0.1:1 127.0.0.1:1 </dev/null
says 4 'no.such.host.invalid' run tunnel-down no.such.host.invalid no.such.host.invalid

# The lab as a stranger sees it: password by the askpass program, host keys from its own files.
lab_start --fault none
askpass "$(lab_field .a.password)" "$(lab_field .b.password)" "$(lab_field .a.enable)" "$(lab_field .b.enable)"
config=$(lab_field .ssh_config)
run_peerwalk 0 run tunnel-down --allow traffic --ssh-config "$config" ce1 ce2 >"$WORK/out"
expect_line "$WORK/out" '^pass +tunnel-moves '

askpass wrong wrong wrong wrong
says 4 '[Pp]assword|[Aa]uthenticat|let us in|refused' run tunnel-down --ssh-config "$config" ce1 ce2
askpass "$(lab_field .a.password)" "$(lab_field .b.password)" wrong wrong
says 4 'enable' run tunnel-down --ssh-config "$config" ce1 ce2

# A changed host key refuses, with both fingerprints.
known=$(lab_field .known_hosts)
ssh-keygen -q -t ed25519 -N '' -f "$WORK/other"
sed -E "s#(ssh-ed25519) .*#$(cut -d' ' -f1,2 "$WORK/other.pub")#" "$known" >"$WORK/known_hosts"
says 4 'SHA256:.*SHA256:' run tunnel-down --ssh-config "$config" --known-hosts "$WORK/known_hosts" ce1 ce2
lab_stop

# A peer that goes away while the walk runs.
lab_start --fault none
askpass "$(lab_field .a.password)" "$(lab_field .b.password)" "$(lab_field .a.enable)" "$(lab_field .b.enable)"
config=$(lab_field .ssh_config)
mkfifo "$WORK/lines"
SSH_ASKPASS_REQUIRE=force timeout 60 "$PEERWALK" run tunnel-down --allow traffic --ssh-config "$config" \
    ce1 ce2 >"$WORK/lines" 2>"$WORK/err" &
walk=$!
{
    read -r _
    lab_kill
    cat >"$WORK/out"
} <"$WORK/lines"
wait "$walk"
expect_equal "a peer that goes away: exit code" "$?" 4
if grep -q '^pass  *tunnel-moves' "$WORK/out"; then fail "a false pass after the peers went away"; fi
finish
