#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The subcommands that need no peer: parse, diagnose, list, lint, help; and what the manual says of
# them.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$WORK/reply" <<'END'
dst             src             state          conn-id slot
192.1.66.1      192.168.1.1     QM_IDLE            468    0
192.1.66.9      192.168.1.1     MM_NO_STATE         36    0
END
run_peerwalk 0 parse --command 'show crypto isakmp sa' "$WORK/reply" >"$WORK/rows"
expect_json "parse: rows" "$WORK/rows" length 2
expect_json "parse: state" "$WORK/rows" '.[0].state' QM_IDLE
expect_json "parse: second row" "$WORK/rows" '.[1] | "\(.dst) \(.conn_id) \(.slot)"' '192.1.66.9 36 0'
# Abbreviated, from standard input, with the spans.
run_peerwalk 0 parse --command 'sh cry isa sa' --meta <"$WORK/reply" >"$WORK/meta"
expect_json "parse: meta" "$WORK/meta" '[.status, (.rows | length), .spans[1].first] | join(" ")' 'ok 2 3'
printf 'what is this\n' >>"$WORK/reply"
run_peerwalk 0 parse --command 'sh cry isa sa' --meta "$WORK/reply" >"$WORK/meta"
expect_json "parse: partial" "$WORK/meta" .status partial
expect_json "parse: unmatched line" "$WORK/meta" '.unmatched[0] | "\(.line) \(.text)"' '4 what is this'

# Any TextFSM template; the plain records are a JSON array and nothing else.
cat >"$WORK/t.textfsm" <<'END'
Value Required NAME (\w+)
Value List HOPS (\d+)

Start
  ^name ${NAME}
  ^hop ${HOPS}
  ^end -> Record
END
printf 'name x\nhop 1\nhop 2\nend\n' >"$WORK/input"
run_peerwalk 0 parse --template "$WORK/t.textfsm" "$WORK/input" >"$WORK/rows"
expect_json "parse --template" "$WORK/rows" tojson '[{"name":"x","hops":["1","2"]}]'

run_peerwalk 0 list --json >"$WORK/list"
expect_json "list" "$WORK/list" '.[] | select(.id == "tunnel-down") | .title' 'The tunnel is down'
run_peerwalk 0 lint 2>"$WORK/err"
run_peerwalk 0 lint playbooks/ios/tunnel-down.json 2>/dev/null

run_peerwalk 1 diagnose --json --a tests/fixtures/debug/b-transform-mismatch.a.log \
    --b tests/fixtures/debug/b-transform-mismatch.b.log >"$WORK/diagnosis"
expect_json "diagnose: cause" "$WORK/diagnosis" '.causes[0] | "\(.id) \(.peer)"' \
    'phase2-transform-mismatch both'
expect_json "diagnose: evidence names the file" "$WORK/diagnosis" \
    '[.causes[0].evidence[].source | endswith("b-transform-mismatch.b.log")] | any' true
run_peerwalk 3 diagnose --a README.md >"$WORK/out"
expect_line "$WORK/out" 'Verdict: unknown'

run_peerwalk 0 compare tests/fixtures/compare/a.cfg tests/fixtures/compare/b.cfg >"$WORK/out"
expect_line "$WORK/out" '^CE1 vpn 10 \(10.15.58.10\) - CE2 vpn 10'
expect_line "$WORK/out" '^    the ends agree$'
sed 's/cisco123/cisco124/' tests/fixtures/compare/b.cfg >"$WORK/b.cfg"
run_peerwalk 1 compare tests/fixtures/compare/a.cfg "$WORK/b.cfg" >"$WORK/out"
expect_line "$WORK/out" 'differ \[psk-mismatch\]$'
expect_line "$WORK/out" "b.cfg:9: crypto isakmp key <secret:"
grep -q 'cisco12[34]' "$WORK/out" && fail "compare prints a key"
run_peerwalk 3 compare tests/fixtures/compare/a.cfg README.md >"$WORK/out"
expect_line "$WORK/out" '^No tunnel joins'
run_peerwalk 2 compare tests/fixtures/compare/a.cfg 2>"$WORK/out"
expect_line "$WORK/out" 'give the configurations of both ends'

