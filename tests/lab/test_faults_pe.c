/* SPDX-License-Identifier: ISC */
/* The provider's faults: what tables and debugging show at which end, and the lines that mend it.
 */
#include "tests/lab/listing_log.h"
#include "tests/lab/provider.h"

enum { CHECKS = 3, FELT_MS = 15000 };

/* A reply has `text`, or, where that begins with '!', has not. */
struct check {
    int end;
    const char *command;
    const char *text;
};

struct pe_case {
    const char *fault;
    struct check check[CHECKS];
    const char *topic; /* debugged on both ends while PE3 pings; NULL: syslog alone */
    int says_end;
    const char *says; /* NULL: nothing in particular */
    const char *mend[2];
};

#define BGP "router bgp 100\n"
#define VPNV4(line) BGP " address-family vpnv4\n  " line
#define VPN1 BGP " address-family ipv4 vrf vpn1\n  "
#define PING "ping vrf vpn1 101.1.1.1"
#define SUMMARY "show ip bgp summary"
#define ROUTES "show ip route vrf vpn1"
#define CUSTOMER_PORT "interface FastEthernet2/0.1\n "
#define CORE_PORT "interface FastEthernet2/1.1\n "

static const struct pe_case bgp_cases[] = {
    {.fault = "neighbor-address",
     .check = {{PE1, "show ip bgp neighbors", "BGP neighbor is 99.1.1.33,"},
               {PE1, "show ip bgp neighbors 99.1.1.33", "BGP state = Active"},
               {PE1, "show ip route 99.1.1.33", "% Subnet not in table"}},
     .mend[PE1] = BGP " no neighbor 99.1.1.33 remote-as 100\n neighbor 99.1.1.3 remote-as 100\n"
                      " neighbor 99.1.1.3 update-source Loopback0\n"
                      " address-family vpnv4\n  neighbor 99.1.1.3 activate"},
    {.fault = "neighbor-as",
     .check = {{PE3, "show ip bgp neighbors 99.1.1.1", "remote AS 200, external link"},
               {PE1, "show ip bgp neighbors 99.1.1.3", "!Established"}},
     .says_end = PE3,
     .says = "sent to neighbor 99.1.1.1 2/2 (peer in wrong AS)",
     .mend[PE3] = BGP " neighbor 99.1.1.1 remote-as 100"},
    {.fault = "neighbor-shutdown",
     .check = {{PE1, SUMMARY, "Idle (Admin)"},
               {PE3, "show ip bgp neighbors", "BGP state = Active"}},
     .mend[PE1] = BGP " no neighbor 99.1.1.3 shutdown"},
    {.fault = "loopback-shut",
     .check = {{PE3, "show ip interface brief",
                "Loopback0                  99.1.1.3        YES NVRAM  admin"},
               {PE3, "show ip bgp neighbors", "BGP state = Idle"},
               {PE1, "show ip bgp neighbors", "BGP state = Active"}},
     .mend[PE3] = "interface Loopback0\n no shutdown"},
    {.fault = "no-core-route",
     .check = {{PE1, "show ip route 99.1.1.3", "% Subnet not in table"},
               {PE1, "show ip bgp neighbors 99.1.1.3",
                "remote router ID 0.0.0.0\r\n  BGP state = Active"}},
     .mend[PE1] = "ip route 99.1.1.3 255.255.255.255 125.1.10.1"},
    {.fault = "no-vpnv4",
     .check = {{PE1, "show ip bgp neighbors", "Address family VPNv4 Unicast: advertised\r\n"},
               {PE1, "show ip bgp vpnv4 vrf vpn1", "!101.1.2.0"}},
     .mend[PE3] = VPNV4("neighbor 99.1.1.1 activate")},
    {.fault = "no-communities",
     .check = {{PE1, ROUTES, "!101.1.2.0"},
               {PE1, "show ip bgp vpnv4 vrf vpn1", "!101.1.2.0"},
               {PE3, "show ip bgp neighbors", "!Extended-community attribute sent"}},
     .topic = "debug ip bgp updates",
     .says_end = PE1,
     .says = "-- DENIED due to:  extended community not supported;",
     .mend[PE3] = VPNV4("neighbor 99.1.1.1 send-community extended")},
    {.fault = "target-mismatch",
     .check = {{PE1, ROUTES, "!101.1.2.0"},
               {PE1, "show ip vrf detail", "Import VPN route-target communities\r\n    RT:100:1 "},
               {PE3, "show ip vrf detail", "Export VPN route-target communities\r\n    RT:200:1 "}},
     .topic = "debug ip bgp updates",
     .says_end = PE1,
     .says =
         "99.1.1.3 rcvd 100:1:101.1.2.0/24 -- DENIED due to:  extended community not supported;",
     .mend[PE3] = "ip vrf vpn1\n no route-target export 200:1\n route-target export 100:1"},
    {.fault = "route-limit",
     .check = {{PE1, ROUTES, "!101.1.2.0"},
               {PE1, "show ip bgp vpnv4 vrf vpn1", "r>i101.1.2.0/24"},
               {PE1, "show ip vrf detail", "Route limit 3, warning limit 60% (1)"}},
     .topic = "debug ip bgp updates",
     .says_end = PE1,
     .says = "%IPRT-3-ROUTELIMITEXCEEDED: IP routing table limit exceeded - vpn1, 101.1.2.0/24",
     .mend[PE1] = "ip vrf vpn1\n no maximum routes"},
    {.fault = "routes-filtered",
     .check = {{PE1, ROUTES, "!101.1.2.0"},
               {PE1, ROUTES, "B       1.1.1.0 [200/0]"},
               {PE1, "show ip bgp neighbors", "Route map for incoming advertisements is vpn1-in"}},
     .topic = "debug ip bgp updates",
     .says_end = PE1,
     .says = "99.1.1.3 rcvd 100:1:101.1.2.0/24 -- DENIED due to: route-map;",
     .mend[PE1] = VPNV4("no neighbor 99.1.1.3 route-map vpn1-in in")},
    {.fault = "not-redistributed",
     .check = {{PE1, ROUTES, "S       101.1.1.0 [1/0] via 30.1.1.1"},
               {PE1, "show ip bgp vpnv4 vrf vpn1", "!101.1.1.0"},
               {PE3, ROUTES, "!101.1.1.0"}},
     .mend[PE1] = VPN1 "redistribute static"},
};

