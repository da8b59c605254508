#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Nothing that the program produces holds a secret: the lab's passwords and keys, and more that are
# put into a router first, are looked for in reports, JSON, journals, screens, complaints, and in the
# memory of a walk that waits.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

for tool in ssh expect tmux; do
    command -v "$tool" >/dev/null || {
        printf 'skipped: no %s here\n' "$tool"
        exit 0
    }
done

SEED=7
lab_start --fault none --seed $SEED
lab_logins
export PASSWORD_A ENABLE_A SSH_CONFIG # for expect
askpass "$PASSWORD_A" "$PASSWORD_B" "$ENABLE_A" "$ENABLE_B"

# What must not be seen anywhere. 0337572F035875 is what type 7 makes of "Xq7plant".
logins=("$PASSWORD_A" "$PASSWORD_B" "$ENABLE_A" "$ENABLE_B")
planted=(cisco123 Xq1community Xq2trap Xq3user Xq4secret Xq5line Xq6ntp 0337572F0358 Xq8key)

# Put more secrets into one router, as an engineer would.
cat >"$WORK/plant.exp" <<'END'
source tests/e2e/login.exp
log_user 0
login ce1 $env(PASSWORD_A) $env(ENABLE_A)
foreach line {
    "configure terminal"
    "snmp-server community Xq1community RO"
    "snmp-server host 10.15.58.99 version 2c Xq2trap"
    "username noc password 0 Xq3user"
    "username ops secret 0 Xq4secret"
    "ntp authentication-key 1 md5 Xq6ntp"
    "crypto isakmp key Xq8key address 10.15.58.77"
    "line con 0"
    "password Xq5line"
    "line vty 0 4"
    "password 7 0337572F0358"
    "end"
} {
    run $line {}
}
leave
END
env -u SSH_ASKPASS -u SSH_ASKPASS_REQUIRE expect -f "$WORK/plant.exp" >"$WORK/plant.log" 2>&1 ||
    fail "planting: $(cat "$WORK/plant.log")"

# clean NAME FILE...: none of the secrets is in the files
clean() {
    local name=$1 secret
    shift
    for secret in "${logins[@]}" "${planted[@]}"; do
        if grep -qaF -- "$secret" "$@"; then
            fail "$name shows $secret: $(grep -aF -- "$secret" "$@" | head -n 1 | cut -c1-200)"
        fi
    done
}

peers=(--ssh-config "$SSH_CONFIG" --allow 'traffic,debug' ce1 ce2)

# Reports, JSON and the journal, with debugging switched on.
run_peerwalk 0 run tunnel-down --journal "$WORK/one.jsonl" "${peers[@]}" >"$WORK/text" 2>"$WORK/text.err"
timeout "$RUN_LIMIT" "$PEERWALK" run tunnel-down --json --journal "$WORK/two.jsonl" --ssh-config "$SSH_CONFIG" ce1 ce2 >"$WORK/json" 2>"$WORK/json.err"
clean 'a text report' "$WORK/text" "$WORK/text.err"
clean 'a JSON report' "$WORK/json" "$WORK/json.err"
clean 'a journal' "$WORK/one.jsonl" "$WORK/two.jsonl"
# They were there to be seen: the journal has their tags in their places.
expect_line "$WORK/one.jsonl" 'crypto isakmp key <secret:[0-9a-f]{12}> address 10\.15\.58\.38'

