/* SPDX-License-Identifier: ISC */
/* Sessions and VPNv4 networks between provider edges: pages 3-28 to 3-30 of the guide. */
#include "tests/lab/listing.h"
#include "tests/lab/provider.h"

static void test_neighbor(void **state)
{
    (void)state;
    struct site *v = provider_with(IOS_12_2, "no-core-route");
    assert_string_equal(provider_type(v, PE1, "sh ip route 99.1.1.3"), "% Subnet not in table\r\n");
    assert_listing(provider_type(v, PE1, "sh ip bgp nei 99.1.1.3"),
                   "BGP neighbor is 99.1.1.3, remote AS 100, internal link\n"
                   "BGP version 4, remote router ID 0.0.0.0\n"
                   "BGP state = Active\n",
                   LISTING_BLANKS);
    provider_configure(v, PE1, "ip route 99.1.1.3 255.255.255.255 125.1.10.1");
    world_pass(v->all.world, 98000);
    const char *reply = provider_type(v, PE1, "sh ip bgp nei 99.1.1.3");
    assert_listing(reply,
                   "BGP neighbor is 99.1.1.3, remote AS 100, internal link\n"
                   "BGP version 4, remote router ID 99.1.1.3\n"
                   "BGP state = Established, up for 00:01:38\n",
                   LISTING_BLANKS | LISTING_TIMES);
    assert_has(reply, "  BGP state = Established, up for 00:01:");
    assert_has(reply, "hold time is 180, keepalive interval is 60 seconds\r\n");
    assert_has(provider_type(v, PE1, "show ip bgp neighbors 9.9.9.9"), "% No such neighbor");
    site_free(v);
}

static void test_tables(void **state)
{
    (void)state;
    struct site *v = provider_new();
    const char *reply = provider_type(v, PE1, "sh ip bgp vpnv4 vrf vpn1");
    assert_listing(
        reply,
        "BGP table version is 5, local router ID is 99.1.1.1\n"
        "Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,\n"
        "r RIB-failure\n"
        "Origin codes: i - IGP, e - EGP, ? - incomplete\n"
        "\n"
        "Network Next Hop Metric LocPrf Weight Path\n"
        "Route Distinguisher: 100:1 (default for vrf vpn1)\n",
        LISTING_BLANKS);
    assert_has(reply, "   Network          Next Hop            Metric LocPrf Weight Path\r\n");
    assert_has(reply, "*> 101.1.1.0/24     30.1.1.1                 0         32768 ?\r\n"
                      "*>i101.1.2.0/24     99.1.1.3                 0    100      0 ?\r\n");
    assert_listing(provider_type(v, PE1, "sh ip bgp vpnv4 vrf vpn1 la"),
                   "   Network          Next Hop      In label/Out label\n"
                   "Route Distinguisher: 100:1 (vpn1)\n"
                   "   1.1.1.0/24       99.1.1.3        nolabel/18\n"
                   "   2.1.1.0/24       99.1.1.3        nolabel/19\n"
                   "   101.1.1.0/24     30.1.1.1        17/nolabel\n"
                   "   101.1.2.0/24     99.1.1.3        nolabel/17\n",
                   0);
    assert_has(provider_type(v, PE1, "show ip bgp summary"),
               "99.1.1.3        4   100       7       5        5    0    0 00:00:0");
    assert_has(provider_type(v, PE3, "show ip bgp vpnv4 all labels"), "17/aggregate(vpn1)\r\n");
    assert_has(provider_type(v, PE1, "show ip bgp vpnv4 vrf vpn1 101.1.2.9"),
               "Extended Community: RT:100:1\r\n");
    assert_has(provider_type(v, PE1, "show ip bgp vpnv4 vrf none"), "% No such VRF table");
    site_free(v);
}

