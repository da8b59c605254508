/* SPDX-License-Identifier: ISC */
#include "session/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect(const char *libssh, enum reason_crypto crypto, const char *want)
{
    char *got = reason_explain(libssh, "the router", crypto);
    assert_string_equal(got, want);
    free(got);
}

static void nothing_in_common(void **state)
{
    (void)state;
    const char *kex = "kex error : no match for method kex algos: server "
                      "[diffie-hellman-group1-sha1], client [curve25519-sha256]";
    expect(kex, REASON_SAFE,
           "no key exchange in common: the router offers diffie-hellman-group1-sha1; for an old "
           "router try --legacy-crypto");
    expect(kex, REASON_LEGACY,
           "no key exchange in common: the router offers diffie-hellman-group1-sha1; this program "
           "has none of these");
    expect("kex error : no match for method encryption client->server: server [3des-cbc], "
           "client [aes256-ctr]",
           REASON_SAFE,
           "no cipher in common: the router offers 3des-cbc; for an old router try "
           "--legacy-crypto");
    expect("kex error : no match for method mac algo client->server: server [hmac-sha1], client []",
           REASON_JUMP,
           "no message authentication in common: the router offers hmac-sha1; for a host on the "
           "way name one in ssh_config: MACs +NAME");
    /* What the switch would not help with. */
    expect("no match for method server host key algo: server [ssh-dss], client [ssh-ed25519]",
           REASON_SAFE,
           "no host key type in common: the router offers ssh-dss; this program has none of these");
}

static void other_complaints(void **state)
{
    (void)state;
    expect("Socket error: disconnected", REASON_SAFE,
           "the router hung up (Socket error: disconnected)");
    expect("Socket error: No such file or directory", REASON_SAFE,
           "the key exchange with the router failed, most likely because no algorithm is in "
           "common; for an old router try --legacy-crypto");
    expect(
        "Failed to verify server hostkey signature", REASON_LEGACY,
        "the router's RSA host key is too short: under 768 bits, as the 512 of old routers, it "
        "cannot be reached by this program at all; a longer one is made with crypto key generate "
        "rsa modulus 2048");
    expect("Received SSH_MSG_DISCONNECT: 2:Too many authentication failures", REASON_SAFE,
           "the router takes no more attempts to log in: too many keys were offered before the "
           "right one; name it with IdentityFile, and IdentitiesOnly yes");
    expect("something new", REASON_SAFE, "something new");
    expect("", REASON_SAFE, "the line went down");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_common),
        cmocka_unit_test(other_complaints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
