# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# What the end-to-end tests share: a scratch directory with a home of its own, the program under
# test, the lab in the background, and assertions that count. Source it first, end with `finish`.

BUILD=${BUILD:-build}
PEERWALK=$PWD/$BUILD/peerwalk
WORK=$(mktemp -d /tmp/peerwalk-e2e-XXXXXX)
export HOME=$WORK LC_ALL=C.UTF-8 TERM=${TERM:-xterm}
unset XDG_STATE_HOME SSH_AUTH_SOCK SSH_ASKPASS SSH_ASKPASS_REQUIRE NO_COLOR PEERWALK_DATA
failures=0
exec 3>&1 # where failures are told, also from within a redirected run
lab_pid=
RUN_LIMIT=${RUN_LIMIT:-60} # seconds after which a run counts as hanging

cleanup() {
    lab_stop
    rm -rf "$WORK"
}
trap cleanup EXIT

fail() {
    printf 'FAIL: %s\n' "$*" >&3
    failures=$((failures + 1))
}

finish() {
    [ "$failures" -eq 0 ] && printf 'passed\n'
    [ "$failures" -eq 0 ]
    exit
}

# expect_equal NAME GOT WANTED
expect_equal() {
    [ "$2" = "$3" ] || fail "$1: got '$2', wanted '$3'"
}

# expect_json NAME FILE FILTER WANTED
expect_json() {
    expect_equal "$1" "$(jq -r "$3" "$2" 2>&1)" "$4"
}

# expect_line FILE EXTENDED-REGEX
expect_line() {
    grep -qaE -- "$2" "$1" || {
        fail "no line matches '$2' in:"
        sed 's/^/    | /' "$1" | tail -n 40 >&3
    }
}

# run_peerwalk EXIT ARGUMENT...: run within the time limit and check the exit code
run_peerwalk() {
    local wanted=$1 code
    shift
    timeout "$RUN_LIMIT" "$PEERWALK" "$@"
    code=$?
    [ "$code" -eq "$wanted" ] && return 0
    fail "peerwalk $*: exit code $code, wanted $wanted"
    return 1
}

# lab_start ARGUMENT...: serve a lab in the background; its description is then in $WORK/lab.json
lab_start() {
    rm -f "$WORK/lab.fifo"
    mkfifo "$WORK/lab.fifo"
    "$PEERWALK" lab --serve --json "$@" >"$WORK/lab.fifo" 2>"$WORK/lab.err" &
    lab_pid=$!
    # Opening waits for the lab, reading for its line; no clock involved.
    head -n 1 "$WORK/lab.fifo" >"$WORK/lab.json"
    [ -s "$WORK/lab.json" ] || fail "the lab did not start: $(cat "$WORK/lab.err")"
}

# lab_field JQ-FILTER: one value of the description
lab_field() {
    jq -r "$1" "$WORK/lab.json"
}

# lab_logins: the passwords of both routers, and the lab's ssh_config, as variables
# shellcheck disable=SC2034
lab_logins() {
    PASSWORD_A=$(lab_field .a.password) ENABLE_A=$(lab_field .a.enable)
    PASSWORD_B=$(lab_field .b.password) ENABLE_B=$(lab_field .b.enable)
    SSH_CONFIG=$(lab_field .ssh_config)
}

lab_stop() {
    [ -n "$lab_pid" ] || return 0
    kill "$lab_pid" 2>/dev/null
    wait "$lab_pid" 2>/dev/null
    lab_pid=
}

# The lab dies like a router that loses its power.
lab_kill() {
    kill -9 "$lab_pid" 2>/dev/null
    wait "$lab_pid" 2>/dev/null
    lab_pid=
}

# askpass PASSWORD-A PASSWORD-B ENABLE-A ENABLE-B: answer the program's questions in the background
askpass() {
    cat >"$WORK/askpass" <<END
#!/bin/sh
case "\$1" in
*ce1*nable*) echo '$3' ;;
*ce2*nable*) echo '$4' ;;
*ce1*) echo '$1' ;;
*ce2*) echo '$2' ;;
*) exit 1 ;;
esac
END
    chmod +x "$WORK/askpass"
    export SSH_ASKPASS=$WORK/askpass SSH_ASKPASS_REQUIRE=force
}