static const struct pe_case path_cases[] = {
    {.fault = "stale-labels",
     .check = {{PE1, "show ip bgp vpnv4 vrf vpn1 labels",
                "101.1.1.0/24     30.1.1.1        17/nolabel"},
               {PE3, "show ip bgp vpnv4 vrf vpn1 labels",
                "101.1.1.0/24     99.1.1.1        nolabel/17"},
               {PE1, "show mpls forwarding-table vrf vpn1", "!17     Untagged"}},
     .topic = "debug mpls packets",
     .says_end = PE1,
     .says = "MPLS: Fa2/1.1: recvd: CoS=0, TTL=254, Label(s)=17",
     .mend[PE1] = "no ip cef\nip cef"},
    {.fault = "cef-off",
     .check = {{PE3, "show ip cef vrf vpn1", "%CEF not running"},
               {PE3, "show mpls forwarding-table", "!101.1.2.0"}},
     .mend[PE3] = "ip cef"},
    {.fault = "labels-off",
     .check = {{PE1, "show mpls interfaces", "!FastEthernet2/1.1"},
               {PE1, "show ip cef vrf vpn1 101.1.2.1", "!tags imposed"}},
     .mend[PE1] = CORE_PORT "mpls ip"},
    {.fault = "core-vlan",
     .check = {{PE1, "show adjacency", "125.1.10.1(5) (incomplete)"},
               {PE1, "show ip cef", "!125.1.10.1/32"},
               {PE1, "show cef drop", "Encap_fail"}},
     .topic = "debug ip cef drops",
     .says_end = PE1,
     .says = "CEF-Drop: Stalled adjacency for 125.1.10.1 on Fa2/1.1",
     .mend[PE1] = CORE_PORT "encapsulation dot1Q 10"},
    {.fault = "customer-vlan",
     .check = {{PE1, "show adjacency", "30.1.1.1(5) (incomplete)"},
               {PE1, "show ip cef vrf vpn1", "!30.1.1.1/32"},
               {PE1, "show ip cef vrf vpn1 101.1.1.1", "incomplete adjacency"}},
     .topic = "debug ip cef drops",
     .says_end = PE1,
     .says = "CEF-Drop: Stalled adjacency for 30.1.1.1 on Fa2/0.1",
     .mend[PE1] = CUSTOMER_PORT "encapsulation dot1Q 1"},
    {.fault = "data-filter",
     .check = {{PE1, "show crypto isakmp sa", "QM_IDLE"},
               {PE1, "show access-lists 120", "permit udp any any eq isakmp"},
               {PE1, "show running-config interface FastEthernet2/0.1", "ip access-group 120 in"}},
     .mend[PE1] = CUSTOMER_PORT "no ip access-group 120 in"},
    {.fault = "no-lan-route",
     .check = {{PE1, ROUTES, "!101.1.1.0"}, {PE3, ROUTES, "!101.1.1.0"}},
     .mend[PE1] = "ip route vrf vpn1 101.1.1.0 255.255.255.0 30.1.1.1"},
    {.fault = "injected-route",
     .check = {{PE1, ROUTES, "S       101.1.1.0 [1/0] via 0.0.0.0, FastEthernet2/0.1"},
               {PE3, ROUTES, "B       101.1.1.0 [200/0] via 99.1.1.1"},
               {PE1, "show mpls forwarding-table", "17     Untagged    101.1.1.0/24[V]"}},
     .topic = "debug mpls packets",
     .says_end = PE1,
     .says = "MPLS: Fa2/1.1: recvd: CoS=0, TTL=254, Label(s)=17",
     .mend[PE1] = "crypto map vpn1 10 ipsec-isakmp\n no reverse-route\n"
                  "ip route vrf vpn1 101.1.1.0 255.255.255.0 30.1.1.1"},
    {.fault = "no-vrf-default",
     .check = {{PE1, ROUTES, "Gateway of last resort is not set"},
               {PE1, "show crypto isakmp sa", "MM_NO_STATE"}},
     .topic = "debug crypto isakmp",
     .says_end = PE1,
     .says = "retransmitting phase 1 MM_NO_STATE",
     .mend[PE1] = "ip route vrf vpn1 0.0.0.0 0.0.0.0 30.1.1.1"},
    {.fault = "map-on-core",
     .check = {{PE1, "show crypto map",
                "Interfaces using crypto map vpn1:\r\n                FastEthernet2/1.1"},
               {PE1, "show crypto isakmp sa", "!QM_IDLE"}},
     .mend[PE1] = CORE_PORT "no crypto map vpn1\n" CUSTOMER_PORT "crypto map vpn1"},
};

