#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Every playbook but tunnel-down, walked headless over the lab: a healthy pair passes, or is unknown
# where nothing can prove it, and never fails; a fault of its kind gives its cause on the right end.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
RUN_LIMIT=120

# healthy PLAYBOOK TOPOLOGY
healthy() {
    local out=$WORK/$1-none.json
    run_peerwalk 0 run "$1" --topology "$2" --lab none --json >"$out"
    expect_json "$1, healthy: verdict" "$out" '.verdict' pass
    expect_json "$1, healthy: causes" "$out" '.causes | length' 0
}

# faulty PLAYBOOK TOPOLOGY FAULT CAUSE PEER FAILING-STEP
faulty() {
    local out=$WORK/$1-$3.json
    run_peerwalk 1 run "$1" --topology "$2" --lab "$3" --json >"$out"
    expect_json "$1, $3" "$out" '[.verdict, .causes[0].id, .causes[0].peer, .failing_step] | join(" ")' \
        "fail $4 $5 $6"
    expect_json "$1, $3: one cause" "$out" '[.causes[].id] | unique | length' 1
    expect_json "$1, $3: evidence" "$out" '.causes[0].evidence | length > 0' true
    expect_json "$1, $3: fix is filled in" "$out" \
        '[.causes[0].fix[] | select(test("null|\\\\\\("))] | length' 0
}

# verdict_of PLAYBOOK FAULT STEP VERDICT
verdict_of() {
    local out=$WORK/$1-$2.json
    [ -s "$out" ] || timeout "$RUN_LIMIT" "$PEERWALK" run "$1" --lab "$2" --json >"$out"
    expect_json "$1, $2: $3" "$out" ".steps[] | select(.id == \"$3\") | .verdict" "$4"
}

for playbook in accelerator interesting-traffic ike-tunnel ipsec-tunnels tips routine-daily \
    routine-weekly routine-monthly; do
    healthy "$playbook" ce-pair
done
healthy vpn-routes pe-pair
healthy data-plane pe-pair
healthy remote-access client

faulty accelerator ce-pair card-limbo-a accelerator-fault a without-card
faulty accelerator ce-pair card-limbo-b accelerator-fault b without-card
faulty interesting-traffic ce-pair route-inside-a missing-route a routes
faulty interesting-traffic ce-pair map-missing-b crypto-map-not-applied b map-applied
faulty ike-tunnel ce-pair policy-mismatch phase1-policy-mismatch both isakmp-policy
faulty ike-tunnel ce-pair key-mismatch psk-mismatch both pre-shared-key
faulty ipsec-tunnels ce-pair transform-mismatch phase2-transform-mismatch both transform-set
faulty ipsec-tunnels ce-pair acl-mismatch proxy-identity-mismatch both access-list
faulty tips ce-pair policy-lifetime phase1-policy-mismatch both ike-lifetimes
faulty tips pe-pair no-global-default missing-route a default-route
faulty tips pe-pair injected-route rri-multipoint a reverse-route
faulty tips pe-pair map-on-core crypto-map-not-applied a terminates
faulty vpn-routes pe-pair target-mismatch vpn-route-filtered both routes
faulty data-plane pe-pair stale-labels label-mismatch both labels
faulty remote-access client group-key psk-mismatch a attempt
faulty remote-access client user-list xauth-failed a attempt

# A busy router is told of and is no cause; what was looked at before the trouble has its own say.
verdict_of routine-daily busy-a cpu warn
verdict_of routine-daily busy-a memory pass
verdict_of routine-weekly none saved pass
verdict_of routine-monthly none recovery pass

# The card is back in service after the test without it.
expect_json "the card is enabled again" "$WORK/accelerator-card-limbo-a.json" \
    '.steps[] | select(.id == "back-in-service") | .verdict' warn

finish
