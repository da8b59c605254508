# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# A real terminal for end-to-end tests: tmux is the terminal, its screen is what is asserted on.
# Source it after lib.sh. Nothing here waits for a time: a control client of tmux tells when the
# screen has changed.

for tool in tmux ssh; do
    command -v "$tool" >/dev/null || {
        printf 'skipped: no %s here\n' "$tool"
        exit 0
    }
done

WAIT_LIMIT=${WAIT_LIMIT:-60} # seconds until a screen that does not come counts as missing
export TMUX_TMPDIR=$WORK
socket=0
control= # process of the client that tells of changes

tm() {
    tmux -L "console-$socket" -f /dev/null "$@"
}

# terminal_open WIDTH HEIGHT [VARIABLE=VALUE...]: a shell in a terminal of this size
terminal_open() {
    local width=$1 height=$2
    shift 2
    # A server of its own for each terminal; now and then one dies at birth, then another is tried.
    for _ in 1 2 3 4 5; do
        socket=$((socket + 1))
        tm new-session -d -x "$width" -y "$height" -s console -c "$WORK" \
            "env $* PS1='ready\$ ' HOME='$WORK' bash --norc --noprofile" && break
    done
    tm set -g status off
    tm set -g window-size manual
    coproc CONTROL { tm -C attach -t console 2>/dev/null; }
    control=$CONTROL_PID
    wait_for '^ready\$'
}

terminal_close() {
    tm kill-server 2>/dev/null
    [ -z "$control" ] || wait "$control" 2>/dev/null
    control=
}
trap 'terminal_close; cleanup' EXIT

screen() {
    tm capture-pane -p -t console
}

keys() {
    tm send-keys -t console "$@"
}

# wait_for EXTENDED-REGEX: until a line of the screen matches
wait_for() {
    local until=$((SECONDS + WAIT_LIMIT)) _
    until screen | grep -qE -- "$1"; do
        if [ "$SECONDS" -ge "$until" ] || ! read -r -t "$WAIT_LIMIT" -u "${CONTROL[0]}" _; then
            fail "no line of the screen matches '$1':"
            screen | sed 's/^/    | /'
            return 1
        fi
        # What else has changed meanwhile is on the next picture too.
        while read -r -t 0 -u "${CONTROL[0]}"; do read -r -u "${CONTROL[0]}" _; done
    done
}

expect_screen() {
    screen | grep -qE -- "$1" || {
        fail "no line of the screen matches '$1':"
        screen | sed 's/^/    | /'
    }
}