/* The VRF's table as on page 3-28, when PE3 has but one network. */
static void test_routes(void **state)
{
    (void)state;
    struct site *v = provider_new();
    provider_configure(v, PE3,
                       "interface FastEthernet2/0.2\n shutdown\n"
                       "interface FastEthernet2/0.3\n shutdown\n");
    const char *reply = provider_type(v, PE1, "sh ip route vrf vpn1");
    assert_listing(reply,
                   "Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP\n"
                   "D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area\n"
                   "N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2\n"
                   "E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP\n"
                   "i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area\n"
                   "* - candidate default, U - per-user static route, o - ODR\n"
                   "P - periodic downloaded static route\n"
                   "\n"
                   "Gateway of last resort is 30.1.1.1 to network 0.0.0.0\n",
                   LISTING_BLANKS);
    assert_has(reply, "     101.0.0.0/24 is subnetted, 2 subnets\r\n"
                      "S       101.1.1.0 [1/0] via 30.1.1.1\r\n"
                      "B       101.1.2.0 [200/0] via 99.1.1.3, 00:00:0");
    assert_has(reply, "     30.0.0.0/24 is subnetted, 1 subnets\r\n"
                      "C       30.1.1.0 is directly connected, FastEthernet2/0.1\r\n");
    assert_has(reply, "S*   0.0.0.0/0 [1/0] via 30.1.1.1\r\n");
    assert_has(provider_type(v, PE1, "show ip route vrf vpn1 101.1.2.1"), "Known via \"bgp 100\"");
    site_free(v);
}

static void test_target_mismatch(void **state)
{
    (void)state;
    struct site *v = provider_new();
    assert_string_equal(provider_type(v, PE1, "deb ip bgp up"), "BGP updates debugging is on\r\n");
    provider_type(v, PE1, "terminal monitor");
    provider_configure(v, PE3,
                       "ip vrf vpn1\n no route-target export 100:1\n route-target export 200:1\n");
    /* As on page 3-29, but for what a spelling checker did to "nexthop". */
    assert_has(provider_log(v, PE1),
               "BGP(2): 99.1.1.3 rcv UPDATE w/ attr: nexthop 99.1.1.3, origin ?, localpref 100, "
               "metric 0, extended community RT:200:1\n");
    assert_has(provider_log(v, PE1), "BGP(2): 99.1.1.3 rcvd 100:1:101.1.2.0/24 -- DENIED due to:  "
                                     "extended community not supported;\n");
    assert_false(has(provider_type(v, PE1, "show ip bgp vpnv4 vrf vpn1"), "101.1.2.0"));
    assert_false(has(provider_type(v, PE1, "show ip route vrf vpn1"), "101.1.2.0"));
    provider_configure(v, PE1, "ip vrf vpn1\n route-target import 200:1\n");
    assert_has(provider_type(v, PE1, "show ip route vrf vpn1"), "B       101.1.2.0 [200/0]");
    assert_has(provider_log(v, PE1), "BGP(2): 99.1.1.3 rcvd 100:1:101.1.2.0/24\n");
    site_free(v);
}

static void test_words_of_15(void **state)
{
    (void)state;
    struct site *v = provider_with(IOS_15, "neighbor-shutdown");
    provider_debug(v, "debug ip bgp updates");
    provider_configure(v, PE3, "ip vrf vpn1\n no route-target export 100:1\n");
    provider_configure(v, PE1, "router bgp 100\n no neighbor 99.1.1.3 shutdown\n");
    assert_has(provider_log(v, PE1), "BGP(4): 99.1.1.3 rcvd 100:1:101.1.2.0/24, label 17 -- DENIED "
                                     "due to:  extended community not supported;\n");
    provider_configure(v, PE3, "ip vrf vpn1\n route-target export 100:1\n");
    assert_has(provider_log(v, PE1), "BGP(4): Revise route installing 1 of 1 routes for "
                                     "101.1.2.0/24 -> 99.1.1.3(vpn1) to vpn1 IP table\n");
    assert_has(provider_type(v, PE1, "show ip bgp summary"),
               "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  "
               "State/PfxRcd\r\n99.1.1.3        4          100 ");
    assert_has(provider_type(v, PE1, "show ip bgp neighbors"),
               "    Prefixes Current:               1          3 (Consumes 240 bytes)\r\n");
    assert_string_equal(provider_type(v, PE1, "show ip bgp"), "");
    site_free(v);
}

