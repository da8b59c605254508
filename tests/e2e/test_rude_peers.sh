#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Peers that misbehave, played by a shell script behind a real sshd on loopback: no hang, no false
# pass, a clear sentence, the right exit code.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck source=tests/e2e/sshd.sh
. "$(dirname "$0")/sshd.sh"

modes='menu mute hangup silent endless refusing'

# A router that knows how to greet; what comes after depends on its argument.
cat >"$WORK/router" <<'END'
#!/usr/bin/env bash
mode=$1
stty -echo -onlcr
case $mode in
menu)
    printf '\r\nPlease choose\r\n 1) reboot\r\n 2) leave\r\nYour choice: '
    exec sleep 600
    ;;
mute) exec sleep 600 ;;
esac
printf '\r\nR1#'
while IFS= read -r line; do
    printf '%s\r\n' "$line"
    case $mode:$line in
    *:exit) exit 0 ;;
    endless:show\ run*) exec nice yes "interface Loopback0" ;;
    silent:show\ run*) exec sleep 600 ;;
    hangup:show\ run*)
        printf 'hostname R1\r\ncrypto isakmp policy 10\r\n'
        exit 1
        ;;
    refusing:terminal*) ;;
    refusing:*) printf "        ^\r\n%% Invalid input detected at '^' marker.\r\n\r\n" ;;
    esac
    printf 'R1#'
done
END
chmod +x "$WORK/router"

# walk MODE-OF-R1 MODE-OF-R2
walk() {
    ssh_config "$@" >"$WORK/$1.config"
    timeout "$RUN_LIMIT" "$PEERWALK" run tunnel-down --timeout 6 --reconnect 0 --ssh-config "$WORK/$1.config" \
        r1 r2 >"$WORK/$1.out" 2>&1 </dev/null
    echo $? >"$WORK/$1.code"
}

# check MODE EXIT REGEX
check() {
    expect_equal "$1: exit code" "$(cat "$WORK/$1.code")" "$2"
    expect_line "$WORK/$1.out" "$3"
    if grep -q '^pass' "$WORK/$1.out"; then fail "$1: a false pass"; fi
}

start_sshd
# They mostly wait for each other's time limits: all at once.
walks=()
for mode in $modes; do
    other=$mode
    [ "$mode" != endless ] || other=refusing # one flood is enough
    walk "$mode" "$other" &
    walks+=($!)
done
wait "${walks[@]}"
check menu 4 '[Pp]rompt'
check mute 4 '[Pp]rompt|silent|nothing'
check hangup 4 'lost|closed|hung up|went down'
check silent 3 'configuration'
check endless 3 'configuration'
check refusing 3 'configuration'
finish
