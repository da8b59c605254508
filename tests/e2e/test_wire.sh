#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A healthy pair behind every trouble of the wire, walked by the real program: it ends, with the
# right exit code and a sentence that helps; it never passes without proof nor blames the routers;
# no process and no port is left.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
RUN_LIMIT=30

# run NAME OPTION...: output in $WORK/NAME.json and .out, exit code in .code, its files in NAME.tmp
run() {
    local name=$1
    shift
    mkdir "$WORK/$name.tmp"
    TMPDIR=$WORK/$name.tmp timeout "$RUN_LIMIT" "$PEERWALK" run tunnel-down --lab none --seed 3 \
        --timeout 3 --json "$@" >"$WORK/$name.json" 2>"$WORK/$name.out" </dev/null
    echo $? >"$WORK/$name.code"
}

# check NAME EXIT[|EXIT]
check() {
    local name=$1 wanted=$2 code
    code=$(cat "$WORK/$name.code")
    [[ "|$wanted|" == *"|$code|"* ]] || {
        fail "$name: exit code $code, wanted $wanted"
        tail -n 5 "$WORK/$name.out" | cut -c1-300 >&3
    }
    case $code in
    0) expect_json "$name: a pass is proven" "$WORK/$name.json" \
        '.steps[] | select(.id == "tunnel-moves") | .verdict' pass ;;
    *) if [ "$(jq -r .verdict "$WORK/$name.json")" = pass ]; then fail "$name: a false pass"; fi ;;
    esac
    [ -z "$(ls -A "$WORK/$name.tmp")" ] || fail "$name: files are left: $(ls "$WORK/$name.tmp")"
}

# walk NAME EXIT[|EXIT] OPTION...
walk() {
    local name=$1 wanted=$2
    shift 2
    run "$name" "$@"
    check "$name" "$wanted"
}

# These mostly wait, for a router that says nothing any more.
run hang-100 --hang-after 100 --wire-on b &
run hang-6000 --hang-after 6000 --wire-on b --reconnect 0 &

# What a careful program gets through.
walk rtt 0 --rtt 30
walk rate 0 --rate 60000
walk flood 0 --flood 300
walk burst 0 --flood 1000000 --wire-on a
walk slow-banner 0 --wire slow-banner
walk long-prompt 0 --wire long-prompt
walk rename '0|3' --wire rename # another name may be another router
walk fake-prompt '0|3' --wire fake-prompt
walk escapes 0 --wire escapes
walk 8bit '0|3' --wire 8bit
walk console-log '0|3' --wire console-log
walk one-vty 0 --wire one-vty
expect_line "$WORK/one-vty.out" 'ce1: only one vty'
walk legacy 0 --wire legacy --legacy-crypto
expect_json 'both are old' "$WORK/legacy.json" '.legacy_crypto | join(",")' a,b
walk legacy-1024 0 --wire legacy-1024 --wire-on b --legacy-crypto=b
expect_json 'one is old' "$WORK/legacy-1024.json" '.legacy_crypto | join(",")' b
walk legacy-other 4 --wire legacy --wire-on b --legacy-crypto=a
expect_line "$WORK/legacy-other.out" 'ce2: .*--legacy-crypto'
walk many '0|3' --rtt 10 --wire slow-banner,long-prompt,rename,escapes,one-vty

# What it cannot, and says why. The other router is well, and is left clean.
walk legacy-refused 4 --wire legacy --wire-on b
expect_line "$WORK/legacy-refused.out" 'ce2: no key exchange in common: the router offers diffie-hellman-group.*--legacy-crypto'
walk wrong-hostkey 4 --wire wrong-hostkey --wire-on a
expect_line "$WORK/wrong-hostkey.out" 'ce1: the host key has changed'
for bytes in 100 1500 6000; do
    walk "drop-$bytes" 4 --drop-after $bytes --reconnect 0
    expect_line "$WORK/drop-$bytes.out" 'ce[12]: .*(hung up|closed|went down|lost|failed)'
done
wait
check hang-100 4
check hang-6000 4
left=$(grep -sl "TMPDIR=$WORK/" /proc/[0-9]*/environ)
[ -z "$left" ] || fail "a process is left: $left"

# Mistakes are told before anything starts.
for wrong in '--wire nonsense' '--rtt x' '--rtt -1' '--rate 1k' '--flood 99999999' '--wire-on c' \
    '--wire rename,' '--drop-after -'; do
    # shellcheck disable=SC2086 # two words
    timeout 10 "$PEERWALK" run tunnel-down --lab none $wrong >"$WORK/out" 2>&1
    expect_equal "$wrong" "$?" 2
done
timeout 10 "$PEERWALK" run tunnel-down --rtt 5 a b >"$WORK/out" 2>&1
expect_equal 'the wire of real routers' "$?" 2
finish
