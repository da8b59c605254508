#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# The lab as a plain OpenSSH client sees it: log in, abbreviate, page, enable, meet the fault, mend
# it in configuration mode, see the ping succeed; in two releases.
set -u
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

for tool in ssh expect; do
    command -v "$tool" >/dev/null || {
        printf 'skipped: no %s here\n' "$tool"
        exit 0
    }
done

lab_start --fault transform-mismatch --seed 5
lab_logins
export PASSWORD_A ENABLE_A PASSWORD_B ENABLE_B SSH_CONFIG

cat >"$WORK/walk.exp" <<'END'
source tests/e2e/login.exp
login ce1 $env(PASSWORD_A) $env(ENABLE_A)
run "sh cry isa sa" {dst +src +state}
run "sh cry" {% Incomplete command\.}
run "c" {% Ambiguous command:  "c"}
run "sh cry isa bogus" {\^\r\n% Invalid input detected at '\^' marker\.}
# One page, one line, and enough.
send "sh run\r"
see { --More-- $}
send "\r"
see { --More-- $}
send "q"
see {CE1#$}
send "sh run\r"
see { --More-- $}
send " "
see {interface FastEthernet0/0.*CE1#$}
run "term len 0" {}
run "sh run" {ip route 192\.168\.2\.0 255\.255\.255\.0 10\.15\.58\.38}
run "ping ip 192.168.2.1 source 192.168.1.1 repeat 2" {Success rate is 0 percent \(0/2\)}
run "sh cry isa sa" {10\.15\.58\.38 +10\.15\.58\.10 +QM_IDLE}
leave

login ce2 $env(PASSWORD_B) $env(ENABLE_B)
run "sh cry ips tra" {ah-md5-hmac}
run "conf t" {Enter configuration commands, one per line\.}
run "cry ips tra myset esp-des esp-md5-hmac" {}
send "\032"
see {\^Z\r\n}
see {CE2#$}
run "sh cry ips tra" {esp-des esp-md5-hmac}
leave

login ce1 $env(PASSWORD_A) $env(ENABLE_A)
# The first echoes are lost while the tunnel comes up.
run "ping ip 192.168.2.1 source 192.168.1.1 repeat 5" {Success rate is [1-9]\d* percent}
run "ping ip 192.168.2.1 source 192.168.1.1 repeat 5" {Success rate is 100 percent \(5/5\)}
run "sh cry ips sa | inc encaps" {#pkts encaps: [1-9]}
leave
END

cat >"$WORK/refused.exp" <<'END'
source tests/e2e/login.exp
spawn ssh -F $env(SSH_CONFIG) ce1
see {assword: $}
send "wrong\r"
see {assword: $}
send "$env(PASSWORD_B)\r"
see {assword: $}
send "$env(PASSWORD_A)\r"
see {CE1>$}
leave
END

expect -f "$WORK/walk.exp" >"$WORK/walk.log" 2>&1 || {
    fail 'the walk by hand; its screen:'
    sed 's/^/    | /' "$WORK/walk.log"
}
expect -f "$WORK/refused.exp" >"$WORK/refused.log" 2>&1 || {
    fail 'the right password after wrong ones; its screen:'
    sed 's/^/    | /' "$WORK/refused.log"
}

# A router has no commands without a shell, and no login without a password.
ssh -F "$SSH_CONFIG" -o BatchMode=yes ce1 'show version' >"$WORK/batch.out" 2>&1
expect_equal 'batch login is refused' "$?" 255
expect_line "$WORK/batch.out" 'Permission denied \(keyboard-interactive,password\)'

# It goes when told to, with all that it wrote.
lab_stop
[ ! -e "$SSH_CONFIG" ] || fail "the lab left $SSH_CONFIG behind"
[ ! -e "$(dirname "$SSH_CONFIG")" ] || fail "the lab left its directory behind"

# The same router in the words of release 15, with a fault that one line mends.
lab_start --ios 15 --fault isakmp-off-b --seed 5
lab_logins
cat >"$WORK/later.exp" <<'END'
source tests/e2e/login.exp
login ce2 $env(PASSWORD_B) $env(ENABLE_B)
run "sh ver" {Version 15}
run "sh run | inc isakmp enable" {no crypto isakmp enable}
run "conf t" {Enter configuration commands, one per line}
run "cry isa ena" {}
run "end" {}
leave

login ce1 $env(PASSWORD_A) $env(ENABLE_A)
run "ping 192.168.2.1 source 192.168.1.1" {Success rate is \d+ percent}
run "ping 192.168.2.1 source 192.168.1.1" {Success rate is 100 percent \(5/5\)}
run "sh cry isa sa" {IPv4 Crypto ISAKMP SA.*10\.15\.58\.38 +10\.15\.58\.10 +QM_IDLE +\d+ ACTIVE}
# What was saved is there after a reload; what was not, and the tunnel, is gone.
run "conf t" {Enter configuration commands, one per line}
run "logging rate-limit 7" {}
run "end" {}
run "wr" {\[OK\]}
run "conf t" {Enter configuration commands, one per line}
run "hostname CE9" {}
run "end" {}
send "reload\r"
see {Save\? \[yes/no\]: $}
send "no\r"
see {Proceed with reload\? \[confirm\]$}
send "\r"
expect eof
wait
login ce1 $env(PASSWORD_A) $env(ENABLE_A)
run "sh ver" {System returned to ROM by reload}
run "sh run | inc rate-limit" {logging rate-limit 7}
run "sh cry session" {Session status: DOWN}
leave
END
expect -f "$WORK/later.exp" >"$WORK/later.log" 2>&1 || {
    fail 'release 15 by hand; its screen:'
    sed 's/^/    | /' "$WORK/later.log"
}
lab_stop
finish
