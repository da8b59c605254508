#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Peers whose every word attacks the terminal: the bytes that the program writes to it hold none of
# that, they are shown as text, and the sequences that it does write are those it writes for peers
# that mean no harm.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
. "$(dirname "$0")/terminal.sh"
# shellcheck source=tests/e2e/sshd.sh
. "$(dirname "$0")/sshd.sh"
trap 'terminal_close; stop_sshd; cleanup' EXIT

modes='plain hostile'

# Every byte but newline and return, 16 a line, and the attacks everybody knows.
junk() {
    local i
    for ((i = 0; i < 256; i++)); do
        ((i % 16)) || printf '\r\njunk %x: ' "$i"
        # shellcheck disable=SC2059 # the format is the byte
        ((i == 10 || i == 13)) || printf "\\x$(printf %02x "$i")"
    done
    printf '\r\n'
    # shellcheck disable=SC1003,SC2016 # printf undoes the backslashes
    attacks=(
        '\e]0;owned\a' '\e]2;owned\e\\' '\e]52;c;b3duZWQ=\a' '\e]8;;http://owned/\a' '\e]4;1;?\a'
        '\e]10;?\a' '\e]1337;File=:AA==\a' '\eP$q"p\e\\' '\eP+q544e\e\\' '\ePq#0;2;0;0;0#0~\e\\'
        '\ePpS(E)[]\e\\' '\e_Ga=T;AAAA\e\\' '\e^owned\e\\' '\eXowned\e\\' '\eZ' '\ec' '\e7' '\e8'
        '\e#8' '\eD' '\eM' '\eE' '\eH' '\e=' '\e>' '\e(0' '\e)0' '\e%G' '\eN' '\eO' '\en' '\eo'
        '\e[c' '\e[>c' '\e[=c' '\e[5n' '\e[6n' '\e[?6n' '\e[x' '\e[18t' '\e[21t' '\e[8;5;5t'
        '\e[3;0;0t' '\e[2J' '\e[3J' '\e[1;1H' '\e[2;5r' '\e[!p' '\e[?3h' '\e[?5h' '\e[?47h'
        '\e[?1000h' '\e[?1002h' '\e[?1003h' '\e[?1004h' '\e[?1006h' '\e[?2004h' '\e[?2026h' '\e[4h'
        '\e[20h' '\e[5i' '\e[?5i' '\e[0q' '\e[5 q' '\e[>4;2m' '\e[12;"owned"p' '\e[31m' '\e[8m'
        '\e[999b' '\e[999L' '\e[999@' '\x05' '\x0e' '\x0f' '\x9b2J' '\x9d0;owned\x9c' '\x90q\x9c'
        '\x98owned\x9c' '\x9eowned\x9c' '\x9fowned\x9c' '\x85' '\x8d' '\xc2\x9b2J' '\xc2\x9d0;owned\xc2\x9c'
        '\xe2\x80\xae' '\xe2\x81\xa6' '\xe2\x80\x8f' '\xd8\x9c' '\xe2\x80\x8b' '\xef\xbb\xbf'
        '\xf3\xa0\x81\x81' '\xe2\x80\xa8' '\xc0\x9b' '\xed\xa0\x80' '\xff\xfe' 'e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81'
    )
    for i in "${!attacks[@]}"; do
        # shellcheck disable=SC2059
        printf "attack $i <${attacks[i]}>\r\n"
    done
}
junk >"$WORK/junk"

cat >"$WORK/router" <<END
#!/usr/bin/env bash
work=$WORK mode=\$1
END
cat >>"$WORK/router" <<'END'
stty -echo -onlcr
title= words='harmless words'
say() { printf '%s: %s\r\n' "$1" "$words"; }
if [ "$mode" = hostile ]; then
    title=$'\e]0;owned\a\e[?2004h\e[?1000h'
    say() { printf '%s:' "$1"; cat "$work/junk"; }
fi
say 'Welcome'
printf '\r\n%sR1#' "$title"
while IFS= read -r line; do
    printf '%s\r\n' "$line"
    case $line in
    exit) exit 0 ;;
    ?*) say "reply" ;;
    esac
    [ -z "${line// /}" ] || printf '*Mar  1 00:00:01.000: %%SYS-5-CONFIG_I: %s\r\n' "$(say log | tr -d '\n\0' | head -c 3000)"
    printf '%sR1#' "$title"
done
END
chmod +x "$WORK/router"

# safe NAME FILE: what goes to a terminal for a report is printable UTF-8 and newlines
safe() {
    local name=$1 file=$2
    iconv -f utf-8 -t utf-8 "$file" >/dev/null 2>&1 || fail "$name: not UTF-8"
    if tr -d '\r\n' <"$file" | LC_ALL=C grep -qaP '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]'; then
        fail "$name: control bytes"
        tr -d '\r\n' <"$file" | LC_ALL=C grep -aoP '.{0,20}([\x00-\x1f\x7f]|\xc2[\x80-\x9f]).{0,20}' | head -n 5 | cat -v >&3
    fi
    if grep -qP '\p{Bidi_Control}|[\x{200B}\x{2028}\x{FEFF}\x{E0041}]' "$file"; then
        fail "$name: characters that show nothing"
    fi
}