run_peerwalk 0 list --guide >"$WORK/out"
expect_line "$WORK/out" '^R01  show crypto isakmp sa \(3-10, A-2, A-5\)$'
expect_line "$WORK/out" '^88 rows, [0-9]+ of them served by nothing$'

run_peerwalk 0 run tunnel-down --dry-run >"$WORK/out"
expect_line "$WORK/out" '^read: sent without asking$'
expect_line "$WORK/out" '^  both clear crypto sa  \(if needed\)$'
expect_equal "dry run: config lines" "$(sed -n '/^config/,$p' "$WORK/out" | grep -c ' \(no \)\{0,1\}crypto map')" 2
run_peerwalk 0 run tunnel-down --dry-run --json >"$WORK/list"
expect_json "dry run: every debug line needs debug" "$WORK/list" \
    '[.[] | select(.command | startswith("debug ")) | .risk] | unique | join(",")' debug
expect_json "dry run: nothing that changes is read" "$WORK/list" \
    '[.[] | select(.risk == "read") | .command | split(" ")[0]] | unique | join(",")' 'enable,end,exit,show,terminal,undebug'
run_peerwalk 2 run nowhere --dry-run 2>"$WORK/out"
expect_line "$WORK/out" 'there is no such playbook'

run_peerwalk 0 lab --list >"$WORK/out"
for fault in transform-mismatch acl-mismatch key-mismatch policy-mismatch map-missing-a map-missing-b; do
    expect_line "$WORK/out" "^    $fault +[A-Za-z]"
done
expect_equal "lab --list: longest line" "$(awk 'length > 80' "$WORK/out")" ""
for topology in ce-pair pe-pair client; do
    expect_line "$WORK/out" "^--topology $topology \("
    run_peerwalk 0 lab --topology $topology --list --json >"$WORK/list.json"
    expect_json "lab --list --topology $topology" "$WORK/list.json" '[.[].name] | join(",")' $topology
done
run_peerwalk 2 lab --topology nowhere --list 2>"$WORK/out"
expect_line "$WORK/out" 'no topology is called "nowhere"; there are ce-pair, '

# An exercise does not tell what it is about.
lab_start --fault random --seed 5
expect_equal "an exercise's description" "$(lab_field 'keys | join(" ")')" \
    "a b ios known_hosts seed ssh_config topology"
expect_equal "its seed" "$(lab_field .seed)" 5
lab_stop

# What is wrong on the command line is told before anything begins.
refused() { # pattern, then the words
    local pattern=$1
    shift
    run_peerwalk 2 "$@" >"$WORK/out" 2>&1
    expect_line "$WORK/out" "$pattern"
}
refused '^peerwalk: /nowhere/config: cannot be opened' run tunnel-down --ssh-config /nowhere/config ce1 ce2
refused '^peerwalk: ce2:99999: port "99999" is no number' run tunnel-down ce1 ce2:99999
refused 'is given as --fault key-mismatch$' lab key-mismatch
refused 'need --serve$' lab --port-a 2222
run_peerwalk 0 help undo >"$WORK/out"
expect_line "$WORK/out" '^Usage: peerwalk undo '

# Help goes to standard output, ends well, and the manual knows every option it shows.
run_peerwalk 0 --version >"$WORK/out"
expect_line "$WORK/out" '^peerwalk [0-9]'
run_peerwalk 0 --help >"$WORK/out"
expect_line "$WORK/out" '^Usage: peerwalk A \[B\]'
for command in "x y" run undo lab diagnose compare parse report replay list lint; do
    # shellcheck disable=SC2086 # two names are two words
    run_peerwalk 0 $command --help >"$WORK/help"
    expect_line "$WORK/help" "^Usage: peerwalk ${command#x y}"
    while read -r option; do
        case $option in --help | --usage | --version) continue ;; esac
        grep -q -- "Fl -${option#--}" man/peerwalk.1 || fail "peerwalk.1 does not know $option of $command"
        grep -qE -- "$option( |\"|$)" completions/peerwalk.bash ||
            fail "the completion does not know $option of $command"
    done < <(grep -oE -- '--[a-z][a-z-]+' "$WORK/help" | sort -u)
done
finish
