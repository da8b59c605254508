#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The playbooks for provider edges against the lab's pair of them: healthy, and the right cause for
# faults of the session, the routes, the labels and the tunnel into the VRF.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# walk CODE PLAYBOOK FAULT [CAUSE PEER]
walk() {
    run_peerwalk "$1" run "$2" --json --lab "$3" --topology pe-pair >"$WORK/walk.json"
    expect_json "$2 on $3" "$WORK/walk.json" '[.causes[0] | .id, .peer] | map(. // "") | join(" ")' \
        "${4:-}${5:+ $5}"
}

walk 0 vpn-routes none ' '
walk 0 data-plane none ' '
walk 1 vpn-routes neighbor-address bgp-neighbor-down a
walk 1 vpn-routes no-core-route missing-route a
walk 1 vpn-routes loopback-shut interface-down b
walk 1 vpn-routes target-mismatch vpn-route-filtered both
walk 1 vpn-routes route-limit route-limit-exceeded a
walk 1 data-plane stale-labels label-mismatch both
walk 1 data-plane cef-off cef-adjacency-missing b
walk 1 data-plane no-global-default missing-route a
walk 1 data-plane map-on-core crypto-map-not-applied a
walk 1 data-plane data-filter esp-blocked a
# What these playbooks do not look at is not said to be well.
walk 3 data-plane labels-off ' '

finish
