#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The console in a real terminal: tmux is the terminal, its screen is what is asserted on. Nothing
# here waits for a time: a control client of tmux tells when the screen has changed.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck source=tests/e2e/terminal.sh
. "$(dirname "$0")/terminal.sh"

# The attributes of the first line of evidence in a pane, escape sequences shown as ^[...
evidence_style() {
    tm capture-pane -e -p -t console |
        grep -aoE $'(\e\\[[0-9;]*m)+>[A-Za-z]' | head -n 1 | tr '\033' '^'
}

resize() {
    tm resize-window -t console -x "$1" -y "$2"
}

# The shell is back, echoes, and the terminal is as it was.
expect_clean_terminal() {
    wait_for '^ready\$ *$'
    expect_equal "alternate screen after the end" "$(tm display -p -t console '#{alternate_on}')" 0
    expect_equal "cursor after the end" "$(tm display -p -t console '#{cursor_flag}')" 1
    # shellcheck disable=SC2016
    keys 'case $(stty -a) in *" -echo "*|*" -icanon "*) echo left-raw;; *) echo as-before;; esac' Enter
    wait_for '^(left-raw|as-before)$'
    expect_screen '^as-before$'
    keys 'clear' Enter
    wait_for '^ready\$ *$'
}

# The lab with a fault, walked to the finding, at 80x24 and resized, with help, and left.
test_walk() {
    terminal_open 80 24 LC_ALL=C.UTF-8 TERM=screen-256color
    keys "$PEERWALK lab --fault transform-mismatch; echo exit=\$?" Enter
    wait_for '✗ fail step [0-9]+: Have both ends a transform set'
    wait_for ' fail$' # the walk has ended, the status line says how
    expect_screen '^ A CE1 ready │ B CE2 ready │ .*10\.15\.58\.10'
    expect_screen '^>✗ .*fail│'
    expect_screen '│>.*│>'
    expect_screen '> CE1.*:[0-9]+ .*esp-des esp-md5-hmac'
    expect_screen '> CE2.*:[0-9]+ .*(ah-md5-hmac|esp-des)'
    expect_equal "evidence in colour" "$(evidence_style | grep -c '43m')" 1
    keys '?'
    wait_for '─ Keys ─'
    expect_screen 'run the next step, then stop'
    expect_screen 'may change a router'
    keys Escape
    wait_for '^ \? help'
    resize 200 50
    wait_for 'show crypto.*:[0-9]+ .*esp-des esp-md5-hmac'
    expect_equal "rows at 200x50" "$(screen | wc -l)" 50
    expect_screen '^─ Steps.*│─ A CE1 .*│─ B CE2 '
    expect_screen 'Confirm '
    resize 60 20
    wait_for 'peerwalk needs 80 x 24'
    resize 80 24
    wait_for '✗ fail step [0-9]+: Have both ends a transform set'
    expect_screen '│>.*│>'
    keys Enter
    wait_for '^ +Guide '
    keys Enter
    wait_for '^─ Steps'
    keys ':' 'show clock' Enter
    wait_for 'CE1#show clock.*CE2#show clock'
    keys w
    wait_for '^Save to file: '
    keys Enter
    wait_for '^Saved to '
    expect_line "$WORK/peerwalk-finding.txt" 'crypto ipsec transform-set myset'
    keys q
    wait_for '^exit=1$'
    keys clear Enter
    expect_clean_terminal
    terminal_close
}

