#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Walks of which only one end can be logged into: proof where there is any, no cause on a healthy
# pair, guesses that stay guesses, what to look at on the other end; and the words of the command
# line. (tools/accuracy walks every fault so.)
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# healthy RELEASE SIDE NAME: passes, with packets both ways as the proof, and says what is left open
healthy() {
    local out=$WORK/none-$1-$2.json
    run_peerwalk 0 run tunnel-down --lab none --ios "$1" --only "$2" --json >"$out" || return
    expect_json "none, IOS $1, $2: result" "$out" '[.verdict, (.causes | length)] | join(" ")' 'pass 0'
    expect_json "none, IOS $1, $2: proof" "$out" '.steps[] | select(.id == "tunnel-moves").verdict' pass
    expect_json "none, IOS $1, $2: open" "$out" '[.other_end.undecided[].id] | join(" ")' \
        'peer-address isakmp-policy pre-shared-key transform-set access-list'
    expect_json "none, IOS $1, $2: look at" "$out" '.other_end.commands | index("show crypto map") != null' true
    expect_json "none, IOS $1, $2: tunnel" "$out" '.tunnel.label | startswith("'"$3"' ")' true
    expect_json "none, IOS $1, $2: evidence of one end" "$out" '[.causes[].evidence[].peer] | index("b")' null
}
healthy 12.2 a CE1
healthy 12.2 b CE2
healthy 15 a CE1
healthy 15 b CE2

# fault SIDE EXIT FAULT "first cause"
one_end() {
    local out=$WORK/$3-$1.json
    run_peerwalk "$2" run tunnel-down --lab "$3" --only "$1" --json >"$out" || return
    expect_json "$3 from $1" "$out" '.causes[0] | "\(.id) \(.peer) \(.confidence >= 0.5)"' "$4"
    expect_json "$3 from $1: fix" "$out" '[.causes[].fix[] | select(test("null|\\\\\\("))] | length' 0
}
one_end a 1 map-missing-a 'crypto-map-not-applied a true'
one_end b 1 route-inside-b 'missing-route a true'
one_end b 1 shut-outside-b 'interface-down a true'
one_end a 3 filter-esp-b 'one-way-traffic both false'

# Reading alone proves nothing, and changes nothing about that.
run_peerwalk 3 run tunnel-down --lab none --only a --read-only >"$WORK/read-only"
expect_line "$WORK/read-only" '^Could not tell'
run_peerwalk 0 run tunnel-down --lab none --only a >"$WORK/text"
expect_line "$WORK/text" '^Nothing fails, as far as one end can tell'
expect_line "$WORK/text" '^Only CE1 was logged into'
expect_line "$WORK/text" '^ +show crypto isakmp policy$'

# A peer of ssh_config, alone; the journal has one peer.
lab_start --fault none
askpass "$(lab_field .a.password)" '' "$(lab_field .a.enable)" ''
run_peerwalk 3 run tunnel-down --ssh-config "$(lab_field .ssh_config)" --journal "$WORK/journal" --json ce1 \
    >"$WORK/real.json" 2>"$WORK/real.err"
expect_json "a peer of ssh_config" "$WORK/real.json" '.tunnel.label | startswith("CE1 ")' true
expect_equal "peers of the journal" "$(jq -r 'select(.event == "open").peers | keys | join(" ")' "$WORK/journal")" a
expect_equal "sides of the journal" \
    "$(jq -r 'select(.event == "sent").side' "$WORK/journal" | sort -u | paste -sd' ')" a
run_peerwalk 3 report "$WORK/journal" --format json >"$WORK/told.json"
expect_equal "the journal tells the same" "$(jq -c .other_end "$WORK/told.json")" "$(jq -c .other_end "$WORK/real.json")"
run_peerwalk 3 report "$WORK/journal" --format markdown >"$WORK/told.md"
expect_line "$WORK/told.md" '^## At the other end'
lab_stop

run_peerwalk 4 run tunnel-down 127.0.0.1:1 >"$WORK/gone" 2>&1
expect_equal "nothing is said of the other end" "$(grep -c 'logged into' "$WORK/gone")" 0
run_peerwalk 0 run tunnel-down ce1 --dry-run >"$WORK/dry"
expect_line "$WORK/dry" '^  a    show crypto isakmp policy$'
expect_equal "dry run, to the other end" "$(grep -cE '^  (b|both) ' "$WORK/dry")" 0

# Words that are no command: a slip is told, a name opens the console (which wants a terminal).
slip() {
    run_peerwalk 2 "$1" </dev/null >"$WORK/slip" 2>&1
    expect_line "$WORK/slip" "did you mean .$2.\\?"
}
slip rnu run
slip rum run
slip listt list
slip dianose diagnose
run_peerwalk 2 -- rnu </dev/null >"$WORK/slip" 2>&1
expect_line "$WORK/slip" 'needs a terminal'
run_peerwalk 2 router7 </dev/null >"$WORK/slip" 2>&1
expect_line "$WORK/slip" 'needs a terminal'
run_peerwalk 2 run tunnel-down >"$WORK/slip" 2>&1
expect_line "$WORK/slip" 'a peer is needed'
run_peerwalk 2 run tunnel-down ce1 --only a >"$WORK/slip" 2>&1
expect_line "$WORK/slip" 'need --lab'
run_peerwalk 2 run tunnel-down --lab none --only c >"$WORK/slip" 2>&1
expect_line "$WORK/slip" 'takes a or b'

finish