/* Page 3-29: five routes have room, the sixth has not. */
static void test_route_limit(void **state)
{
    (void)state;
    struct site *v = provider_with(IOS_12_2, "neighbor-shutdown");
    provider_configure(v, PE1, "ip vrf vpn1\n maximum routes 5 60\n");
    provider_debug(v, "debug ip bgp updates");
    provider_configure(v, PE1, "router bgp 100\n no neighbor 99.1.1.3 shutdown\n");
    const char *log = provider_log(v, PE1);
    assert_has(log, "BGP(2): Revise route installing 1 of 1 route for 1.1.1.0/24 -> 99.1.1.3 to "
                    "vpn1 IP table\n");
    assert_has(log, "BGP(2): Revise route installing 1 of 1 route for 2.1.1.0/24 -> 99.1.1.3 to "
                    "vpn1 IP table\n");
    assert_has(log, "%IPRT-3-ROUTELIMITEXCEEDED: IP routing table limit exceeded - vpn1, "
                    "2.1.1.0/24\n");
    assert_has(provider_type(v, PE1, "show ip bgp vpnv4 vrf vpn1"), "r>i2.1.1.0/24 ");
    assert_has(provider_type(v, PE1, "show ip route vrf vpn1"), "B       1.1.1.0 [200/0]");
    assert_false(has(provider_type(v, PE1, "show ip route vrf vpn1"), "2.1.1.0"));
    assert_has(provider_type(v, PE1, "show running-config"),
               " rd 100:1\r\n route-target export 100:1\r\n route-target import 100:1\r\n"
               " maximum routes 5 60\r\n");
    provider_configure(v, PE1, "ip vrf vpn1\n no maximum routes\n");
    assert_has(provider_type(v, PE1, "show ip route vrf vpn1"), "B       2.1.1.0 [200/0]");
    site_free(v);
}

static void test_filter(void **state)
{
    (void)state;
    struct site *v = provider_with(IOS_12_2, "routes-filtered");
    provider_debug(v, "debug ip bgp updates");
    provider_type(v, PE1, "clear ip bgp *");
    world_pass(v->all.world, PROVIDER_SETTLE_MS);
    assert_has(provider_log(v, PE1), "%BGP-5-ADJCHANGE: neighbor 99.1.1.3 Down User reset\n");
    assert_has(provider_log(v, PE1), "%BGP-5-ADJCHANGE: neighbor 99.1.1.3 Up\n");
    assert_has(provider_log(v, PE1),
               "BGP(2): 99.1.1.3 rcvd 100:1:101.1.2.0/24 -- DENIED due to: route-map;\n");
    assert_has(provider_log(v, PE1), "BGP(2): 99.1.1.3 rcvd 100:1:1.1.1.0/24\n");
    pair_forget(&v->pair);
    provider_type(v, PE1, "clear ip bgp 99.1.1.3 soft in");
    world_pass(v->all.world, PROVIDER_SETTLE_MS);
    assert_has(provider_log(v, PE1), "99.1.1.3 rcvd 100:1:101.1.2.0/24 -- DENIED");
    assert_false(has(provider_log(v, PE1), "ADJCHANGE"));
    provider_configure(v, PE1,
                       "ip extcommunity-list 1 permit rt 100:1\n"
                       "route-map vpn1-in permit 10\n no match ip address 10\n"
                       " match extcommunity 1\n");
    assert_has(provider_type(v, PE1, "show ip bgp vpnv4 vrf vpn1"), "*>i101.1.2.0/24 ");
    site_free(v);
}

