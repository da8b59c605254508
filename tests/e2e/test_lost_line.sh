#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Lines that are lost in a walk by the real program: it makes them again, asks nobody twice, goes on
# where it stood, and passes only what was proven; what does not come back ends it with exit code 4.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# cut_lab NAME EXIT OPTION...: a healthy lab whose wire fails
cut_lab() {
    local name=$1 wanted=$2
    shift 2
    run_peerwalk "$wanted" run tunnel-down --lab none --seed 3 --timeout 10 --json --no-journal \
        --allow traffic "$@" >"$WORK/$name.json" 2>"$WORK/$name.err" </dev/null
}

cut_lab once 0 --drop-after 6000 --cut-first 1 --wire-on a
expect_line "$WORK/once.err" 'ce1: the line was lost: .*; trying again for 60 s'
expect_line "$WORK/once.err" 'ce1: the line is back'
expect_json 'every step is told' "$WORK/once.json" \
    '[.steps[] | select(.verdict == "unknown")] | length' 0
expect_json 'the proof' "$WORK/once.json" '.steps[] | select(.id == "tunnel-moves") | .verdict' pass

cut_lab vty 0 --drop-after 6000 --cut-first 1 --wire-on b --wire one-vty
expect_line "$WORK/vty.err" 'ce2: the line is back'
expect_line "$WORK/vty.err" 'ce2: only one vty'

cut_lab off 4 --drop-after 6000 --cut-first 1 --wire-on a --reconnect 0
if grep -q 'the line is back' "$WORK/off.err"; then fail 'it was made again with --reconnect 0'; fi

# A power cut: both routers are gone in the middle of the walk. Their passwords are those of before.
# walk_through_power_cut EXIT BACK OPTION...
walk_through_power_cut() {
    local wanted=$1 back=$2 code ports
    shift 2
    lab_start --seed 7 --rtt 40
    ports="--port-a $(lab_field .a.port) --port-b $(lab_field .b.port)"
    askpass "$(lab_field .a.password)" "$(lab_field .b.password)" "$(lab_field .a.enable)" \
        "$(lab_field .b.enable)"
    rm -f "$WORK/lines"
    mkfifo "$WORK/lines"
    timeout "$RUN_LIMIT" "$PEERWALK" run tunnel-down --ssh-config "$(lab_field .ssh_config)" \
        --allow traffic --no-journal "$@" ce1 ce2 >"$WORK/lines" 2>"$WORK/power.err" &
    local pid=$!
    {
        while read -r line; do
            [[ $line == pass*interfaces* ]] || continue
            lab_kill
            # shellcheck disable=SC2086 # several words
            [ "$back" = no ] || lab_start --seed 7 --rtt 40 $ports
        done
    } <"$WORK/lines"
    wait "$pid"
    code=$?
    expect_equal "power cut, back: $back" "$code" "$wanted"
    [ "$code" = "$wanted" ] || sed 's/^/    | /' "$WORK/power.err" >&3
    lab_stop
}
walk_through_power_cut 0 yes
expect_line "$WORK/power.err" 'ce1: the line is back'
walk_through_power_cut 4 no --reconnect 1
expect_line "$WORK/power.err" 'no line that holds could be made in 1 s'
finish
