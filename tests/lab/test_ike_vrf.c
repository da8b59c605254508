/* SPDX-License-Identifier: ISC */
/* Tunnels that end in a VRF: keyrings, profiles, and where packets come from and go to. */
#include "tests/lab/tap.h"

#include "lab/crypto/ipsec.h"

#define PING "ping vrf VPN1 192.168.2.1 source 192.168.1.1"
#define BACK "ping ip 192.168.1.1 source 192.168.2.1"

#define HEAD                                                                                       \
    "hostname CE1\nenable secret letmein\nip vrf VPN1\n rd 100:1\n"                                \
    "crypto isakmp policy 10\n hash md5\n authentication pre-share\n"                              \
    "crypto ipsec transform-set myset esp-des esp-md5-hmac\n"                                      \
    "access-list 100 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"                      \
    "interface FastEthernet0/1\n ip vrf forwarding VPN1\n"                                         \
    " ip address 192.168.1.1 255.255.255.0\n"
#define MAP                                                                                        \
    "crypto map vpn 10 ipsec-isakmp\n set peer 10.15.58.38\n set transform-set myset\n"            \
    " match address 100\n"
#define RING "crypto keyring VPN1-KEYS vrf VPN1\n pre-shared-key address 10.15.58.38 key cisco123\n"

/* Outside and inside in one VRF, as on page 2-4. */
static const char one_vrf[] = HEAD RING MAP
    "interface FastEthernet0/0\n ip vrf forwarding VPN1\n ip address 10.15.58.10 255.255.255.0\n"
    " crypto map vpn\n"
    "ip route vrf VPN1 192.168.2.0 255.255.255.0 10.15.58.38\n"
    "ip route 0.0.0.0 0.0.0.0 FastEthernet2/0\n"
    "interface FastEthernet2/0\n ip address 10.1.1.1 255.255.255.0\n";

/* Outside in the global table, inside in the VRF: the profile says where. */
static const char front_door[] =
    HEAD "crypto keyring KEYS\n pre-shared-key address 10.15.58.38 key cisco123\n"
         "crypto isakmp profile VPN1\n vrf VPN1\n keyring KEYS\n"
         " match identity address 10.15.58.38 255.255.255.255\n" MAP " set isakmp-profile VPN1\n"
         "interface FastEthernet0/0\n ip address 10.15.58.10 255.255.255.0\n crypto map vpn\n"
         "ip route vrf VPN1 192.168.2.0 255.255.255.0 10.15.58.38 global\n";

static struct pair *vrf_pair(const char *first, enum release release)
{
    struct pair *p = pair_new_with(3, release, first, pair_ce2);
    pair_debug(p);
    return p;
}

static void test_both_sides_in_one_vrf(void **state)
{
    (void)state;
    struct pair *p = vrf_pair(one_vrf, IOS_12_2);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    assert_has(pair_type(p, 1, BACK), "100 percent (5/5)");
    assert_string_equal(p->end[0].r->ipsec->idents->vrf, "VPN1");
    assert_string_equal(p->end[0].r->ipsec->idents->inside, "VPN1");
    pair_free(p);
    p = vrf_pair(one_vrf, IOS_12_2);
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    pair_free(p);
}

