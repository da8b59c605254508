#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Files by strangers, and what is no file at all: one sentence and the right exit code, within so
# much memory and time; never a crash, and never a verdict that nothing bears out.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
RUN_LIMIT=60
MEMORY_KIB=300000
good=tests/fixtures/captures/healthy-12.2.a.log

# A sanitizer needs more address space than any limit leaves; it has an eye on memory of its own.
(ulimit -v "$MEMORY_KIB" && "$PEERWALK" --version) >/dev/null 2>&1 || MEMORY_KIB=unlimited

# ends EXIT REGEX ARGUMENT...: within the memory, and find the sentence on either output
ends() {
    local wanted=$1 regex=$2 code
    shift 2
    (
        ulimit -c 0
        ulimit -v "$MEMORY_KIB"
        exec timeout "$RUN_LIMIT" "$PEERWALK" "$@"
    ) >"$WORK/out" 2>&1 </dev/null
    code=$?
    [ "$code" -eq "$wanted" ] || fail "peerwalk $*: exit code $code, wanted $wanted: $(head -c 300 "$WORK/out")"
    expect_line "$WORK/out" "$regex"
}

mkdir "$WORK/files"
in_files() {
    printf '%s/files/%s' "$WORK" "$1"
}

# ---- broken captures ----
blob=$(in_files blob)
head -c 8000000 /dev/urandom >"$blob"
tr '\0-\377' 'a' <"$blob" >"$(in_files endless)"
{ printf 'CE1#show crypto isakmp sa\r\n'; cat "$(in_files endless)"; } >"$(in_files endless-reply)"
yes '*Mar  1 00:27:07.123: ISAKMP:(0):atts are not acceptable. Next payload is 0' | head -c 8000000 >"$(in_files flood)"
head -c 5000000 /dev/zero >"$(in_files nul)"
head -c 5000000 /dev/zero | tr '\0' '[' >"$(in_files brackets)"
: >"$(in_files empty)"
head -c 2000 "$good" >"$(in_files truncated)"
tr '\n' '\r' <"$good" >"$(in_files returns)"
sed 's/$/\r/' "$good" >"$(in_files crlf)"
iconv -f utf-8 -t utf-16 "$good" >"$(in_files utf16)"
{ cat "$good"; printf 'caf\351 \377\376\n'; } >"$(in_files latin1)"
for f in blob endless endless-reply flood nul brackets empty truncated returns crlf utf16 latin1; do
    ends 3 '^Verdict: unknown$' diagnose --a "$(in_files "$f")"
done
ends 3 '"verdict": "unknown"' diagnose --json --a "$(in_files truncated)" --b "$(in_files nul)"
for f in endless nul empty utf16; do
    ends 3 'No tunnel joins' compare "$(in_files "$f")" tests/fixtures/compare/b.cfg
done
for f in blob endless nul utf16 brackets; do
    ends 3 'refused|understood' parse --command 'show ip route' "$(in_files "$f")"
done
ends 0 '^\[\]' parse --command 'show crypto isakmp sa' "$(in_files empty)"

# ---- what is no file ----
mkfifo "$(in_files pipe)"
mkdir "$(in_files dir)"
ln -s loop "$(in_files loop)"
truncate -s 2G "$(in_files huge)"
truncate -s 2G "$(in_files huge.json)"
for f in /dev/zero "$(in_files dir)" "$(in_files loop)" "$(in_files huge)"; do
    says='(cannot be (opened|read): .+|is larger than [0-9]+ bytes|there is no such file)$'
    ends 2 "$says" diagnose --a "$f"
    ends 2 "$says" compare "$f" "$f"
    ends 2 "$says" parse --command 'show version' "$f"
done
for f in /dev/zero "$(in_files pipe)" "$(in_files dir)" "$(in_files loop)" "$(in_files huge.json)"; do
    ends 2 "$says" parse --template "$f" "$good"
    ends 2 "$says" run "$f" a b
    ends 2 "$says" lint "$f"
done
for f in /dev/zero "$(in_files pipe)" "$(in_files dir)" "$(in_files loop)" "$(in_files huge)" "$good" "$(in_files brackets)"; do
    ends 2 'cannot be|no journal|no event' report "$f"
done
ends 2 'no regular file' run tunnel-down --ssh-config "$(in_files pipe)" a b
[ "$(id -u)" -eq 0 ] || {
    : >"$(in_files secret)"
    chmod 000 "$(in_files secret)"
    ends 2 'Permission denied' diagnose --a "$(in_files secret)"
}

# ---- templates ----
templates=$(in_files templates)
mkdir "$templates"
# template NAME: standard input becomes the template of `show NAME`
printf 'Template, Hostname, Platform, Command\n' >"$templates/index"
template() {
    printf '%s.textfsm, .*, .*, show %s\n' "$1" "$1" >>"$templates/index"
    cat >"$templates/$1.textfsm"
}
template backtrack <<'END'
Value X ((a+)+)

Start
  ^(${X})+$$ -> Record
END
template circle <<'END'
Value List X (\S)

Start
  ^${X} -> Continue
  ^. -> Other

Other
  ^. -> Start
END
template carried <<'END'
Value Filldown,List X (\S+)

Start
  ^${X} -> Record
END
# shellcheck disable=SC2016 # templates, not expansions
{
    for i in $(seq 900); do printf 'Value V%d (\\S+)\n' "$i"; done
    printf '\nStart\n  ^${V1} -> Record\n'
} | template values
# shellcheck disable=SC2016
{
    printf 'Value X (\\S+)\n\nStart\n  ^x -> S1\n'
    for i in $(seq 20000); do printf '\nS%d\n  ^${X} -> Record S%d\n' "$i" $((i % 20000 + 1)); done
} | template states
printf '../../../../../../etc/passwd, .*, .*, show passwd\n' >>"$templates/index"
printf 'pipe.textfsm, .*, .*, show pipe\n' >>"$templates/index"
mkfifo "$templates/pipe.textfsm"
printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n' >"$(in_files as)"
ends 2 'backtrack\.textfsm:[0-9]+: .*(limit|gave up)' parse --templates "$templates" --command 'show backtrack' "$(in_files as)"
ends 2 'not in the directory' parse --templates "$templates" --command 'show passwd' "$(in_files as)"
ends 2 'no regular file' parse --templates "$templates" --command 'show pipe' "$(in_files as)"
head -c 2000000 "$(in_files flood)" >"$(in_files short)"
ends 0 '^\[' parse --templates "$templates" --command 'show circle' "$(in_files short)"
ends 2 'makes too many values' parse --templates "$templates" --command 'show values' "$(in_files short)"
ends 2 'makes too many values' parse --templates "$templates" --command 'show carried' "$(in_files short)"
ends 2 'at most 2000 states' parse --templates "$templates" --command 'show states' "$(in_files short)"
finish