static void check_reply(struct site *s, const struct pe_case *c, const struct check *k)
{
    bool absent = *k->text == '!';
    const char *reply = provider_type(s, k->end, k->command);
    if (has(reply, k->text + absent) == absent)
        fail_msg("%s, PE%d, %s: %s\n%s", c->fault, k->end == PE1 ? 1 : 3, k->command, k->text,
                 reply);
}

static void check_symptom(struct site *s, const struct pe_case *c)
{
    if (c->topic)
        provider_debug(s, c->topic);
    else
        provider_debug(s, "undebug all");
    if (c->topic && has(c->topic, "bgp"))
        provider_type(s, PE1, "clear ip bgp *");
    unsigned rate = site_ping(s, PE3, PING);
    if (rate != 0)
        fail_msg("%s: %u percent", c->fault, rate);
    for (size_t i = 0; i < CHECKS && c->check[i].command; i++)
        check_reply(s, c, &c->check[i]);
    world_pass(s->all.world, FELT_MS);
    if (c->says && !has(provider_log(s, c->says_end), c->says))
        fail_msg("%s does not say '%s' but\n%s", c->fault, c->says, provider_log(s, c->says_end));
}

static void check_mended(struct site *s, const struct pe_case *c)
{
    for (int end = PE1; end <= PE3; end++)
        site_configure(s, end, c->mend[end]);
    world_pass(s->all.world, FELT_MS);
    site_ping(s, PE3, PING);
    unsigned rate = site_ping(s, PE3, PING);
    if (rate != 100)
        fail_msg("%s mended: %u percent", c->fault, rate);
}

static void check_cases(const struct pe_case *c, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct site *s = provider_with(IOS_12_2, c[i].fault);
        check_symptom(s, &c[i]);
        check_mended(s, &c[i]);
        site_free(s);
        s = provider_with(IOS_15, c[i].fault);
        assert_int_equal(site_ping(s, PE3, PING), 0);
        check_mended(s, &c[i]);
        site_free(s);
    }
}

static void test_healthy(void **state)
{
    (void)state;
    struct site *s = provider_new();
    assert_int_equal(site_ping(s, PE3, PING), 80); /* the first packet asks for the tunnel */
    assert_int_equal(site_ping(s, PE3, PING), 100);
    assert_int_equal(site_ping(s, PE3, PING " source 2.1.1.1"), 80);
    assert_has(provider_type(s, PE1, "show crypto isakmp sa"),
               "20.1.1.1        30.1.1.2        QM");
    assert_has(provider_type(s, PE3, "show crypto isakmp sa"), "dst ");
    site_free(s);
}

static void test_bgp(void **state)
{
    (void)state;
    check_cases(bgp_cases, sizeof bgp_cases / sizeof bgp_cases[0]);
}

static void test_path(void **state)
{
    (void)state;
    check_cases(path_cases, sizeof path_cases / sizeof path_cases[0]);
}

