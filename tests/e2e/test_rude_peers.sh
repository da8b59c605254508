#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# Peers that misbehave, played by a shell script behind a real sshd on loopback: no hang, no false
# pass, a clear sentence, the right exit code.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

sshd_pid=
# shellcheck disable=SC2317 # called by the trap
stop_sshd() {
    [ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null
}
trap 'stop_sshd; cleanup' EXIT

# A router that knows how to greet; what comes after depends on $WORK/mode.
cat >"$WORK/router" <<'END'
#!/usr/bin/env bash
mode=$(cat "$(dirname "$0")/mode")
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
    endless:show\ run*) exec yes "interface Loopback0" ;;
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

start_sshd() {
    local sshd port
    sshd=$(command -v sshd || echo /usr/sbin/sshd)
    ssh-keygen -q -t ed25519 -N '' -f "$WORK/hostkey"
    ssh-keygen -q -t ed25519 -N '' -f "$WORK/userkey"
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
    cp "$WORK/userkey.pub" "$WORK/authorized"
    for _ in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 20000))
        cat >"$WORK/sshd_config" <<END
ListenAddress 127.0.0.1
Port $port
HostKey $WORK/hostkey
AuthorizedKeysFile $WORK/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PrintMotd no
PrintLastLog no
ForceCommand $WORK/router
END
        rm -f "$WORK/sshd.log"
        mkfifo "$WORK/sshd.log"
        "$sshd" -D -e -f "$WORK/sshd_config" 2>"$WORK/sshd.log" &
        sshd_pid=$!
        exec 8<"$WORK/sshd.log"
        if read -r line <&8 && [[ $line == *listening* ]]; then
            cat <&8 >/dev/null &
            break
        fi
        exec 8<&-
    done
    cat >"$WORK/ssh_config" <<END
Host r1 r2
    HostName 127.0.0.1
    Port $port
    User $(id -un)
    IdentityFile $WORK/userkey
    UserKnownHostsFile $WORK/known
END
    printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$WORK/hostkey.pub")" >"$WORK/known"
}

# walk MODE EXIT REGEX
walk() {
    echo "$1" >"$WORK/mode"
    run_peerwalk "$2" run tunnel-down --timeout 5 --ssh-config "$WORK/ssh_config" r1 r2 \
        >"$WORK/out" 2>&1 </dev/null
    expect_line "$WORK/out" "$3"
    if grep -q '^pass' "$WORK/out"; then fail "$1: a false pass"; fi
}

start_sshd
walk menu 4 '[Pp]rompt'
walk mute 4 '[Pp]rompt|silent|nothing'
walk hangup 4 'lost|closed|hung up|went down'
walk silent 3 'configuration'
walk endless 3 'configuration'
walk refusing 3 'configuration'
finish
