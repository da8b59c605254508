#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A directory of templates by others, laid out as a checkout of ntc-templates: parse takes it as it
# is, and a walk says of a tunnel what it says without.
# shellcheck disable=SC2016 # templates, not expansions
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
RUN_LIMIT=60

checkout=$WORK/checkout
templates=$checkout/ntc_templates/templates
mkdir -p "$templates"

# Beginnings of commands that the walk sends; rows without the fields that its checks read.
cat >"$templates/index" <<'INDEX'
# what reads what
Template, Hostname, Platform, Command # matched in this order

ports.textfsm:states.textfsm, .*, cisco_(?:ios|xe), sh[[ow]] ports
routes.textfsm , .*, cisco_ios, sh[[ow]] ip r[[oute]]
words.textfsm,  .*, cisco_ios, sh[[ow]] (?:crypto|interfaces|access-lists)
missing.textfsm, .*, cisco_ios, sh[[ow]] (?:ru[[nning-config]]|ver[[sion]])
INDEX
printf '%s\n' 'Value Key PORT (\d+)' 'Value NAME (\S+)' '' 'Start' '  ^port ${PORT} ${NAME} -> Record' \
    >"$templates/ports.textfsm"
printf '%s\n' 'Value Key PORT (\d+)' 'Value STATE (up|down)' '' 'Start' '  ^${PORT} is ${STATE} -> Record' \
    >"$templates/states.textfsm"
printf '%s\n' 'Value Required WAY (via \S+)' '' 'Start' '  ^.*${WAY} -> Record' >"$templates/routes.textfsm"
printf '%s\n' 'Value WORD (\S+)' '' 'Start' '  ^\s*${WORD} -> Record' >"$templates/words.textfsm"

printf 'port 1 left\nport 2 right\n2 is down\n' >"$WORK/ports"
for directory in "$checkout" "$templates"; do
    run_peerwalk 0 parse --templates "$directory" --command 'sh ports' "$WORK/ports" >"$WORK/ports.json"
    expect_json "$directory: two templates joined" "$WORK/ports.json" \
        'map([.port, .name, .state] | join(" ")) | join(",")' '1 left ,2 right down'
done
printf 'via here\n' >"$WORK/route"
run_peerwalk 0 parse --templates "$checkout" --command 'show ip route 192.0.2.1' "$WORK/route" >"$WORK/route.json"
expect_json "parse takes the template in front" "$WORK/route.json" '.[0].way' 'via here'
run_peerwalk 2 parse --templates "$checkout" --command 'show version' "$WORK/route" 2>"$WORK/missing"
expect_line "$WORK/missing" 'missing\.textfsm: cannot be opened'

run_peerwalk 0 run tunnel-down --lab none --json --templates "$checkout" >"$WORK/none.json"
expect_json "a healthy tunnel stays healthy" "$WORK/none.json" '.verdict' pass
run_peerwalk 1 run tunnel-down --lab key-mismatch --json --templates "$checkout" >"$WORK/key.json"
expect_json "the cause is the same" "$WORK/key.json" '.causes[0].id' psk-mismatch

finish
