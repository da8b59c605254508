/* SPDX-License-Identifier: ISC */
/* Several peers and map entries on one router: which one is taken, and what is accepted. */
#include "tests/lab/tap.h"

#include "lab/crypto/ipsec.h"

#define PING "ping ip 192.168.2.1 source 192.168.1.1"
#define BACK "ping ip 192.168.1.1 source 192.168.2.1"
#define ENTRY "crypto map vpn 10 ipsec-isakmp\n "

/* The first peer is not there: after five more tries the second one is asked. */
static void test_next_peer(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_configure(p, 0,
                   ENTRY "no set peer 10.15.58.38\n set peer 10.15.58.99\n"
                         " set peer 10.15.58.38\n"
                         "crypto isakmp key cisco123 address 10.15.58.99");
    pair_debug(p);
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "10.15.58.99     10.15.58.10     MM_NO");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "current_peer: 10.15.58.99");
    world_pass(p->world, 61 * 1000);
    assert_has(buf_str(&p->end[0].log), "deleting SA reason \"death by retransmission P1\" state "
                                        "(I) MM_NO_STATE (peer 10.15.58.99)");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "current_peer: 10.15.58.38");
    /* A change elsewhere does not send it back to the first. */
    pair_configure(p, 0, "hostname CE1");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_free(p);
}

static void test_peer_without_key(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_configure(p, 0,
                   ENTRY "no set peer 10.15.58.38\n set peer 10.15.58.99\n"
                         " set peer 10.15.58.38 default");
    assert_has(pair_type(p, 0, PING), "..!!!\r\nSuccess rate is 60 percent (3/5)");
    pair_free(p);
}

/* Whichever of its peers asks, the entry is for it. */
static void test_any_peer_may_ask(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_configure(p, 1,
                   ENTRY "no set peer 10.15.58.10\n set peer 10.15.58.99\n"
                         " set peer 10.15.58.10");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "current_peer: 10.15.58.10");
    assert_has(pair_type(p, 1, BACK), "100 percent (5/5)");
    pair_free(p);
}

#define LARGER                                                                                     \
    "access-list 105 permit ip 192.168.1.0 0.0.0.255 192.168.0.0 0.0.255.255\n"                    \
    "crypto isakmp key cisco123 address 10.15.58.99\n"                                             \
    "crypto map vpn 5 ipsec-isakmp\n set peer 10.15.58.99\n set transform-set myset\n"             \
    " match address 105\n"

/* A larger network's entry stands before the one for this peer. */
static void test_larger_network_first(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_configure(p, 0, LARGER);
    pair_debug(p);
    assert_has(pair_type(p, 1, BACK), "0 percent (0/5)");
    assert_has(buf_str(&p->end[0].log), "IPSEC(validate_transform_proposal): peer address "
                                        "10.15.58.38 not found");
    assert_has(buf_str(&p->end[0].log), "IPsec policy invalidated proposal");
    assert_has(buf_str(&p->end[1].log), "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3");
    /* CE1 itself turns to the other peer. */
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "10.15.58.99");
    pair_configure(p, 0,
                   "no crypto map vpn 5\n"
                   "crypto map vpn 20 ipsec-isakmp\n set peer 10.15.58.99\n"
                   " set transform-set myset\n match address 105\n");
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    pair_free(p);
}

/* An entry slips in before the one whose SAs are in use. */
static void test_identity_does_not_match(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_type(p, 1, BACK);
    pair_debug(p);
    pair_configure(p, 0, LARGER);
    assert_has(pair_type(p, 1, BACK), "0 percent (0/5)");
    assert_has(buf_str(&p->end[0].log),
               "Identity doesn't match negotiated identity\n"
               "        (ip) dest_addr= 192.168.1.1, src_addr= 192.168.2.1, prot= 1\n"
               "        (ident) local=10.15.58.10, remote=10.15.58.38\n"
               "        local_proxy=192.168.1.0/255.255.255.0/0/0,\n"
               "        remote_proxy=192.168.2.0/255.255.255.0/0/0\n");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "#recv errors 5");
    pair_configure(p, 0, "no crypto map vpn 5");
    assert_has(pair_type(p, 1, BACK), "100 percent (5/5)");
    pair_free(p);
}

