/* SPDX-License-Identifier: ISC */
/* The guide's listings of the years of 12.2: pages 3-7 to 3-12 and B-8 to B-11. */
#include "lab/net/link.h"
#include "tests/lab/guide.h"

#define PSK " authentication pre-share\n"

/* Page 3-7. */
static void test_ipsec_sa_with_compression(void **state)
{
    (void)state;
    static const char policy[] = "crypto isakmp policy 1\n" PSK;
    static const char sets[] = "crypto ipsec transform-set t esp-3des esp-md5-hmac\n";
    static const struct guide_end ends[] = {
        {"r1", policy, sets, "test", "10", " set transform-set t\n", "FastEthernet0", "12.1.1.1",
         "255.255.255.0", "12.1.1.2", "FastEthernet1", "20.1.1.1", "10.1.1.0", "101",
         "permit ip 20.1.1.0 0.0.0.255 10.1.1.0 0.0.0.255", NULL},
        {"r2", policy, sets, "test", "10", " set transform-set t\n", "FastEthernet0", "12.1.1.2",
         "255.255.255.0", "12.1.1.1", "FastEthernet1", "10.1.1.1", "20.1.1.0", "101",
         "permit ip 10.1.1.0 0.0.0.255 20.1.1.0 0.0.0.255", NULL}};
    struct pair *p = guide_pair(IOS_12_2, ends);
    assert_has(pair_type(p, 0, "ping 10.1.1.1 source FastEthernet1"), "(4/5)");
    struct ident *id = guide_ident(p);
    id->encaps = id->digests = 7767918;
    id->decaps = id->verified = 7760382;
    guide_spi(p, false, IPSEC_ESP, 0x3D3);
    guide_age(p, 52);
    char *listing = guide_reply("3-07-show-crypto-ipsec-sa");
    /* Typeset twice. */
    listing = listing_mend(listing, "inbound pcp sas:\ninbound pcp sas:", "inbound pcp sas:");
    guide_compare(p, "show crypto ipsec sa", listing, LISTING_IDS | LISTING_COUNTERS);
    pair_free(p);
}

static const struct guide_end states[] = {
    {"r1", "crypto isakmp policy 10\n" PSK, "crypto ipsec transform-set t esp-des\n", "m", "10",
     " set transform-set t\n", "FastEthernet0", "192.168.1.1", "192.0.0.0", "192.1.66.1", NULL,
     NULL, NULL, "101", "permit ip host 192.168.1.1 host 192.1.66.1", NULL},
    {"r2", "crypto isakmp policy 10\n" PSK, "crypto ipsec transform-set t esp-des\n", "m", "10",
     " set transform-set t\n", "FastEthernet0", "192.1.66.1", "192.0.0.0", "192.168.1.1", NULL,
     NULL, NULL, "101", "permit ip host 192.1.66.1 host 192.168.1.1", NULL}};

static void compare_state(struct pair *p, const char *name)
{
    guide_check(p, "show crypto isakmp sa", name, LISTING_COUNTERS);
    pair_free(p);
}

/* Page 3-10. */
static void test_isakmp_states(void **state)
{
    (void)state;
    struct pair *p = guide_pair(IOS_12_2, states);
    pair_type(p, 0, "ping 192.1.66.1");
    compare_state(p, "3-10-show-crypto-isakmp-sa-idle");

    p = guide_pair(IOS_12_2, states);
    link_trouble(p->link, &(struct link_trouble){.cut = true});
    pair_type(p, 0, "ping 192.1.66.1");
    compare_state(p, "3-10-show-crypto-isakmp-sa-no-state");

    p = guide_pair(IOS_12_2, states);
    pair_configure(p, 1, "crypto isakmp key other address 192.168.1.1");
    pair_type(p, 0, "ping 192.1.66.1");
    compare_state(p, "3-10-show-crypto-isakmp-sa-key-exchange");
}

/* Page 3-10: the way goes dark after the policies are agreed upon. */
static void test_isakmp_setup(void **state)
{
    (void)state;
    struct pair *p = guide_pair(IOS_12_2, states);
    struct shell *other = pair_shell(p, 0);
    struct ike_row row = {0};
    p->end[0].done = false;
    shell_line(other, "ping 192.1.66.1");
    while (!ike_row(p->end[0].r->ike, 0, &row) || strcmp(row.state, "MM_SA_SETUP") != 0)
        assert_true(world_step(p->world));
    link_trouble(p->link, &(struct link_trouble){.cut = true});
    shell_escape(other);
    compare_state(p, "3-10-show-crypto-isakmp-sa-setup");
}

/* Page 3-11. */
static void test_keys(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    pair_configure(p, 0,
                   "no crypto isakmp key cisco123 address 10.15.58.38\n"
                   "crypto isakmp key cisco address 192.168.1.1\n"
                   "crypto isakmp key beehive address 192.16.7.1");
    guide_check(p, "show crypto isakmp key", "3-11-show-crypto-isakmp-key", 0);
    pair_free(p);
}