/* A label that is taken back and given out again is written anew, too. */
static void test_labels_given_anew(void **state)
{
    (void)state;
    struct site *s = provider_with(IOS_12_2, "stale-labels");
    assert_int_equal(site_ping(s, PE3, PING), 0);
    site_configure(s, PE1, VPN1 "no redistribute static\n" VPN1 "redistribute static");
    world_pass(s->all.world, FELT_MS);
    site_ping(s, PE3, PING);
    assert_int_equal(site_ping(s, PE3, PING), 100);
    assert_has(provider_type(s, PE1, "show mpls forwarding-table vrf vpn1"), "17     Untagged    ");
    site_free(s);
}

/* Page 3-31: packets with the VPN's label come in, and nothing goes out. */
static void test_injected_route(void **state)
{
    (void)state;
    struct site *s = provider_with(IOS_12_2, "injected-route");
    provider_debug(s, "debug mpls packets");
    assert_int_equal(site_ping(s, PE3, PING " repeat 3"), 0);
    assert_false(has(provider_log(s, PE1), "xmit"));
    assert_listing(provider_log(s, PE1),
                   "00:20:00: MPLS: Fa2/1.1: recvd: CoS=0, TTL=254, Label(s)=17\n"
                   "00:20:00: MPLS: Fa2/1.1: recvd: CoS=0, TTL=254, Label(s)=17\n"
                   "00:20:00: MPLS: Fa2/1.1: recvd: CoS=0, TTL=254, Label(s)=17\n",
                   LISTING_TIMES);
    assert_has(provider_type(s, PE1, "show cef drop"), "          3           0\r\n");
    site_free(s);
}

/* Page 3-31: the customer calls, and PE1's answers have no route in the global table. */
static void test_customer_calls(void **state)
{
    (void)state;
    const struct fault *found[FAULTS_MAX];
    struct err e = {0};
    struct site *s = provider_with(IOS_12_3, "none");
    provider_debug(s, "debug crypto isakmp");
    assert_int_equal(faults_find(&topology_pe_pair, IOS_12_2, "no-global-default", 0, found, &e),
                     1);
    assert_int_equal(fault_apply(found[0], &s->all, &e), 0);
    world_pass(s->all.world, FELT_MS);
    /* The page has "MSG" where IOS says "MESG". */
    assert_log(provider_log(s, PE1),
               "*Nov 18 18:04:54.559: ISAKMP (0:2): sending packet to 20.1.1.1 (R) MM_SA_SETUP\n"
               "*Nov 18 18:04:54.559: ISAKMP (0:2): Input = IKE_MESG_INTERNAL,\n"
               "IKE_PROCESS_COMPLETE\n"
               "*Nov 18 18:04:54.559: ISAKMP (0:2): Old State = IKE_R_MM1 New State = IKE_R_MM2\n"
               "*Nov 18 18:05:04.547: ISAKMP (0:2): retransmitting due to retransmit phase 1\n"
               "*Nov 18 18:05:04.547: ISAKMP (0:2): retransmitting phase 1 MM_SA_SETUP...\n"
               "*Nov 18 18:05:05.047: ISAKMP (0:2): retransmitting phase 1 MM_SA_SETUP...\n",
               LISTING_IDS | LISTING_BLANKS);
    assert_has(provider_type(s, PE1, "show crypto isakmp sa"), "MM_SA_SETUP");
    site_free(s);
}

/* Until 12.3 a responder looked its answers up in the global table, too. */
static void test_no_global_default(void **state)
{
    (void)state;
    struct site *s = provider_with(IOS_12_2, "no-global-default");
    provider_debug(s, "debug crypto isakmp");
    assert_int_equal(site_ping(s, PE3, PING), 0);
    assert_has(provider_type(s, PE1, "show crypto isakmp sa"), "MM_SA_SETUP");
    assert_has(provider_log(s, PE1), "sending packet to 20.1.1.1 (R) MM_SA_SETUP");
    assert_has(provider_type(s, PE1, "show ip route"), "Gateway of last resort is not set");
    assert_has(provider_type(s, PE1, ROUTES), "Gateway of last resort is 30.1.1.1");
    site_configure(s, PE1, "ip route 0.0.0.0 0.0.0.0 FastEthernet2/0.1 30.1.1.1");
    world_pass(s->all.world, FELT_MS);
    site_ping(s, PE3, PING);
    assert_int_equal(site_ping(s, PE3, PING), 100);
    site_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_healthy),
        cmocka_unit_test(test_bgp),
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_labels_given_anew),
        cmocka_unit_test(test_injected_route),
        cmocka_unit_test(test_customer_calls),
        cmocka_unit_test(test_no_global_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