# A configuration in clear, saved by somebody: compared, parsed and diagnosed.
cat >"$WORK/show.exp" <<'END'
source tests/e2e/login.exp
log_user 0
login ce1 $env(PASSWORD_A) $env(ENABLE_A)
run "terminal length 0" {}
log_user 1
send "show running-config\r"
see {\nend\r\n.*CE1#$}
log_user 0
leave
END
env -u SSH_ASKPASS -u SSH_ASKPASS_REQUIRE expect -f "$WORK/show.exp" >"$WORK/ce1.cfg" 2>&1
for secret in "$PASSWORD_A" "$ENABLE_A" "${planted[@]}"; do
    grep -qaF -- "$secret" "$WORK/ce1.cfg" || fail "the configuration does not hold $secret"
done
sed 's/Xq8key/Xq9other/; s/cisco123/cisco124/' "$WORK/ce1.cfg" >"$WORK/ce2.cfg"
planted+=(Xq9other cisco124)
timeout "$RUN_LIMIT" "$PEERWALK" compare "$WORK/ce1.cfg" "$WORK/ce2.cfg" >"$WORK/compare" 2>&1
timeout "$RUN_LIMIT" "$PEERWALK" compare --json "$WORK/ce1.cfg" "$WORK/ce2.cfg" >"$WORK/compare.json" 2>&1
timeout "$RUN_LIMIT" "$PEERWALK" diagnose --a "$WORK/ce1.cfg" --b "$WORK/ce2.cfg" >"$WORK/diagnose" 2>&1
timeout "$RUN_LIMIT" "$PEERWALK" diagnose --json --a "$WORK/ce1.cfg" >"$WORK/diagnose.json" 2>&1
clean compare "$WORK/compare" "$WORK/compare.json"
clean diagnose "$WORK/diagnose" "$WORK/diagnose.json"

# A walk at rest, logged in to both routers, that has not read a configuration. What was typed to
# log in is in locked memory only, which no core dump would hold; and there would be none.
cat >"$WORK/rest.json" <<'END'
{ "id": "rest", "title": "Rest", "platform": "ios",
  "steps": [
    { "id": "clock", "title": "What time is it?", "guide": "-", "why": "Both have answered.", "risk": "read",
      "run": [{ "on": "both", "command": "show clock", "facts": "clock" }],
      "checks": [], "next": { "unknown": "rest" } },
    { "id": "rest", "title": "Nobody answers", "guide": "-", "why": "It takes long.", "risk": "traffic",
      "run": [{ "on": "both", "command": "ping 10.15.58.99 repeat 500", "facts": "ping" }],
      "checks": [], "next": {} } ] }
END
mkfifo "$WORK/lines"
env -u PASSWORD_A -u ENABLE_A "$PEERWALK" run "$WORK/rest.json" --no-journal "${peers[@]}" \
    >"$WORK/lines" 2>"$WORK/rest.err" &
walk_pid=$!
exec 4<"$WORK/lines"
read -r -t "$RUN_LIMIT" -u 4 line || fail "the walk has not begun: $(cat "$WORK/rest.err")"
[[ $line == *'What time is it'* ]] || fail "the walk begins with: $line"

# dumpable: where the memory that a core dump would hold begins and ends; not what is only reserved,
# as the room for results of checks
dumpable() {
    awk '/^[0-9a-f]+-[0-9a-f]+ / { split($1, at, "-"); writes = $2 ~ /^rw/ }
         /^Rss:/ { used = $2 > 0 }
         /^VmFlags:/ && writes && used && !/ dd/ { print at[1], at[2] }' "/proc/$walk_pid/smaps"
}
while read -r from to; do
    [ $((0x$to - 0x$from)) -lt $((256 * 1024 * 1024)) ] || continue
    dd if="/proc/$walk_pid/mem" bs=256K iflag=skip_bytes,count_bytes \
        skip=$((0x$from)) count=$((0x$to - 0x$from)) 2>/dev/null
done < <(dumpable) >"$WORK/memory"
if [ -r "/proc/$walk_pid/mem" ]; then
    [ "$(wc -c <"$WORK/memory")" -gt 500000 ] || fail 'the memory could not be read'
else
    # The kernel lets nobody but root look into a process that must not be dumped.
    [ ! -s "$WORK/memory" ] || fail 'the memory can be read'
fi
for secret in "${logins[@]}"; do
    if grep -qaF -- "$secret" "$WORK/memory"; then
        fail "a login password is in unlocked memory: $(grep -aoE ".{0,40}$secret" "$WORK/memory" | tr -d '\0' | head -n 1)"
    fi
done
expect_line "/proc/$walk_pid/limits" '^Max core file size +0 +0 '
kill -INT "$walk_pid"
exec 4<&-
wait "$walk_pid"
rm -f "$WORK/memory"

# The console, with the configuration on the screen. The lab that it starts has the same passwords.
export TMUX_TMPDIR=$WORK
tm() {
    tmux -L secrets -f /dev/null "$@"
}
tm new-session -d -x 100 -y 50 -s console -c "$WORK" "HOME='$WORK' bash --norc --noprofile"
coproc CONTROL { tm -C attach -t console 2>/dev/null; }
wait_for() {
    local until=$((SECONDS + RUN_LIMIT)) _
    until tm capture-pane -p -t console | tee -a "$WORK/screens" | grep -qE -- "$1"; do
        if [ "$SECONDS" -ge "$until" ] || ! read -r -t "$RUN_LIMIT" -u "${CONTROL[0]}" _; then
            fail "no line of the screen matches '$1'"
            tm capture-pane -p -t console | sed 's/^/    | /' >&3
            return 1
        fi
        # What else has changed meanwhile is on the next picture too.
        while read -r -t 0 -u "${CONTROL[0]}"; do read -r -u "${CONTROL[0]}" _; done
    done
}
trap 'tm kill-server 2>/dev/null; cleanup' EXIT
# It only reads, so that no question takes what is typed.
tm send-keys -t console "'$PEERWALK' --lab none --read-only --seed $SEED --journal '$WORK/console.jsonl'" Enter
if wait_for 'Could not tell'; then
    tm send-keys -t console : 'show running-config | include key|password' Enter
    wait_for 'crypto isakmp key <secret:'
    tm send-keys -t console : 'show running-config' Enter
    wait_for 'username lab password 0 <secret:|line vty 0 4|login local'
fi
clean 'the console' "$WORK/screens" "$WORK/console.jsonl"
finish
