/* SPDX-License-Identifier: ISC */
/* Keyrings and ISAKMP profiles: typed, printed, and what they mean. */
#include "tests/lab/pair.h"

#include "lab/router/model.h"

static void test_rings_and_profiles_are_printed(void **state)
{
    (void)state;
    static const char text[] = "crypto keyring VPN1-KEYS vrf VPN1\n"
                               "  pre-shared-key address 172.21.25.74 key VPN1\n"
                               "crypto isakmp profile VPN1\n"
                               "   vrf INSIDE\n"
                               "   keyring VPN1-KEYS\n"
                               "   match identity address 172.21.25.74 255.255.255.255 VPN1\n"
                               "   client authentication list USERS\n"
                               "   isakmp authorization list GROUPS\n"
                               "   client configuration address initiate\n"
                               "   client configuration address respond\n"
                               "   keepalive 20 retry 5\n"
                               "crypto map vpn 10 ipsec-isakmp\n set isakmp-profile VPN1\n";
    struct pair *p = pair_new(1);
    pair_configure(p, 0, text);
    const char *reply = pair_type(p, 0, "show running-config");
    assert_has(reply, "crypto keyring VPN1-KEYS vrf VPN1\r\n"
                      " pre-shared-key address 172.21.25.74 key VPN1\r\n");
    assert_has(reply, "crypto isakmp profile VPN1\r\n"
                      " vrf INSIDE\r\n"
                      " keyring VPN1-KEYS\r\n"
                      " match identity address 172.21.25.74 255.255.255.255 VPN1\r\n"
                      " client authentication list USERS\r\n"
                      " isakmp authorization list GROUPS\r\n"
                      " client configuration address initiate\r\n"
                      " client configuration address respond\r\n"
                      " keepalive 20 retry 5\r\n");
    assert_has(reply, " set transform-set myset\r\n set isakmp-profile VPN1\r\n match address 100");
    const struct isakmp_profile *profile = conf_profile(p->end[0].r->conf, "VPN1");
    assert_non_null(profile);
    assert_string_equal(profile->vrf, "INSIDE");
    assert_string_equal(profile->authentication, "USERS");
    assert_string_equal(profile->authorization, "GROUPS");
    assert_true(profile->initiate && profile->respond);
    assert_int_equal(profile->keepalive.seconds, 20);
    assert_int_equal(profile->keepalive.retry, 5);
    assert_string_equal(conf_profile_of(p->end[0].r->conf, "VPN1", 0xac15194aU)->name, "VPN1");
    assert_null(conf_profile_of(p->end[0].r->conf, "", 0xac15194aU));
    pair_free(p);
}

static void test_prompts_of_the_submodes(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_type(p, 0, "configure terminal");
    pair_type(p, 0, "crypto keyring K");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1(conf-keyring)#");
    pair_type(p, 0, "crypto isakmp profile P");
    assert_string_equal(shell_prompt(p->end[0].s), "CE1(conf-isa-prof)#");
    assert_string_equal(pair_type(p, 0, "match identity group staff"), "");
    pair_type(p, 0, "end");
    assert_has(pair_type(p, 0, "show running-config"), "crypto isakmp profile P\r\n match identity "
                                                       "group staff\r\n");
    assert_string_equal(conf_profile_for_group(p->end[0].r->conf, "staff")->name, "P");
    pair_free(p);
}

/* The longest match counts, in the ring of the local end's VRF or among the global keys. */
static void test_key_of_a_peer(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0,
                   "crypto isakmp key any address 0.0.0.0 0.0.0.0\n"
                   "crypto isakmp key net address 10.15.0.0 255.255.0.0 no-xauth\n"
                   "crypto keyring K vrf red\n"
                   " pre-shared-key address 10.15.0.0 255.255.0.0 key inred\n"
                   "crypto keyring G\n"
                   " pre-shared-key address 10.15.58.40 key ring\n");
    const struct conf *c = p->end[0].r->conf;
    assert_string_equal(conf_key(c, "", NULL, 0x0a0f3a26U)->secret, "cisco123");
    assert_string_equal(conf_key(c, "", NULL, 0x0a0f3a27U)->secret, "net");
    assert_true(conf_key(c, "", NULL, 0x0a0f3a27U)->no_xauth);
    assert_string_equal(conf_key(c, "", NULL, 0x0a0f3a28U)->secret, "ring");
    assert_string_equal(conf_key(c, "", NULL, 0x01020304U)->secret, "any");
    assert_string_equal(conf_key(c, "red", NULL, 0x0a0f3a26U)->secret, "inred");
    assert_null(conf_key(c, "blue", NULL, 0x0a0f3a26U));
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rings_and_profiles_are_printed),
        cmocka_unit_test(test_prompts_of_the_submodes),
        cmocka_unit_test(test_key_of_a_peer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