/* The list changes while the answer is on its way. */
static void test_list_changes_on_the_way(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_debug(p);
    link_trouble(p->link, &(struct link_trouble){.delay_ms = 500});
    pair_type(p, 0, PING " repeat 1");
    while (!has(buf_str(&p->end[0].log), "beginning Quick Mode exchange"))
        assert_true(world_step(p->world));
    pair_configure(p, 0, "no access-list 100\naccess-list 100 permit ip host 192.168.1.1 any");
    world_pass(p->world, 5000);
    assert_has(buf_str(&p->end[0].log), "IPSEC(initialize_sas): invalid proxy IDs");
    assert_false(has(buf_str(&p->end[0].log), "Creating IPsec SAs"));
    link_trouble(p->link, &(struct link_trouble){0});
    pair_configure(p, 0,
                   "no access-list 100\n"
                   "access-list 100 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255");
    world_pass(p->world, 100 * 1000);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

#define ENDS(here, there)                                                                          \
    "no access-list 100\naccess-list 100 permit ip host " here " host " there "\n"
#define TRANSPORT "crypto ipsec transform-set myset esp-des esp-md5-hmac\n mode transport\n"

static struct pair *between_ends(const char *first, const char *second)
{
    struct pair *p = pair_new(2);
    pair_configure(p, 0, ENDS("10.15.58.10", "10.15.58.38"));
    pair_configure(p, 1, ENDS("10.15.58.38", "10.15.58.10"));
    pair_configure(p, 0, first);
    pair_configure(p, 1, second);
    pair_debug(p);
    return p;
}

static void test_transport_mode(void **state)
{
    (void)state;
    struct pair *p = between_ends(TRANSPORT, TRANSPORT);
    assert_has(pair_type(p, 0, "ping 10.15.58.38"), "80 percent (4/5)");
    assert_has(buf_str(&p->end[1].log), "encaps is 2");
    assert_has(buf_str(&p->end[1].log), "flags= 0x0");
    for (int i = 0; i < 2; i++)
        assert_has(pair_type(p, i, "show crypto ipsec sa"), "in use settings ={Transport, }");
    pair_free(p);
    /* For other traffic a set in transport mode makes tunnels. */
    p = pair_new(2);
    pair_configure(p, 0, TRANSPORT);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    assert_has(pair_type(p, 0, "show crypto ipsec sa"), "in use settings ={Tunnel, }");
    pair_free(p);
}

static void test_modes_differ(void **state)
{
    (void)state;
    for (int end = 0; end < 2; end++) {
        struct pair *p = between_ends(end == 0 ? TRANSPORT : "", end == 1 ? TRANSPORT : "");
        assert_has(pair_type(p, 0, "ping 10.15.58.38"), "0 percent (0/5)");
        assert_has(buf_str(&p->end[1].log), end == 0 ? "invalid transform proposal flags -- 0x0"
                                                     : "invalid transform proposal flags -- 0x4");
        pair_configure(p, end,
                       "crypto ipsec transform-set myset esp-des esp-md5-hmac\n"
                       " no mode transport\n mode tunnel");
        assert_has(pair_type(p, 0, "ping 10.15.58.38"), "80 percent (4/5)");
        pair_free(p);
    }
}

static void test_transforms(void **state)
{
    (void)state;
    static const char *const sets[] = {"esp-null esp-sha-hmac", "ah-md5-hmac", "esp-aes 256",
                                       "ah-sha-hmac esp-aes 192 esp-sha-hmac", "esp-3des"};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        char line[120];
        struct pair *p = pair_new(2);
        snprintf(line, sizeof line, "crypto ipsec transform-set myset %s", sets[i]);
        pair_configure(p, 0, line);
        pair_configure(p, 1, line);
        assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
        assert_has(pair_type(p, 1, BACK), "100 percent (5/5)");
        bool verified = strstr(sets[i], "hmac") != NULL;
        assert_has(pair_type(p, 0, "show crypto ipsec sa"),
                   verified ? "replay detection support: Y" : "replay detection support: N");
        pair_free(p);
    }
}

/* The tunnel ends at an interface of its own. */
static void test_local_address(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_configure(p, 0,
                   "interface Loopback0\n ip address 10.9.9.1 255.255.255.255\n"
                   "crypto map vpn local-address Loopback0");
    pair_configure(p, 1,
                   "ip route 10.9.9.1 255.255.255.255 10.15.58.10\n"
                   "crypto isakmp key cisco123 address 10.9.9.1\n" ENTRY
                   "no set peer 10.15.58.10\n set peer 10.9.9.1");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    assert_has(pair_type(p, 1, "show crypto isakmp sa"), "10.15.58.38     10.9.9.1");
    assert_has(pair_type(p, 1, BACK), "100 percent (5/5)");
    pair_free(p);
}

