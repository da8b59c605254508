#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Faults of the lab, walked headless over real SSH: the right cause, on the right end, with evidence
# that says so; the healthy pair passes with the tunnel proven. (What every single fault looks like
# is tested without SSH, in tests/lab/test_faults_ce.c.)
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# fault, cause, peer, failing step, words that an evidence line of each end must hold
check_fault() {
    local fault=$1 cause=$2 peer=$3 step=$4 words_a=$5 words_b=$6
    local out=$WORK/$fault.json
    run_peerwalk 1 run tunnel-down --lab "$fault" --json >"$out" || return
    expect_json "$fault: verdict" "$out" '.verdict' fail
    expect_json "$fault: cause" "$out" '.causes[0].id' "$cause"
    expect_json "$fault: peer" "$out" '.causes[0].peer' "$peer"
    expect_json "$fault: only one cause" "$out" '[.causes[].id] | unique | length' 1
    expect_json "$fault: failing step" "$out" '.failing_step' "$step"
    expect_json "$fault: fix is not empty" "$out" '.causes[0].fix | length > 0' true
    expect_json "$fault: fix is filled in" "$out" '[.causes[0].fix[] | select(test("null|\\\\\\("))] | length' 0
    expect_json "$fault: every evidence has a line" "$out" \
        '[.causes[0].evidence[] | .line >= 1 and .text != "" and .source != ""] | all' true
    [ -z "$words_a" ] || expect_json "$fault: evidence of a" "$out" \
        "[.causes[0].evidence[] | select(.peer == \"a\" and (.text | contains(\"$words_a\")))] | length > 0" true
    [ -z "$words_b" ] || expect_json "$fault: evidence of b" "$out" \
        "[.causes[0].evidence[] | select(.peer == \"b\" and (.text | contains(\"$words_b\")))] | length > 0" true
}

check_fault transform-mismatch phase2-transform-mismatch both transform-set esp-md5-hmac ah-md5-hmac
check_fault acl-mismatch proxy-identity-mismatch both access-list 192.168.1.0 'host 192.168.1.1'
check_fault key-mismatch psk-mismatch both pre-shared-key 'crypto isakmp key' 'crypto isakmp key'
check_fault policy-mismatch phase1-policy-mismatch both isakmp-policy 'Message Digest 5' 'Secure Hash'
check_fault map-missing-a crypto-map-not-applied a map-applied FastEthernet0/0 ''
check_fault map-missing-b crypto-map-not-applied b map-applied '' FastEthernet0/0

# One of every other kind, in the words of release 15: fault, cause, peer, failing step.
check_cause() {
    local out=$WORK/$1-15.json
    run_peerwalk 1 run tunnel-down --lab "$1" --ios 15 --json >"$out" || return
    expect_json "$1, IOS 15" "$out" '[.verdict, .causes[0].id, .causes[0].peer, .failing_step] | join(" ")' \
        "fail $2 $3 $4"
}
check_cause acl-elsewhere no-interesting-traffic a access-list
check_cause card-limbo-b accelerator-fault b tunnel-moves
check_cause filter-esp-a esp-blocked a tunnel-moves
check_cause filter-ike-b peer-unreachable b ike-sa
check_cause isakmp-off-a ike-disabled a isakmp-policy
check_cause key-mismatch psk-mismatch both pre-shared-key
check_cause local-address-b crypto-map-not-applied b map-applied
check_cause mode-transport ipsec-mode-mismatch both transform-set
check_cause mtu-path fragmentation-mtu a large-packets
check_cause nat-inside-a nat-interesting-traffic a access-list
check_cause peer-route-a missing-route a peer-reachable
check_cause peer-wrong-b no-matching-peer b peer-address
check_cause peers-overlap-a wrong-sa-selected a access-list
check_cause pfs-group pfs-mismatch both transform-set
check_cause policy-lifetime phase1-policy-mismatch both isakmp-policy
check_cause route-astray-b missing-route b routes
check_cause sas-cleared-b invalid-spi both ipsec-sa
check_cause sas-lost-a invalid-spi both ipsec-sa
check_cause shut-inside-b interface-down b interfaces
check_cause switching-b one-way-traffic b tunnel-moves

# Two at once: both are named, the one that blocks first is first.
run_peerwalk 1 run tunnel-down --lab map-missing-b,pfs-group --json >"$WORK/two.json"
expect_json "two faults" "$WORK/two.json" '[.causes[] | "\(.id) \(.peer)"] | join(", ")' \
    'crypto-map-not-applied b, pfs-mismatch both'

# The keys themselves are nowhere.
for f in "$WORK"/*.json; do
    if grep -qE 'cisco123|mykey' "$f"; then fail "a pre-shared key is readable in $(basename "$f")"; fi
done

# Healthy: proven by counters on both ends.
run_peerwalk 0 run tunnel-down --lab none --json >"$WORK/none.json"
expect_json "none: verdict" "$WORK/none.json" .verdict pass
expect_json "none: no cause" "$WORK/none.json" '.causes | length' 0
expect_json "none: no failing step" "$WORK/none.json" .failing_step null
expect_json "none: proven" "$WORK/none.json" '.steps[] | select(.id == "tunnel-moves") | .verdict' pass

run_peerwalk 0 run tunnel-down --lab none --ios 15 --json >"$WORK/none-15.json"
expect_json "none, IOS 15: proven" "$WORK/none-15.json" '.steps[] | select(.id == "tunnel-moves") | .verdict' pass

# Reading alone never claims health of a tunnel that nobody used: unknown, and exit code 3.
run_peerwalk 3 run tunnel-down --lab none --read-only --json >"$WORK/idle.json"
expect_json "idle: verdict" "$WORK/idle.json" .verdict unknown
# ... but it finds every configuration fault.
for fault in transform-mismatch acl-mismatch key-mismatch policy-mismatch map-missing-a map-missing-b; do
    run_peerwalk 1 run tunnel-down --lab "$fault" --read-only --json >"$WORK/ro-$fault.json"
done

# The text face: one line a step, then the finding.
run_peerwalk 1 run tunnel-down --lab transform-mismatch >"$WORK/text"
expect_line "$WORK/text" '^FAIL +transform-set '
expect_line "$WORK/text" '^Failing step: transform-set '
expect_line "$WORK/text" '^Cause: Transform sets differ \[phase2-transform-mismatch\]'
expect_line "$WORK/text" 'crypto ipsec transform-set myset esp-des esp-md5-hmac'
expect_line "$WORK/text" 'Guide page 3-21'
finish
