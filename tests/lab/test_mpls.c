/* SPDX-License-Identifier: ISC */
/* Labels, the paths they make, and CEF: what pages 3-30 and 3-31 of the guide show. */
#include "tests/lab/listing.h"
#include "tests/lab/provider.h"

enum { LOOSE = LISTING_GLUED | LISTING_COUNTERS };

static void test_forwarding_table(void **state)
{
    (void)state;
    struct site *v = provider_new();
    const char *reply = provider_type(v, PE3, "sh mpls for vrf vpn1");
    assert_listing(reply,
                   "Local Outgoing Prefix Bytes tag Outgoing Next Hop\n"
                   "tag tag or VC or Tunnel Id switched interface\n"
                   "17 Aggregate 101.1.2.0/24 [V] 0\n"
                   "20 Aggregate 1.1.1.0/24 [V] 0\n"
                   "21 Aggregate 2.1.1.0/24 [V] 0\n",
                   LOOSE);
    assert_has(reply, "Local  Outgoing    Prefix            Bytes tag  Outgoing   Next Hop");
    assert_has(reply, "17     Aggregate   101.1.2.0/24[V]   0         ");
    assert_has(provider_type(v, PE3, "show tag-switching forwarding-table vrf vpn1"),
               "19     Aggregate   2.1.1.0/24[V]");
    assert_has(provider_type(v, PE1, "show mpls forwarding-table"),
               "17     Untagged    101.1.1.0/24[V]   0          Fa2/0.1    30.1.1.1");
    assert_has(provider_type(v, PE1, "show mpls forwarding-table"),
               "16     17          99.1.1.3/32       0          Fa2/1.1    125.1.10.1");
    assert_has(provider_type(v, PE1, "show mpls forwarding-table vrf none"), "% VRF none does not");
    site_free(v);
}

static void test_forwarding_table_15(void **state)
{
    (void)state;
    struct site *v = provider_with(IOS_15, "none");
    const char *reply = provider_type(v, PE3, "show mpls forwarding-table");
    assert_has(reply, "Local      Outgoing   Prefix           Bytes Label   Outgoing   Next Hop");
    assert_has(reply, "Label      Label      or Tunnel Id     Switched      interface");
    assert_has(reply, "17         No Label   101.1.2.0/24[V]  0             aggregate/vpn1");
    site_free(v);
}

static void test_cef(void **state)
{
    (void)state;
    struct site *v = provider_new();
    const char *reply = provider_type(v, PE1, "sh ip cef vrf vpn1");
    assert_listing(reply,
                   "Prefix Next Hop Interface\n"
                   "0.0.0.0/0 30.1.1.1 FastEthernet2/0.1\n"
                   "0.0.0.0/32 receive\n"
                   "1.1.1.0/24 125.1.10.1 FastEthernet2/1.1\n"
                   "2.1.1.0/24 125.1.10.1 FastEthernet2/1.1\n"
                   "30.1.1.0/24 attached FastEthernet2/0.1\n"
                   "30.1.1.0/32 receive\n"
                   "30.1.1.1/32 30.1.1.1 FastEthernet2/0.1\n"
                   "30.1.1.2/32 receive\n"
                   "30.1.1.255/32 receive\n"
                   "101.1.1.0/24 30.1.1.1 FastEthernet2/0.1\n"
                   "101.1.2.0/24 125.1.10.1 FastEthernet2/1.1\n"
                   "224.0.0.0/4 drop\n"
                   "224.0.0.0/24 receive\n"
                   "255.255.255.255/32 receive\n",
                   LISTING_BLANKS);
    assert_has(reply, "Prefix              Next Hop             Interface\r\n"
                      "0.0.0.0/0           30.1.1.1             FastEthernet2/0.1\r\n");
    assert_has(provider_type(v, PE1, "show ip cef vrf vpn1 101.1.2.1"), "tags imposed: {17 17}");
    provider_configure(v, PE1, "no ip cef");
    assert_string_equal(provider_type(v, PE1, "show ip cef"), "%CEF not running\r\n");
    site_free(v);
}

static void test_cef_15(void **state)
{
    (void)state;
    struct site *v = provider_with(IOS_15, "none");
    const char *reply = provider_type(v, PE3, "show ip cef vrf vpn1");
    assert_has(reply, "Prefix               Next Hop             Interface\r\n"
                      "0.0.0.0/0            no route");
    assert_has(reply, "0.0.0.0/8            drop");
    assert_has(reply, "127.0.0.0/8          drop");
    assert_has(reply, "240.0.0.0/4          drop");
    assert_has(provider_type(v, PE3, "show ip cef vrf vpn1 101.1.1.1"),
               "101.1.1.0/24\r\n  nexthop 125.1.30.1 FastEthernet2/1.1 label 16 17\r\n");
    site_free(v);
}

/* A packet with one label comes in at the far edge: the router before took off the other. */
static void test_debug(void **state)
{
    (void)state;
    struct site *v = provider_new();
    assert_string_equal(provider_type(v, PE1, "debug mpls packets"),
                        "MPLS packet debugging is on\r\n");
    provider_type(v, PE1, "terminal monitor");
    provider_type(v, PE3, "ping vrf vpn1 101.1.1.1 repeat 1");
    assert_has(provider_log(v, PE1), "MPLS: Fa2/1.1: recvd: CoS=0, TTL=254, Label(s)=17\n");
    assert_has(provider_log(v, PE1), "MPLS: Fa2/0.1: xmit: (no label)\n");
    assert_has(provider_type(v, PE1, "show debugging"), "MPLS:\r\n  MPLS packet debugging is on");
    provider_type(v, PE1, "undebug all");
    pair_forget(&v->pair);
    provider_type(v, PE3, "ping vrf vpn1 101.1.1.1 repeat 1");
    assert_string_equal(provider_log(v, PE1), "");
    site_free(v);
}

/* A neighbour in another VLAN does not answer ARP. */
static void test_adjacency(void **state)
{
    (void)state;
    struct site *v = provider_new();
    assert_has(provider_type(v, PE1, "show adjacency"),
               "IP       FastEthernet2/1.1         125.1.10.1(7)");
    provider_configure(v, PE1, "interface FastEthernet2/1.1\n encapsulation dot1Q 11");
    assert_has(provider_type(v, PE1, "show adjacency"), "125.1.10.1(5) (incomplete)");
    assert_false(has(provider_type(v, PE1, "show ip cef"), "125.1.10.1/32"));
    provider_type(v, PE1, "debug ip cef drops");
    provider_type(v, PE1, "terminal monitor");
    provider_type(v, PE1, "ping vrf vpn1 101.1.2.1 repeat 2");
    assert_has(provider_log(v, PE1),
               "CEF-Drop: Stalled adjacency for 125.1.10.1 on Fa2/1.1 for destination 101.1.2.1\n");
    assert_has(provider_type(v, PE1, "show cef drop"),
               "CEF Drop Statistics\r\n"
               "Slot  Encap_fail  Unresolved Unsupported    No_route      No_adj  ChkSum_Err\r\n"
               "RP ");
    site_free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forwarding_table),
        cmocka_unit_test(test_forwarding_table_15),
        cmocka_unit_test(test_cef),
        cmocka_unit_test(test_cef_15),
        cmocka_unit_test(test_debug),
        cmocka_unit_test(test_adjacency),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
