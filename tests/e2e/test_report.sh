#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# What a walk printed and what its journal tells afterwards, in every format.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

CONTRACT='{playbook, verdict, failing_step, steps, causes, tunnel}'

# walk NAME EXIT ARGUMENT...: its journal, what it printed
walk() {
    local name=$1 code=$2
    shift 2
    run_peerwalk "$code" run tunnel-down --journal "$WORK/$name.jsonl" "$@" >"$WORK/$name.out" 2>"$WORK/$name.err"
}

# report EXIT NAME FORMAT
report() {
    run_peerwalk "$1" report "$WORK/$2.jsonl" --format "$3" >"$WORK/$2.$3" 2>"$WORK/$2.err"
    expect_equal "messages of $2 as $3" "$(cat "$WORK/$2.err")" ""
}

# is_xml FILE: by whatever parser there is
is_xml() {
    if command -v xmllint >/dev/null; then
        xmllint --noout "$1"
    elif [ -x /usr/bin/python3 ]; then
        /usr/bin/python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$1"
    fi || fail "$1 is no XML"
}

test_json_is_what_run_printed() {
    walk doc 1 --lab key-mismatch --seed 5 --json
    report 1 doc json
    expect_equal "the contract's fields" "$(jq -S "$CONTRACT" "$WORK/doc.json")" \
        "$(jq -S "$CONTRACT" "$WORK/doc.out")"
    expect_json "peers" "$WORK/doc.json" '[.peers.a.hostname, .peers.b.hostname] | join(" ")' 'CE1 CE2'
    expect_json "ended" "$WORK/doc.json" '"\(.ended) \(.remark)"' 'true null'
    expect_json "commands" "$WORK/doc.json" '[.commands[] | .risk] | unique | join(" ")' read
}

test_text_is_what_run_printed() {
    walk plain 1 --lab key-mismatch --seed 5
    report 1 plain text
    expect_line "$WORK/plain.text" '^Journal: .*, 20[0-9-]*T[0-9:.]*Z, by '
    expect_equal "the text face" "$(tail -n +4 "$WORK/plain.text")" "$(cat "$WORK/plain.out")"
}

test_documents() {
    for format in markdown html junit; do
        report 1 plain "$format"
        expect_line "$WORK/plain.$format" 'the pre-shared keys of CE1 and CE2 for each other differ'
    done
    is_xml "$WORK/plain.junit"
    expect_line "$WORK/plain.junit" '<failure .*type="psk-mismatch"'
    expect_line "$WORK/plain.markdown" '^\| pre-shared-key .*\*\*fail\*\*'
    expect_equal "outside things in the page" \
        "$(grep -cE '<script|src=|href=|url\(|@import' "$WORK/plain.html")" 0
}

# The same documents of a walk that happens.
test_formats_of_a_live_walk() {
    walk live 0 --lab none --seed 5 --format junit
    is_xml "$WORK/live.out"
    expect_line "$WORK/live.out" '<testsuite name="tunnel-down" .*failures="0" errors="0"'
    report 0 live junit
    expect_equal "test cases" "$(grep -c '<testcase' "$WORK/live.junit")" \
        "$(grep -c '<testcase' "$WORK/live.out")"
    for format in json text; do
        walk "as-$format" 0 --lab none --seed 5 --format "$format"
    done
    expect_json "json of a live walk" "$WORK/as-json.out" .verdict pass
    expect_line "$WORK/as-text.out" '^Nothing fails, and what this walk is to prove is proven'
}

# A passing walk that is cut off is no passing walk.
test_torn() {
    local name
    for name in 20 100 200; do
        head -n "$name" "$WORK/live.jsonl" >"$WORK/torn.jsonl"
        printf '{"n":1,"ms":' >>"$WORK/torn.jsonl"
        report 3 torn text
        expect_line "$WORK/torn.text" '^The run did not end: .* torn and left out\.$'
    done
}

test_errors() {
    run_peerwalk 2 report 2>"$WORK/err"
    run_peerwalk 2 report "$WORK/nowhere" 2>"$WORK/err"
    expect_line "$WORK/err" 'nowhere: cannot be opened'
    run_peerwalk 2 report --format paper "$WORK/plain.jsonl" 2>"$WORK/err"
    expect_line "$WORK/err" 'not .paper'
    run_peerwalk 2 report "$WORK/plain.html" 2>"$WORK/err"
    expect_line "$WORK/err" 'plain.html'
    sed '60s/.*/nonsense/' "$WORK/plain.jsonl" >"$WORK/bad.jsonl"
    run_peerwalk 2 report "$WORK/bad.jsonl" >"$WORK/out" 2>"$WORK/err"
    expect_line "$WORK/err" 'bad.jsonl:60: '
    expect_line "$WORK/out" '^pass '
}

test_json_is_what_run_printed
test_text_is_what_run_printed
test_documents
test_formats_of_a_live_walk
test_torn
test_errors
finish