/* Page 3-11. */
static void test_engine(void **state)
{
    (void)state;
    static const char policy[] = "crypto isakmp policy 1\n encryption 3des\n" PSK;
    static const char sets[] = "crypto ipsec transform-set t esp-3des esp-sha-hmac\n";
    static const struct guide_end ends[] = {
        {"UUT", policy, sets, "m", "10", " set transform-set t\n", "Serial5/0", "192.168.1.1",
         "255.255.255.0", "192.168.1.2", NULL, NULL, NULL, "101",
         "permit ip host 192.168.1.1 host 192.168.1.2", NULL},
        {"UUT2", policy, sets, "m", "10", " set transform-set t\n", "Serial5/0", "192.168.1.2",
         "255.255.255.0", "192.168.1.1", NULL, NULL, NULL, "101",
         "permit ip host 192.168.1.2 host 192.168.1.1", NULL}};
    struct pair *p = guide_pair(IOS_12_2, ends);
    pair_type(p, 0, "ping 192.168.1.2");
    ident_sa(guide_ident(p), true, IPSEC_ESP)->packets = 1987;
    ident_sa(guide_ident(p), false, IPSEC_ESP)->packets = 2378;
    char *listing = guide_reply("3-11-show-crypto-engine-connections-active");
    guide_compare(p, "show crypto engine connections active", listing, LISTING_COUNTERS);
    pair_free(p);
}

/* Page 3-12. */
static void test_ipsec_sa_of_hosts(void **state)
{
    (void)state;
    static const char policy[] = "crypto isakmp policy 1\n" PSK;
    static const char sets[] = "crypto ipsec transform-set t esp-3des esp-sha-hmac\n";
    static const struct guide_end ends[] = {
        {"7200-Gen", policy, sets, "crypmap1", "10", " set transform-set t\n", "ATM5/0.1",
         "192.1.1.1", "192.0.0.0", "192.168.1.1", NULL, NULL, NULL, "101",
         "permit ip host 10.1.1.1 host 100.1.1.1",
         "interface ATM5/0\n no shutdown\n"
         "interface Loopback0\n ip address 10.1.1.1 255.255.255.255\n"
         "ip route 100.1.1.1 255.255.255.255 192.168.1.1\n"},
        {"peer", policy, sets, "crypmap1", "10", " set transform-set t\n", "ATM5/0.1",
         "192.168.1.1", "192.0.0.0", "192.1.1.1", NULL, NULL, NULL, "101",
         "permit ip host 100.1.1.1 host 10.1.1.1",
         "interface ATM5/0\n no shutdown\n"
         "interface Loopback0\n ip address 100.1.1.1 255.255.255.255\n"
         "ip route 10.1.1.1 255.255.255.255 192.1.1.1\n"}};
    struct pair *p = guide_pair(IOS_12_2, ends);
    assert_has(pair_type(p, 0, "ping 100.1.1.1 source Loopback0"), "(4/5)");
    guide_spi(p, false, IPSEC_ESP, 0x5ECB6495);
    guide_age(p, 590);
    guide_check(p, "show crypto ipsec sa", "3-12-show-crypto-ipsec-sa",
                LISTING_IDS | LISTING_COUNTERS);
    pair_free(p);
}

/* Page B-8. */
static void test_policies_that_differ(void **state)
{
    (void)state;
    struct pair *p = pair_new(1);
    guide_check(p, "show crypto isakmp policy", "b-08-show-crypto-isakmp-policy-ce1", 0);
    pair_configure(p, 0, "crypto isakmp policy 10\n hash sha");
    guide_check(p, "show crypto isakmp policy", "b-08-show-crypto-isakmp-policy-ce2", 0);
    pair_free(p);
}

/* Page B-11: phase 1 stands although phase 2 has failed, and is then cleared. */
static void test_isakmp_sa_alone(void **state)
{
    (void)state;
    static const char heading[] = "dst src state conn-id slot\n";
    struct pair *p = pair_new(1);
    pair_configure(p, 1, "crypto ipsec transform-set myset esp-3des esp-sha-hmac");
    pair_type(p, 0, "ping 192.168.2.1 source f0/1");
    guide_compare(p, "show crypto isakmp sa",
                  mem_printf("%s10.15.58.38 10.15.58.10 QM_IDLE 1 0\n", heading), 0);
    pair_type(p, 0, "clear crypto isakmp");
    guide_compare(p, "show crypto isakmp sa", mem_dup(heading), 0);
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ipsec_sa_with_compression),
        cmocka_unit_test(test_isakmp_states),
        cmocka_unit_test(test_isakmp_setup),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_engine),
        cmocka_unit_test(test_ipsec_sa_of_hosts),
        cmocka_unit_test(test_policies_that_differ),
        cmocka_unit_test(test_isakmp_sa_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
