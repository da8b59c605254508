#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Every playbook but tunnel-down, walked headless over the lab: a healthy pair passes, or is unknown
# where nothing can prove it, and never fails; a fault of its kind gives its cause on the right end.
# shellcheck disable=SC2317 # functions are called through judge_all
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
RUN_LIMIT=120

# walk PLAYBOOK TOPOLOGY FAULT: the result in $WORK/PLAYBOOK-FAULT.json, its exit code in .code
walk() {
    timeout "$RUN_LIMIT" "$PEERWALK" run "$1" --topology "$2" --lab "$3" --json \
        >"$WORK/$1-$3.json" 2>"$WORK/$1-$3.err"
    echo $? >"$WORK/$1-$3.code"
}
export -f walk
export WORK PEERWALK RUN_LIMIT

# A walk is mostly waiting for routers: several go on at once, and are judged when all have ended.
walks=()
checks=()
later() {
    walks+=("$2 $3 $4")
    checks+=("$1 ${*:2}")
}

judge_all() {
    local check
    printf '%s\n' "${walks[@]}" | sort -u | xargs -P 8 -L 1 bash -c 'walk "$@"' walk
    for check in "${checks[@]}"; do
        # shellcheck disable=SC2086 # a command and its words
        $check
    done
}

# exit_code PLAYBOOK FAULT CODE
exit_code() {
    expect_equal "$1, $2: exit code" "$(cat "$WORK/$1-$2.code")" "$3"
}

# healthy PLAYBOOK TOPOLOGY none
healthy() {
    local out=$WORK/$1-none.json
    exit_code "$1" none 0
    expect_json "$1, healthy: verdict" "$out" '.verdict' pass
    expect_json "$1, healthy: causes" "$out" '.causes | length' 0
}

# faulty PLAYBOOK TOPOLOGY FAULT CAUSE PEER FAILING-STEP
faulty() {
    local out=$WORK/$1-$3.json
    exit_code "$1" "$3" 1
    expect_json "$1, $3" "$out" '[.verdict, .causes[0].id, .causes[0].peer, .failing_step] | join(" ")' \
        "fail $4 $5 $6"
    expect_json "$1, $3: one cause" "$out" '[.causes[].id] | unique | length' 1
    expect_json "$1, $3: evidence" "$out" '.causes[0].evidence | length > 0' true
    expect_json "$1, $3: fix is filled in" "$out" \
        '[.causes[0].fix[] | select(test("null|\\\\\\("))] | length' 0
}

# told PLAYBOOK TOPOLOGY FAULT STEP VERDICT
told() {
    expect_json "$1, $3: $4" "$WORK/$1-$3.json" ".steps[] | select(.id == \"$4\") | .verdict" "$5"
}

for playbook in accelerator interesting-traffic ike-tunnel ipsec-tunnels tips routine-daily \
    routine-weekly routine-monthly; do
    later healthy "$playbook" ce-pair none
done
later healthy vpn-routes pe-pair none
later healthy data-plane pe-pair none
later healthy remote-access client none

later faulty accelerator ce-pair card-limbo-a accelerator-fault a without-card
later faulty accelerator ce-pair card-limbo-b accelerator-fault b without-card
later faulty interesting-traffic ce-pair route-inside-a missing-route a routes
later faulty interesting-traffic ce-pair map-missing-b crypto-map-not-applied b map-applied
later faulty ike-tunnel ce-pair policy-mismatch phase1-policy-mismatch both isakmp-policy
later faulty ike-tunnel ce-pair key-mismatch psk-mismatch both pre-shared-key
later faulty ipsec-tunnels ce-pair transform-mismatch phase2-transform-mismatch both transform-set
later faulty ipsec-tunnels ce-pair acl-mismatch proxy-identity-mismatch both access-list
later faulty tips ce-pair policy-lifetime phase1-policy-mismatch both ike-lifetimes
later faulty tips pe-pair no-global-default missing-route a default-route
later faulty tips pe-pair injected-route rri-multipoint a reverse-route
later faulty tips pe-pair map-on-core crypto-map-not-applied a terminates
later faulty vpn-routes pe-pair target-mismatch vpn-route-filtered both routes
later faulty data-plane pe-pair stale-labels label-mismatch both labels
later faulty remote-access client group-key psk-mismatch a attempt
later faulty remote-access client user-list xauth-failed a attempt

# A busy router is told of and is no cause; what was looked at before the trouble has its own say.
later told routine-daily ce-pair busy-a cpu warn
later told routine-daily ce-pair busy-a memory pass
later told routine-weekly ce-pair none saved pass
later told routine-monthly ce-pair none recovery pass

judge_all

# The card is back in service after the test without it.
expect_json "the card is enabled again" "$WORK/accelerator-card-limbo-a.json" \
    '.steps[] | select(.id == "back-in-service") | .verdict' warn

finish