# sequences FILE: the kinds of escape sequences in it, numbers left out but for modes
sequences() {
    LC_ALL=C grep -aoP '\x1b(\[[?>=!]?[0-9;]*[ -/]*[@-~]|[ -/]*[0-~])' "$1" |
        sed -E '/^.\[\?/!s/[0-9;]+/N/' | sort -u | cat -v
}

start_sshd
for mode in $modes; do
    ssh_config "$mode" "$mode" >"$WORK/$mode.config"
done

# A report, written to a terminal.
SHELL=/bin/sh TERM=xterm script -qec "stty cols 200; timeout $RUN_LIMIT '$PEERWALK' run tunnel-down --no-journal \
    --timeout 5 --ssh-config '$WORK/hostile.config' r1 r2" /dev/null >"$WORK/run.out" </dev/null
safe 'run' "$WORK/run.out"
expect_line "$WORK/run.out" '^Could not tell'

# What is quoted from files.
"$PEERWALK" parse --command 'show version' --meta "$WORK/junk" >"$WORK/parse.out" 2>"$WORK/parse.err"
safe 'parse --meta' "$WORK/parse.out"
expect_line "$WORK/parse.out" '\\u001B'
{ cat "$WORK/junk"; printf 'Value X (a)\n'; } >"$WORK/junk.textfsm"
"$PEERWALK" parse --template "$WORK/junk.textfsm" "$WORK/junk" >"$WORK/out" 2>"$WORK/err"
safe 'a broken template' "$WORK/err"
printf 'Value X (\e[2J\n' >"$WORK/junk.textfsm"
"$PEERWALK" parse --template "$WORK/junk.textfsm" "$WORK/junk" >"$WORK/out" 2>"$WORK/err"
safe 'a broken template' "$WORK/err"
expect_line "$WORK/err" '\^\[\[2J'
jq -n '{id: "\u001b[2J", title: "\u001b]0;x\u0007", steps: [{"\u009b2J": 1}]}' >"$WORK/junk.json"
"$PEERWALK" lint "$WORK/junk.json" >"$WORK/out" 2>"$WORK/err"
safe 'lint' "$WORK/out"
"$PEERWALK" run "$WORK/junk.json" a b >"$WORK/out" 2>"$WORK/err"
safe 'a broken playbook' "$WORK/err"
sed 's/$/\r/' "$WORK/junk" | cat tests/fixtures/compare/a.cfg - >"$WORK/junk.cfg"
for json in '' --json; do
    # shellcheck disable=SC2086
    "$PEERWALK" compare $json "$WORK/junk.cfg" tests/fixtures/compare/b.cfg >"$WORK/out" 2>&1
    safe "compare $json" "$WORK/out"
    # shellcheck disable=SC2086
    "$PEERWALK" diagnose $json --a "$WORK/junk.cfg" --b "$WORK/junk" >"$WORK/out" 2>&1
    safe "diagnose $json" "$WORK/out"
done

# The console, behind it a terminal that keeps what it was sent.
for mode in $modes; do
    terminal_open 120 40 LC_ALL=C.UTF-8 TERM=screen-256color
    title=$(tm display -p -t console '#{pane_title}')
    tm pipe-pane -t console "cat >'$WORK/$mode.raw'"
    keys "$PEERWALK --no-journal --read-only --timeout 5 --ssh-config $WORK/$mode.config r1 r2" Enter
    wait_for ' unknown$'
    [ "$mode" = plain ] || wait_for "attack [0-9]+ <"
    expect_equal "$mode: the title of the terminal" "$(tm display -p -t console '#{pane_title}')" "$title"
    expect_equal "$mode: mouse and charset" "$(tm display -p -t console \
        '#{mouse_any_flag}#{insert_flag}#{origin_flag}#{keypad_cursor_flag}')" \
        "000$(tm display -p -t console '#{keypad_cursor_flag}')"
    keys q
    wait_for '^ready\$ *$'
    tm pipe-pane -t console
    terminal_close
done
sequences "$WORK/plain.raw" >"$WORK/plain.seq"
sequences "$WORK/hostile.raw" >"$WORK/hostile.seq"
# What ncurses may find cheaper on another screen: moving, erasing, repeating, scrolling.
new=$(comm -13 "$WORK/plain.seq" "$WORK/hostile.seq" | grep -vE '^\^\[(\[N?[ABCDGHJKLMPSTXdm@r]|M|7|8|\(B)$')
expect_equal 'sequences that only the hostile peers bring about' "$new" ''
expect_equal 'strings for the terminal' "$(LC_ALL=C grep -acP '\x1b[]PX^_]' "$WORK/hostile.raw")" 0
expect_equal 'control bytes' "$(tr -d '\r\n\033\b\017' <"$WORK/hostile.raw" |
    LC_ALL=C grep -acP '[\x00-\x1f\x7f]|\xc2[\x80-\x9f]')" 0
expect_equal 'characters that show nothing' "$(grep -acP '[\x{202E}\x{2066}\x{200B}\x{061C}\x{FEFF}]' "$WORK/hostile.raw")" 0
finish