/* Two interfaces with one map and one address of the tunnel have its SAs in common. */
static void test_two_interfaces_share(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_configure(p, 0,
                   "interface Loopback0\n ip address 10.9.9.1 255.255.255.255\n"
                   "crypto map vpn local-address Loopback0\n"
                   "interface FastEthernet0/0.2\n ip address 10.15.60.10 255.255.255.0\n"
                   " crypto map vpn");
    pair_configure(p, 1,
                   "ip route 10.9.9.1 255.255.255.255 10.15.58.10\n"
                   "crypto isakmp key cisco123 address 10.9.9.1\n" ENTRY
                   "no set peer 10.15.58.10\n set peer 10.9.9.1\n"
                   "interface FastEthernet0/0.2\n ip address 10.15.60.38 255.255.255.0");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    /* The way out changes; the SAs stay. */
    pair_configure(p, 0,
                   "no ip route 192.168.2.0 255.255.255.0 10.15.58.38\n"
                   "ip route 192.168.2.0 255.255.255.0 10.15.60.38");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#pkts decaps: 9,");
    /* Without the map on that interface the traffic leaves in clear. */
    pair_configure(p, 0, "interface FastEthernet0/0.2\n no crypto map");
    pair_type(p, 0, PING);
    assert_has(pair_type(p, 1, "show crypto ipsec sa"), "#pkts decaps: 9,");
    pair_free(p);
}

/* The name of a map is no map yet. */
static void test_map_without_entries(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    pair_configure(p, 1, "interface FastEthernet0/0\n no crypto map\n crypto map later");
    pair_debug(p);
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(buf_str(&p->end[1].log), "no IPSEC cryptomap exists for local address 10.15.58.38");
    assert_has(buf_str(&p->end[1].log), "atts not acceptable. Next payload is 0");
    pair_configure(p, 1,
                   "crypto map later 10 ipsec-isakmp\n set peer 10.15.58.10\n"
                   " set transform-set myset\n match address 100");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

static void test_isakmp_off(void **state)
{
    (void)state;
    for (int end = 0; end < 2; end++) {
        struct pair *p = pair_new(2);
        pair_configure(p, end, "no crypto isakmp enable");
        pair_debug(p);
        assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
        assert_has(pair_type(p, 1, BACK), "0 percent (0/5)");
        assert_false(has(buf_str(&p->end[end].log), "ISAKMP"));
        pair_configure(p, end, "crypto isakmp enable\ncrypto isakmp identity hostname");
        assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
        pair_free(p);
    }
}

/* A hub with a tunnel to each of two peers: what befalls one leaves the other alone. */
static void test_two_tunnels(void **state)
{
    (void)state;
    struct pair *p = pair_new(2);
    struct router *third = pair_router(p->world, pair_ce2, 5, IOS_12_2);
    struct err e = {0};
    link_attach(p->link, third);
    router_configure(third,
                     "hostname CE3\ninterface FastEthernet0/0\n ip address 10.15.58.50 "
                     "255.255.255.0\ninterface FastEthernet0/1\n ip address 192.168.3.1 "
                     "255.255.255.0\nno access-list 100\n"
                     "access-list 100 permit ip 192.168.3.0 0.0.0.255 192.168.1.0 0.0.0.255\n",
                     &e);
    assert_string_equal(e.text, "");
    pair_configure(p, 0,
                   "crypto isakmp key cisco123 address 10.15.58.50\n"
                   "crypto map vpn 20 ipsec-isakmp\n set peer 10.15.58.50\n"
                   " set transform-set myset\n match address 120\n"
                   "access-list 120 permit ip 192.168.1.0 0.0.0.255 192.168.3.0 0.0.0.255\n"
                   "ip route 192.168.3.0 255.255.255.0 10.15.58.50");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    assert_has(pair_type(p, 0, "ping 192.168.3.1 source 192.168.1.1"), "80 percent (4/5)");
    assert_int_equal(count_of(pair_type(p, 0, "show crypto isakmp sa"), "QM_IDLE"), 2);
    pair_type(p, 0, "clear crypto sa peer 10.15.58.50");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    assert_has(pair_type(p, 0, "ping 192.168.3.1 source 192.168.1.1"), "80 percent (4/5)");
    router_restart(p->end[1].r);
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(pair_type(p, 0, "ping 192.168.3.1 source 192.168.1.1"), "100 percent (5/5)");
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    assert_has(pair_type(p, 0, "ping 192.168.3.1 source 192.168.1.1"), "100 percent (5/5)");
    router_free(third);
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next_peer),
        cmocka_unit_test(test_peer_without_key),
        cmocka_unit_test(test_any_peer_may_ask),
        cmocka_unit_test(test_larger_network_first),
        cmocka_unit_test(test_identity_does_not_match),
        cmocka_unit_test(test_list_changes_on_the_way),
        cmocka_unit_test(test_transport_mode),
        cmocka_unit_test(test_modes_differ),
        cmocka_unit_test(test_transforms),
        cmocka_unit_test(test_local_address),
        cmocka_unit_test(test_two_interfaces_share),
        cmocka_unit_test(test_map_without_entries),
        cmocka_unit_test(test_isakmp_off),
        cmocka_unit_test(test_two_tunnels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
