#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# What a walk sends is in what --dry-run prints: for each walk that may do everything, every command
# of its journal under its step and with no higher risk, and every line of the bytes that went out.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# Debugging in any case, and not for long.
jq '.steps |= map(if .id == "debug" then del(.when) | .collect |= {facts, quiet_s: 1, max_s: 2}
                  elif .id == "ike-sa" then .next = {} else . end)' \
    playbooks/ios/ike-tunnel.json >"$WORK/debug.json"

# What is not in the dry run, one a line. A value of the facts may stand for anything.
cat >"$WORK/unknown.jq" <<'END'
def rank: {read: 0, traffic: 1, debug: 2, disruptive: 3, config: 4}[.];
def fits($text): split("\\(") as $pieces
    | if ($pieces | length) == 1 then . == $text
      else ($pieces[0] | length > 3) and ($pieces[0] as $begin | $text | startswith($begin)) end;
def side($side): .on == "both" or .on == $side;
$dry[0] as $all
| ($journal[] | select(.event == "sent") | . as $sent
   | select(any($all[]; .step == $sent.step and side($sent.side) and (.risk | rank) >= ($sent.risk | rank)
                        and (.command | fits($sent.command))) | not)
   | "\(.step): \(.command) (\(.risk))"),
  ([$journal[] | select(.event == "bytes" and .text != "<secret>")] | group_by([.side, .line])[]
   | .[0].side as $side | map(.text) | join("") | split("\r")[] | gsub("\u001e|^ +| +$"; "") | select(. != "")
   | . as $line | select(any($all[]; side($side) and any(.command | split("\n")[]; fits($line))) | not)
   | "bytes: \($line)")
END

# check NAME PLAYBOOK OPTION...: walk it, and compare
check() {
    local name=$1 book=$2
    shift 2
    "$PEERWALK" run "$book" --dry-run --json >"$WORK/$name.dry"
    timeout "$RUN_LIMIT" "$PEERWALK" run "$book" --journal "$WORK/$name.journal" "$@" \
        >"$WORK/$name.out" 2>&1
    jq -rn --slurpfile dry "$WORK/$name.dry" --slurpfile journal "$WORK/$name.journal" \
        -f "$WORK/unknown.jq" >"$WORK/$name.unknown" 2>&1
}

check healthy tunnel-down --lab none &
check fault tunnel-down --lab transform-mismatch --ios 15 &
check card accelerator --lab card-limbo-a &
check debug "$WORK/debug.json" --lab policy-mismatch &
check label data-plane --topology pe-pair --lab none &
check daily routine-daily --lab none &
wait

for name in healthy fault card debug label daily; do
    expect_equal "$name: sent, and not in the dry run" "$(cat "$WORK/$name.unknown")" ""
    expect_json "$name: its end" "$WORK/$name.journal" 'select(.event == "end") | .event' end
done
# The walks were what they were meant to be.
for sent in 'card no crypto engine accelerator 0' 'debug debug crypto isakmp' 'debug undebug all' \
    'debug show processes cpu' 'healthy ping ip'; do
    jq -es --arg command "${sent#* }" 'any(.[]; .event == "sent" and (.command | startswith($command)))' \
        "$WORK/${sent%% *}.journal" >/dev/null || fail "$sent was not sent"
done

# What is missing would have been noticed: a command, and a line of the session itself.
jq 'map(select(.command != "show running-config" and .command != "terminal length 0"))' \
    "$WORK/healthy.dry" >"$WORK/less.dry"
jq -rn --slurpfile dry "$WORK/less.dry" --slurpfile journal "$WORK/healthy.journal" -f "$WORK/unknown.jq" \
    >"$WORK/less.unknown"
expect_line "$WORK/less.unknown" '^configuration: show running-config \(read\)$'
expect_line "$WORK/less.unknown" '^bytes: terminal length 0$'
finish