static void test_wrong_as(void **state)
{
    (void)state;
    struct site *v = provider_new();
    provider_debug(v, "debug ip bgp updates");
    provider_configure(v, PE3, "router bgp 100\n neighbor 99.1.1.1 remote-as 200\n");
    assert_has(provider_log(v, PE3), "%BGP-5-ADJCHANGE: neighbor 99.1.1.1 Down Remote AS changed");
    assert_has(provider_log(v, PE1), "%BGP-5-ADJCHANGE: neighbor 99.1.1.3 Down Peer closed the");
    assert_has(
        provider_log(v, PE3),
        "%BGP-3-NOTIFICATION: sent to neighbor 99.1.1.1 2/2 (peer in wrong AS) 2 bytes 0064");
    assert_has(provider_log(v, PE1), "%BGP-3-NOTIFICATION: received from neighbor 99.1.1.3 2/2 "
                                     "(peer in wrong AS) 2 bytes 0064");
    assert_has(provider_type(v, PE1, "show ip bgp summary"), "99.1.1.3        4   100 ");
    assert_false(has(provider_type(v, PE1, "show ip bgp neighbors"), "Established"));
    site_free(v);
}

/* Nobody says that the core is gone: the hold time has to run out. */
static void test_hold_time(void **state)
{
    (void)state;
    struct site *v = provider_new();
    provider_debug(v, "debug ip bgp updates");
    provider_configure(v, CORE_P, "interface FastEthernet0/1.1\n shutdown\n");
    world_pass(v->all.world, 120000);
    assert_has(provider_type(v, PE1, "show ip bgp neighbors"), "Established");
    world_pass(v->all.world, 130000);
    assert_has(provider_log(v, PE1),
               "%BGP-3-NOTIFICATION: sent to neighbor 99.1.1.3 4/0 (hold time expired) 0 bytes");
    assert_has(provider_type(v, PE1, "show ip bgp neighbors"), "BGP state = Active, down for 00:0");
    assert_false(has(provider_type(v, PE1, "show ip route vrf vpn1"), "B   "));
    provider_configure(v, CORE_P, "interface FastEthernet0/1.1\n no shutdown\n");
    world_pass(v->all.world, 10000);
    assert_has(provider_type(v, PE1, "show ip route vrf vpn1"), "B       101.1.2.0 [200/0]");
    assert_has(provider_type(v, PE1, "show ip bgp neighbors"),
               "Connections established 2; dropped 1\r\n  Last reset 00:0");
    site_free(v);
}

static void test_aggregate(void **state)
{
    (void)state;
    struct site *v = provider_new();
    provider_configure(v, PE3,
                       "router bgp 100\n address-family ipv4 vrf vpn1\n"
                       "  aggregate-address 101.1.0.0 255.255.0.0 summary-only\n");
    assert_has(provider_type(v, PE3, "show ip bgp vpnv4 vrf vpn1"), "s> 101.1.2.0/24 ");
    assert_has(provider_type(v, PE1, "show ip bgp vpnv4 vrf vpn1"), "*>i101.1.0.0/16 ");
    assert_false(has(provider_type(v, PE1, "show ip bgp vpnv4 vrf vpn1"), "101.1.2.0/24"));
    provider_configure(v, PE3,
                       "router bgp 100\n address-family ipv4 vrf vpn1\n"
                       "  no aggregate-address 101.1.0.0 255.255.0.0\n");
    assert_has(provider_type(v, PE1, "show ip bgp vpnv4 vrf vpn1"), "*>i101.1.2.0/24");
    site_free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbor),    cmocka_unit_test(test_tables),
        cmocka_unit_test(test_routes),      cmocka_unit_test(test_target_mismatch),
        cmocka_unit_test(test_route_limit), cmocka_unit_test(test_filter),
        cmocka_unit_test(test_wrong_as),    cmocka_unit_test(test_hold_time),
        cmocka_unit_test(test_aggregate),   cmocka_unit_test(test_words_of_15),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
