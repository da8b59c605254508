# SPDX-License-Identifier: ISC
# shellcheck shell=bash
# A real sshd on loopback whose logins are scripts. Source it after lib.sh, write $WORK/router (run
# with one of $modes as its argument), then start_sshd and ssh_config.

sshd_pid=
# shellcheck disable=SC2317 # called by the trap
stop_sshd() {
    [ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null
}
trap 'stop_sshd; cleanup' EXIT

start_sshd() {
    local sshd mode
    sshd=$(command -v sshd || echo /usr/sbin/sshd)
    ssh-keygen -q -t ed25519 -N '' -f "$WORK/hostkey"
    # The key that logs in says which router it is.
    # shellcheck disable=SC2154 # the test says which there are
    for mode in $modes; do
        ssh-keygen -q -t ed25519 -N '' -f "$WORK/$mode.key"
        printf 'command="%s %s" %s\n' "$WORK/router" "$mode" "$(cat "$WORK/$mode.key.pub")"
    done >"$WORK/authorized"
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
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
MaxStartups 100
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
    printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$WORK/hostkey.pub")" >"$WORK/known"
}

# ssh_config MODE-OF-R1 MODE-OF-R2
ssh_config() {
    local host=r1 mode
    for mode in "$@"; do
        cat <<END
Host $host
    HostName 127.0.0.1
    Port $port
    User $(id -un)
    IdentityFile $WORK/$mode.key
    IdentitiesOnly yes
    UserKnownHostsFile $WORK/known
END
        host=r2
    done
}