/* A key for the global table is none for a local end in a VRF. */
static void test_key_needs_a_ring(void **state)
{
    (void)state;
    struct pair *p = vrf_pair(one_vrf, IOS_12_2);
    pair_configure(p, 0,
                   "no crypto keyring VPN1-KEYS\n"
                   "crypto isakmp key cisco123 address 10.15.58.38");
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    assert_has(buf_str(&p->end[0].log), "ISAKMP: No cert, and no keys (public or pre-shared) with "
                                        "remote peer 10.15.58.38");
    assert_has(pair_type(p, 1, BACK), "0 percent (0/5)");
    assert_has(buf_str(&p->end[0].log), "No pre-shared key with 10.15.58.38!");
    pair_configure(p, 0, RING);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

/* Up to 12.3 the peer must be reachable by the global table as well. */
static void test_global_route_is_needed(void **state)
{
    (void)state;
    struct pair *p = vrf_pair(one_vrf, IOS_12_2);
    pair_configure(p, 0, "no ip route 0.0.0.0 0.0.0.0 FastEthernet2/0");
    assert_has(pair_type(p, 1, BACK), "0 percent (0/5)");
    assert_has(pair_type(p, 0, "show crypto isakmp sa"), "MM_SA_SETUP");
    assert_has(pair_type(p, 1, "show crypto isakmp sa"), "MM_NO_STATE");
    world_pass(p->world, 11 * 1000);
    const char *log = buf_str(&p->end[0].log);
    assert_has(log, "sending packet to 10.15.58.38 (R) MM_SA_SETUP");
    assert_has(log, "retransmitting due to retransmit phase 1");
    assert_int_equal(count_of(log, "retransmitting phase 1 MM_SA_SETUP..."), 2);
    pair_configure(p, 0, "ip route 0.0.0.0 0.0.0.0 10.1.1.2");
    world_pass(p->world, 11 * 1000);
    assert_has(pair_type(p, 1, BACK), "100 percent (5/5)");
    pair_free(p);
    p = vrf_pair(one_vrf, IOS_15);
    pair_configure(p, 0, "no ip route 0.0.0.0 0.0.0.0 FastEthernet2/0");
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    assert_has(buf_str(&p->end[0].log), "from 10.15.58.38 dport 500 sport 500 VPN1 (N) NEW SA");
    assert_has(buf_str(&p->end[1].log), "from 10.15.58.10 dport 500 sport 500 Global (I) ");
    pair_free(p);
}

static void test_profile_leads_inside(void **state)
{
    (void)state;
    struct pair *p = vrf_pair(front_door, IOS_12_2);
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    assert_has(pair_type(p, 0, PING), "100 percent (5/5)");
    const struct ident *id = p->end[0].r->ipsec->idents;
    assert_string_equal(id->vrf, "");
    assert_string_equal(id->inside, "VPN1");
    assert_int_equal(id->decaps, 9);
    pair_free(p);
    p = vrf_pair(front_door, IOS_12_2);
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

/* For the whole map instead of one entry. */
static void test_profile_of_a_map(void **state)
{
    (void)state;
    struct pair *p = vrf_pair(front_door, IOS_12_2);
    pair_configure(p, 0, "crypto map vpn 10\n no set isakmp-profile VPN1");
    assert_has(pair_type(p, 0, PING), "0 percent (0/5)");
    pair_configure(p, 0, "crypto map vpn isakmp-profile VPN1");
    assert_has(pair_type(p, 0, "show running-config"), "crypto map vpn isakmp-profile VPN1\r\n");
    assert_has(pair_type(p, 0, PING), "80 percent (4/5)");
    pair_free(p);
}

/* Without the profile's VRF what is decrypted goes on in the global table, and nowhere. */
static void test_profile_without_vrf(void **state)
{
    (void)state;
    struct pair *p = vrf_pair(front_door, IOS_12_2);
    pair_configure(p, 0, "crypto isakmp profile VPN1\n no vrf VPN1");
    assert_has(pair_type(p, 1, BACK), "0 percent (0/5)");
    assert_has(pair_type(p, 1, "show crypto isakmp sa"), "QM_IDLE");
    pair_configure(p, 0, "crypto isakmp profile VPN1\n vrf VPN1");
    pair_type(p, 1, "clear crypto sa");
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    pair_free(p);
}

/* A map entry with a profile is for peers of that profile only. */
static void test_profile_of_another(void **state)
{
    (void)state;
    struct pair *p = vrf_pair(front_door, IOS_12_2);
    pair_configure(p, 0,
                   "crypto isakmp profile VPN1\n"
                   " no match identity address 10.15.58.38 255.255.255.255\n"
                   " match identity address 10.15.58.99 255.255.255.255\n");
    assert_has(pair_type(p, 1, BACK), "0 percent (0/5)");
    assert_has(buf_str(&p->end[0].log), "proxy identities not supported");
    pair_configure(p, 0,
                   "crypto isakmp profile VPN1\n"
                   " match identity address 10.15.58.0 255.255.255.0\n");
    pair_type(p, 0, "clear crypto isakmp");
    world_pass(p->world, 1000);
    assert_has(pair_type(p, 1, BACK), "80 percent (4/5)");
    pair_free(p);
}

#define TENANT(name, outside, peer, port)                                                          \
    "ip vrf " name "\n rd 100:" port "\n"                                                          \
    "crypto keyring " name " vrf " name "\n pre-shared-key address " peer " key " name "\n"        \
    "crypto map " name " 10 ipsec-isakmp\n set peer " peer "\n set transform-set myset\n"          \
    " match address 100\n"                                                                         \
    "interface FastEthernet" port "/0\n ip vrf forwarding " name "\n ip address " outside          \
    " 255.255.255.0\n crypto map " name "\n"                                                       \
    "interface FastEthernet" port "/1\n ip vrf forwarding " name "\n"                              \
    " ip address 192.168.1.1 255.255.255.0\n"                                                      \
    "ip route vrf " name " 192.168.2.0 255.255.255.0 " peer "\n"

/* Two tenants with the same networks, each with a key of its own. */
static const char two_tenants[] =
    "hostname PE1\nenable secret letmein\n"
    "crypto isakmp policy 10\n hash md5\n authentication pre-share\n"
    "crypto ipsec transform-set myset esp-des esp-md5-hmac\n"
    "access-list 100 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
    "interface Loopback0\n ip address 10.1.1.1 255.255.255.255\n"
    "ip route 0.0.0.0 0.0.0.0 FastEthernet3/0\n"
    "interface FastEthernet3/0\n ip address 10.1.2.1 255.255.255.0\n" TENANT(
        "red", "10.15.58.10", "10.15.58.38", "0") TENANT("blue", "10.16.58.10", "10.16.58.38", "1");

static void test_tenants_do_not_meet(void **state)
{
    (void)state;
    struct pair *p = pair_new_with(3, IOS_12_2, two_tenants, pair_ce2);
    struct router *other = pair_router(p->world, pair_ce2, 9, IOS_12_2);
    struct err e = {0};
    link_attach(p->link, other);
    pair_configure(p, 1, "crypto isakmp key red address 10.15.58.10");
    router_configure(other,
                     "interface FastEthernet0/0\n ip address 10.16.58.38 255.255.255.0\n"
                     "crypto isakmp key blue address 10.16.58.10\n"
                     "crypto map vpn 10\n no set peer 10.15.58.10\n set peer 10.16.58.10\n"
                     "no ip route 192.168.1.0 255.255.255.0 10.15.58.10\n"
                     "ip route 192.168.1.0 255.255.255.0 10.16.58.10\n",
                     &e);
    assert_string_equal(e.text, "");
    assert_has(pair_type(p, 0, "ping vrf red 192.168.2.1 source 192.168.1.1"), "80 percent (4/5)");
    assert_int_equal(p->end[1].r->ipsec->idents->decaps, 4);
    assert_null(other->ipsec->idents->sas);
    assert_has(pair_type(p, 0, "ping vrf blue 192.168.2.1 source 192.168.1.1"), "80 percent (4/5)");
    assert_int_equal(p->end[1].r->ipsec->idents->decaps, 4);
    assert_int_equal(other->ipsec->idents->decaps, 4);
    pair_type(p, 0, "clear crypto sa map red");
    assert_has(pair_type(p, 0, "ping vrf blue 192.168.2.1 source 192.168.1.1"), "100 percent");
    assert_has(pair_type(p, 0, "ping vrf red 192.168.2.1 source 192.168.1.1"), "80 percent (4/5)");
    router_free(other);
    pair_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_sides_in_one_vrf),  cmocka_unit_test(test_key_needs_a_ring),
        cmocka_unit_test(test_global_route_is_needed), cmocka_unit_test(test_profile_leads_inside),
        cmocka_unit_test(test_profile_of_a_map),       cmocka_unit_test(test_profile_without_vrf),
        cmocka_unit_test(test_profile_of_another),     cmocka_unit_test(test_tenants_do_not_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
