# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# What the tests of debugging share, besides lib.sh: a walk that would debug for a minute, and the
# routers' own words about their debugging, over plain SSH.

for tool in ssh expect; do
    command -v "$tool" >/dev/null || {
        printf 'skipped: no %s here\n' "$tool"
        exit 0
    }
done

jq '.steps |= [(.[] | select(.id == "configuration")),
               (.[] | select(.id == "debug") | del(.when) | .collect |= {facts, quiet_s: 60, max_s: 60})]' \
    playbooks/ios/ike-tunnel.json >"$WORK/long.json"

# serve OPTION...: a lab of a release that can keep debugging to one peer
serve() {
    lab_start --seed 5 --ios 15 "$@"
    lab_logins
    export PASSWORD_A ENABLE_A PASSWORD_B ENABLE_B SSH_CONFIG
    askpass "$PASSWORD_A" "$PASSWORD_B" "$ENABLE_A" "$ENABLE_B"
}

cat >"$WORK/ask.exp" <<'END'
set timeout 30
log_user 0
foreach {host password enable} [list ce1 $env(PASSWORD_A) $env(ENABLE_A) ce2 $env(PASSWORD_B) $env(ENABLE_B)] {
    spawn ssh -F $env(SSH_CONFIG) $host
    foreach {wait say} [list "assword: $" $password "CE\\d>$" en "assword: $" $enable "CE\\d#$" "show debugging"] {
        expect -re $wait {} timeout { puts "$host: no $wait" } eof { puts "$host hung up" }
        send "$say\r"
    }
    expect -re "debugging\r\n(.*)CE\\d#$" {} timeout { puts "$host: no reply" }
    puts -nonewline $expect_out(1,string)
    send "show crypto debug-condition\r"
    expect -re "turned (ON|OFF)\r\n.*CE\\d#$" {} timeout { puts "$host: no reply" }
    if {$expect_out(1,string) != "OFF"} { puts "$host: a condition is there" }
    send "exit\r"
    expect eof
    wait
}
END

# What both routers say, and nothing when nothing is on.
ask_routers() {
    env -u SSH_ASKPASS -u SSH_ASKPASS_REQUIRE expect -f "$WORK/ask.exp" 2>&1 | tr -d '\r' | grep -v '^$'
}

# expect_quiet NAME: no debugging on either router, and no condition of debugging
expect_quiet() {
    expect_equal "$1: debugging on the routers" "$(ask_routers)" ""
}

# await FILE PATTERN PID: until the file has the line, or the process is gone
await() {
    grep -q -m 1 -e "$2" < <(timeout 30 tail -n +1 -s 0.05 --pid="$3" -F "$1" 2>/dev/null) ||
        fail "'$2' never came to $1: $(tail -n 3 "$1")"
}

# The journal: for every side what was said last of its debugging.
last_words() {
    jq -rs 'map(select(.event == "debug")) | group_by(.side) | map("\(last.side) \(last.on)") | join(" ")' "$1"
}

# walk NAME OPTION...: a walk that debugs on both routers
walk() {
    local name=$1
    shift
    exec timeout "$RUN_LIMIT" "$PEERWALK" run "$WORK/long.json" --ssh-config "$SSH_CONFIG" --allow debug \
        --journal "$WORK/$name.journal" "$@" ce1 ce2
}