# What a walk showed at its end its journal shows again, without a router; but for the keys beneath.
test_replay() {
    local width height
    for size in 80x24 200x50; do
        width=${size%x*} height=${size#*x}
        terminal_open "$width" "$height" LC_ALL=C.UTF-8 TERM=screen-256color
        keys "$PEERWALK --lab transform-mismatch --journal $WORK/$size.jsonl" Enter
        wait_for '✗ fail step [0-9]+: Have both ends a transform set'
        wait_for ' fail$'
        screen | sed '1d;$d' >"$WORK/$size.live"
        keys q
        wait_for '^ready\$ *$'
        keys "clear; $PEERWALK replay $WORK/$size.jsonl --speed max; echo exit=\$?" Enter
        wait_for '^ replay 20[0-9-]* [0-9:]* end │ A CE1 .* fail$'
        expect_equal "the last screen at $size" "$(screen | sed '1d;$d')" "$(cat "$WORK/$size.live")"
        keys R
        wait_for 'That key means nothing here'
        keys '?'
        wait_for '│ In a replay '
        ! screen | grep -q 'may change a router' || fail "a replay offers what may change a router"
        keys Escape p
        wait_for '^ replay .* paused │ .* runs$'
        keys q
        wait_for '^exit=1$'
        keys clear Enter
        expect_clean_terminal
        terminal_close
    done
}

# Halted at the beginning, step by step, back, and on to the end.
test_replay_by_steps() {
    terminal_open 80 24 LC_ALL=C.UTF-8 TERM=screen
    keys "$PEERWALK replay $WORK/80x24.jsonl --speed 0.01" Enter
    wait_for '^ replay .* x0.01 │ '
    keys Space
    wait_for '^ replay .* x0.01 paused │ '
    keys n
    wait_for '» runs step 1: '
    keys Right
    wait_for '» runs step 2: '
    keys Left
    wait_for '» runs step 1: '
    keys + + + +
    wait_for '^ replay .* x0.16 paused │ '
    keys q
    expect_clean_terminal
    terminal_close
}

# Without colours: attributes and signs only.
test_without_colour() {
    local setting=$1
    terminal_open 80 24 LC_ALL=C.UTF-8 TERM=screen "$setting"
    keys "$PEERWALK lab --fault transform-mismatch" Enter
    wait_for '✗ fail step [0-9]+: Have both ends a transform set'
    wait_for ' fail$'
    expect_screen '│>.*│>'
    expect_equal "$setting: no colour" \
        "$(tm capture-pane -e -p -t console | grep -acE $'\e\\[([0-9;]*;)?[34][0-7]m')" 0
    expect_equal "$setting: evidence is reversed" "$(evidence_style | grep -c '7m')" 1
    keys q
    expect_clean_terminal
    terminal_close
}

# No UTF-8: signs of ASCII only.
test_ascii() {
    terminal_open 80 24 LC_ALL=C TERM=screen
    keys "$PEERWALK lab --fault transform-mismatch" Enter
    wait_for 'X fail step [0-9]+: Have both ends a transform set'
    wait_for ' fail$'
    expect_screen '^- Steps.*\|- A CE1 '
    expect_equal "bytes beyond ASCII" "$(screen | LC_ALL=C grep -c '[^ -~]')" 0
    keys q
    expect_clean_terminal
    terminal_close
}

# Real questions: passwords are typed and do not show; a debug step is left in its middle.
test_debug_is_left_off() {
    lab_start --fault none --seed 3
    local config
    config=$(lab_field .ssh_config)
    terminal_open 80 24 LC_ALL=C.UTF-8 TERM=screen
    keys "$PEERWALK --ssh-config $config --journal $WORK/debug.jsonl ce1 ce2" Enter
    answer_questions
    wait_for 'waits for you|all pass|unknown$|fail$'
    refuse_all
    find_step 'What do both ends say' || return
    keys R
    wait_for '─ debug ─'
    expect_screen '(CE1|CE2)#.*debug'
    keys y
    wait_for '» runs step'
    keys q
    wait_for 'Leave now\?'
    keys y
    expect_clean_terminal
    for router in ce1 ce2; do
        router_asked "$config" "$router" 'show debugging' >"$WORK/debugging"
        expect_line "$WORK/debugging" "CE[12]#show debugging"
        ! grep -aE 'debugging is on' "$WORK/debugging" || fail "$router: debugging was left on"
    done
    # That somebody answered is written down, and never what.
    local journal=$WORK/debug.jsonl
    expect_line "$journal" '"event":"question","side":"a","kind":"(password|challenge)"'
    expect_line "$journal" '"event":"question","side":"b","answered":true'
    ! grep -qF "$(lab_field .b.password)" "$journal" || fail "a password is in the journal"
    terminal_close
    lab_stop
}

# Left in the middle of a change: what was changed is put back and proven first. And what an earlier
# run left is shown before the walk starts.
test_change_is_put_back() {
    lab_start --fault none --seed 3 --rtt 60
    local config journal=$WORK/change.jsonl
    config=$(lab_field .ssh_config)
    terminal_open 80 24 LC_ALL=C.UTF-8 TERM=screen
    local walk="$PEERWALK --ssh-config $config -p $PWD/tests/fixtures/undo/change.json"
    keys "clear; $walk --journal $journal ce1 ce2" Enter
    answer_questions
    wait_for '─ config ─'
    expect_screen '[1-9][0-9]* more rows below: the arrows show them'
    keys y
    wait_for '#no crypto map vpn'
    keys q
    wait_for 'Leave now\?'
    keys y
    wait_for '^peerwalk: the running configuration of CE2 is as it was before'
    expect_screen '^peerwalk: the running configuration of CE1 is as it was before'
    expect_equal 'settled' "$(grep -c '"event":"undone"' "$journal")" 2

    grep -v '"event":"undone"' "$journal" >"$WORK/left.jsonl"
    chmod 600 "$WORK/left.jsonl"
    ln -s "$WORK/left.jsonl" "$HOME/.local/state/peerwalk/owing/left"
    keys "clear; $walk ce1 ce2" Enter
    wait_for '─ Left by an earlier run ─'
    expect_screen 'ce1 \(CE1\): step change may have changed its configuration'
    expect_screen 'to put that right: peerwalk undo'
    keys n
    wait_for '^ready\$ *$'
    rm "$HOME/.local/state/peerwalk/owing/left"
    terminal_close
    lab_stop
}

# Type what each dialog asks for: the side is in its title, the kind in its text.
answer_questions() {
    local side asked
    for _ in 1 2 3 4; do
        wait_for '┌─ ce[12] ─| A CE1 ready │ B CE2 ready' || return
        asked=$(screen)
        [[ $asked == *'┌─ ce'* ]] || return
        side=a
        [[ $asked == *'┌─ ce2'* ]] && side=b
        if [[ $asked == *"Enable password"* ]]; then
            type_secret "$(lab_field .$side.enable)"
        else
            type_secret "$(lab_field .$side.password)"
        fi
    done
}

# The title and the kind of the question that shows.
question() {
    screen | grep -oE '┌─ ce[12] |│ (Enable password|Question of the router|Password) '
}

type_secret() {
    local before
    before=$(question)
    keys -l "$1"
    keys Enter
    wait_while question "$before"
    ! screen | grep -qF "$1" || fail "a secret shows on the screen"
}

# wait_while FUNCTION TEXT: until the function prints another text
wait_while() {
    local until=$((SECONDS + WAIT_LIMIT)) _
    while [ "$("$1")" = "$2" ]; do
        if [ "$SECONDS" -ge "$until" ] || ! read -r -t "$WAIT_LIMIT" -u "${CONTROL[0]}" _; then
            fail "the screen does not change"
            return 1
        fi
    done
}

# Say no to whatever the walk asks until it has ended.
refuse_all() {
    local picture
    for _ in $(seq 10); do
        wait_for 'waits for you|all pass|unknown$|fail$'
        picture=$(screen)
        [[ $picture == *'waits for you'* ]] || return
        keys n
        wait_while screen "$picture"
    done
}

# find_step WORDS: go down the steps until the finding is about this one
find_step() {
    local picture
    keys Home
    wait_for 'step 1:' || return
    for _ in $(seq 40); do
        picture=$(screen)
        [[ $picture == *"step "*": $1"* ]] && return
        keys Down
        wait_while screen "$picture" || return
    done
    fail "no step '$1'"
    return 1
}

# router_asked CONFIG HOST COMMAND: log in with a plain client, enable, run one command
router_asked() {
    local side=a
    [ "$2" = ce1 ] || side=b
    printf '#!/bin/sh\necho %s\n' "$(lab_field .$side.password)" >"$WORK/ssh-password"
    chmod +x "$WORK/ssh-password"
    printf 'enable\n%s\nterminal length 0\n%s\nexit\n' "$(lab_field .$side.enable)" "$3" |
        SSH_ASKPASS=$WORK/ssh-password SSH_ASKPASS_REQUIRE=force timeout 20 ssh -tt -F "$1" "$2" \
            2>/dev/null
}

test_walk
test_replay
test_replay_by_steps
test_without_colour NO_COLOR=1
test_without_colour TERM=vt100
test_ascii
test_debug_is_left_off
test_change_is_put_back
finish
