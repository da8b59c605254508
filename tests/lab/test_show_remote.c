/* SPDX-License-Identifier: ISC */
/* What show commands say of VPN clients. */
#include "tests/lab/remote.h"

static struct remote *connected(enum release release)
{
    struct remote *n = remote_new_with(release, NULL);
    world_pass(n->p->world, 10000);
    assert_true(remote_answers(n, 0) && remote_answers(n, 1));
    return n;
}

static void test_pool(void **state)
{
    (void)state;
    struct remote *n = connected(IOS_12_2);
    assert_string_equal(
        pair_type(n->p, 0, "show ip local pool"),
        " Pool                     Begin           End             Free  In use\r\n"
        " VPN1-RA                  10.254.1.1      10.254.1.10        8       2\r\n");
    const char *text = pair_type(n->p, 0, "show ip local pool VPN1-RA");
    assert_has(text, "Available addresses:\r\n   10.254.1.3\r\n");
    assert_has(text, "Inuse addresses:\r\n   10.254.1.1\r\n   10.254.1.2\r\n");
    assert_has(pair_type(n->p, 0, "show ip local pool none"), "No such pool");
    pair_configure(n->p, 0, "ip local pool VPN1-RA 10.254.1.9\n");
    assert_has(pair_type(n->p, 0, "show ip local pool VPN1-RA"), "Inuse addresses:\r\n   None");
    remote_free(n);
    n = connected(IOS_15);
    assert_has(pair_type(n->p, 0, "show ip local pool"), "In use   Blocked\r\n");
    remote_free(n);
}

static void test_maps(void **state)
{
    (void)state;
    struct remote *n = connected(IOS_12_2);
    assert_string_equal(pair_type(n->p, 0, "show crypto dynamic-map"),
                        "Crypto Map Template\"VPN1-RA\" 1\r\n"
                        "        No matching address list set.\r\n"
                        "        Security association lifetime: 4608000 kilobytes/3600 seconds\r\n"
                        "        PFS (Y/N): N\r\n"
                        "        Transform sets={ VPN1-RA, }\r\n"
                        "        Reverse Route Injection Enabled\r\n\r\n");
    assert_has(pair_type(n->p, 0, "show crypto dynamic-map tag none"), "No crypto dynamic maps");
    const char *text = pair_type(n->p, 0, "show crypto map");
    assert_has(text, "Crypto Map \"VPN1\" 20 ipsec-isakmp\r\n"
                     "        Dynamic map template tag: VPN1-RA\r\n");
    assert_has(text, "Crypto Map \"VPN1\" 65536 ipsec-isakmp\r\n        Peer = 50.1.1.");
    assert_has(text, "            access-list  permit ip any host 10.254.1.1\r\n");
    assert_has(text, "dynamic (created from dynamic map VPN1-RA/1)");
    assert_has(text, "Crypto Map \"VPN1\" 65537 ipsec-isakmp\r\n");
    remote_free(n);
}

static void test_identities_and_routes(void **state)
{
    (void)state;
    struct remote *n = connected(IOS_12_2);
    const char *text = pair_type(n->p, 0, "show crypto ipsec sa peer 50.1.1.2");
    assert_has(text, "local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)");
    assert_has(text, "current_peer: 50.1.1.2\r\n     PERMIT, flags={}");
    assert_has(pair_type(n->p, 0, "show ip route"),
               "S       10.254.1.1 [1/0] via 0.0.0.0, FastEthernet0/0\r\n");
    remote_free(n);
}

static void test_sessions(void **state)
{
    (void)state;
    struct remote *n = connected(IOS_15);
    const char *text = pair_type(n->p, 0, "show crypto session detail");
    assert_has(text, "Interface: FastEthernet0/0\r\nUsername: client1\r\n"
                     "Group: VPN1-RA-GROUP\r\nAssigned address: 10.254.1.");
    assert_has(text, "Phase1_id: VPN1-RA-GROUP\r\n");
    assert_has(text, "Active SAs: 2, origin: dynamic crypto map");
    assert_has(text, "Phase1_id: (none)"); /* the site has not asked yet */
    assert_has(pair_type(n->p, 0, "show crypto isakmp sa"), "QM_IDLE");
    remote_free(n);
}

static void test_states_of_failures(void **state)
{
    (void)state;
    struct remote *n = remote_new_with(IOS_15, "group-unknown");
    world_pass(n->p->world, 20000);
    assert_has(pair_type(n->p, 0, "show crypto isakmp sa"), "AG_NO_STATE");
    assert_has(pair_type(n->p, 0, "show crypto isakmp sa"), "ACTIVE (deleted)");
    remote_free(n);
}

static void test_debugging(void **state)
{
    (void)state;
    struct remote *n = connected(IOS_12_2);
    assert_string_equal(pair_type(n->p, 0, "debug aaa authentication"),
                        "AAA Authentication debugging is on\r\n");
    pair_type(n->p, 0, "debug aaa authorization");
    assert_has(pair_type(n->p, 0, "show debugging"), "General OS:\r\n"
                                                     "  AAA Authentication debugging is on\r\n"
                                                     "  AAA Authorization debugging is on\r\n");
    pair_type(n->p, 0, "terminal monitor");
    pair_type(n->p, 0, "no debug aaa authentication");
    pair_type(n->p, 0, "clear crypto isakmp");
    world_pass(n->p->world, 10000);
    assert_has(buf_str(&n->p->end[0].log), "AAA/AUTHOR ");
    assert_false(has(buf_str(&n->p->end[0].log), "AAA/AUTHEN"));
    remote_free(n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool),
        cmocka_unit_test(test_maps),
        cmocka_unit_test(test_identities_and_routes),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_states_of_failures),
        cmocka_unit_test(test_debugging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
