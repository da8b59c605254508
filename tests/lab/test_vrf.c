/* SPDX-License-Identifier: ISC */
/* VRFs and BGP in the configuration: sections within sections, what a line takes away, printing. */
#include "tests/lab/pair.h"
#include "tests/lab/provider.h"

/* Type configuration lines; what the last one answers. */
static const char *configure(struct site *s, int end, const char *const *lines)
{
    const char *answer = "";
    provider_type(s, end, "configure terminal");
    for (; *lines; lines++)
        answer = provider_type(s, end, *lines);
    return answer;
}

static void test_modes(void **state)
{
    (void)state;
    struct site *s = provider_new();
    struct shell *shell = s->pair.end[PE1].s;
    configure(s, PE1, (const char *const[]){"ip vrf blue", NULL});
    assert_string_equal(shell_prompt(shell), "PE1(config-vrf)#");
    provider_type(s, PE1, "router bgp 100");
    assert_string_equal(shell_prompt(shell), "PE1(config-router)#");
    provider_type(s, PE1, "address-family vpnv4");
    assert_string_equal(shell_prompt(shell), "PE1(config-router-af)#");
    /* From one family into the next, as a pasted configuration does. */
    assert_string_equal(provider_type(s, PE1, "address-family ipv4 vrf vpn1"), "");
    assert_string_equal(shell_prompt(shell), "PE1(config-router-af)#");
    assert_string_equal(provider_type(s, PE1, "redistribute connected"), "");
    provider_type(s, PE1, "exit-address-family");
    assert_string_equal(shell_prompt(shell), "PE1(config-router)#");
    provider_type(s, PE1, "address-family vpnv4");
    provider_type(s, PE1, "exit");
    assert_string_equal(shell_prompt(shell), "PE1(config-router)#");
    assert_string_equal(provider_type(s, PE1, "hostname EDGE"), "");
    assert_string_equal(shell_prompt(shell), "EDGE(config)#");
    assert_string_equal(provider_type(s, PE1, "router bgp 200"),
                        "BGP is already running; AS is 100\r\n");
    provider_type(s, PE1, "end");
    assert_has(provider_type(s, PE1, "show running-config"), " address-family ipv4 vrf vpn1\r\n"
                                                             "  redistribute static\r\n"
                                                             "  redistribute connected\r\n"
                                                             "  no auto-summary\r\n"
                                                             "  no synchronization\r\n"
                                                             " exit-address-family\r\n!\r\n");
    site_free(s);
}

static void test_targets(void **state)
{
    (void)state;
    struct site *s = provider_new();
    configure(s, PE1,
              (const char *const[]){"ip vrf blue", "rd 100:2", "route-target 100:2",
                                    "route-target both 100:2", NULL});
    assert_string_equal(provider_type(s, PE1, "rd 100:3"),
                        "% Do \"no ip vrf blue\" before redefining the VRF\r\n");
    provider_type(s, PE1, "end");
    assert_has(provider_type(s, PE1, "show running-config"), "ip vrf blue\r\n"
                                                             " rd 100:2\r\n"
                                                             " route-target export 100:2\r\n"
                                                             " route-target import 100:2\r\n!");
    configure(s, PE1,
              (const char *const[]){"ip vrf blue", "no route-target both 100:2", "end", NULL});
    assert_has(provider_type(s, PE1, "show running-config"), "ip vrf blue\r\n rd 100:2\r\n!");
    assert_has(provider_type(s, PE1, "show ip vrf detail blue"),
               "VRF blue; default RD 100:2; default VPNID <not set>\r\n  No interfaces\r\n");
    assert_has(provider_type(s, PE1, "show ip vrf red"), "% No VRF named red");
    site_free(s);
}

static void test_forwarding(void **state)
{
    (void)state;
    struct site *s = provider_new();
    assert_string_equal(configure(s, PE3,
                                  (const char *const[]){"interface FastEthernet2/0.2",
                                                        "ip vrf forwarding none", NULL}),
                        "% VRF none not configured.\r\n");
    provider_type(s, PE3, "ip vrf blue");
    provider_type(s, PE3, "interface FastEthernet2/0.2");
    assert_string_equal(
        provider_type(s, PE3, "ip vrf forwarding blue"),
        "% Interface FastEthernet2/0.2 IP address 1.1.1.1 removed due to enabling VRF blue\r\n");
    provider_type(s, PE3, "ip address 1.1.1.1 255.255.255.0");
    assert_has(provider_type(s, PE3, "no ip vrf forwarding blue"), "removed due to disabling VRF");
    provider_type(s, PE3, "ip vrf forwarding vpn1");
    provider_type(s, PE3, "ip address 1.1.1.1 255.255.255.0");
    assert_string_equal(provider_type(s, PE3, "no ip vrf vpn1"),
                        "% IP addresses from all interfaces in VRF vpn1 have been removed\r\n");
    provider_type(s, PE3, "end");
    const char *reply = provider_type(s, PE3, "show running-config");
    assert_false(has(reply, "vpn1"));
    assert_false(has(reply, "101.1.2.1"));
    site_free(s);
}

static void test_ping(void **state)
{
    (void)state;
    struct site *s = provider_new();
    assert_string_equal(provider_type(s, PE3, "ping vrf none 1.1.1.1"),
                        "% VRF none does not exist\r\n");
    assert_int_equal(site_ping(s, PE1, "ping vrf vpn1 30.1.1.1"), 100);
    assert_int_equal(site_ping(s, PE1, "ping 30.1.1.1"), 0); /* answers go into the VRF */
    assert_int_equal(site_ping(s, PE3, "ping vrf vpn1 101.1.2.1"), 100);
    assert_int_equal(site_ping(s, PE3, "ping 99.1.1.1 source Loopback0"), 100);
    assert_has(provider_type(s, PE3, "ping vrf vpn1 101.1.1.1 source Loopback0"),
               "% Invalid source interface - IP not enabled or interface is down");
    assert_has(provider_type(s, PE3, "ping vrf vpn1 101.1.1.1 source 99.1.1.3"),
               "% Invalid source address- IP address not on any of our up interfaces");
    site_free(s);
}

/* The core does not answer: it would not know where to. */
static void test_traceroute(void **state)
{
    (void)state;
    struct site *s = provider_new();
    site_ping(s, PE3, "ping vrf vpn1 101.1.1.1");
    assert_has(provider_type(s, PE3, "traceroute vrf vpn1 101.1.1.1 ttl 1 2"),
               "Tracing the route to 101.1.1.1\r\n\r\n"
               "  1  *  *  * \r\n"
               "  2 30.1.1.2 4 msec 4 msec 4 msec \r\n");
    assert_has(provider_type(s, PE3, "traceroute vrf none 101.1.1.1"), "% VRF none does not exist");
    site_free(s);
}

/* The same switch under both names. */
static void test_tag_switching(void **state)
{
    (void)state;
    static const char *const names[] = {"tag-switching ip", "mpls ip"};
    static const enum release releases[] = {IOS_12_2, IOS_12_3};
    for (int i = 0; i < 2; i++) {
        struct site *s = provider_with(releases[i], "none");
        const char *port = "show running-config interface FastEthernet2/1.1";
        assert_has(provider_type(s, PE1, port), names[i]);
        assert_false(has(provider_type(s, PE1, port), names[!i]));
        site_configure(s, PE1, "interface FastEthernet2/1.1\nno tag-switching ip");
        assert_false(has(provider_type(s, PE1, port), names[i]));
        site_configure(s, PE1, "interface FastEthernet2/1.1\ntag-switching ip");
        assert_has(provider_type(s, PE1, port), names[i]);
        site_free(s);
    }
}

/* Without its AS a neighbour is gone, from the families, too. */
static void test_neighbor(void **state)
{
    (void)state;
    struct site *s = provider_new();
    site_configure(s, PE1, "router bgp 100\nno neighbor 99.1.1.3 remote-as 100");
    assert_false(has(provider_type(s, PE1, "show running-config"), "neighbor 99.1.1.3"));
    assert_has(provider_type(s, PE1, "show ip bgp neighbors 99.1.1.3"), "% No such neighbor");
    site_configure(s, PE1,
                   "router bgp 100\nneighbor 99.1.1.3 remote-as 100\n"
                   "neighbor 99.1.1.3 update-source Loopback0\n"
                   "address-family vpnv4\nneighbor 99.1.1.3 activate");
    assert_has(provider_type(s, PE1, "show running-config"),
               " !\r\n address-family vpnv4\r\n"
               "  neighbor 99.1.1.3 activate\r\n"
               "  neighbor 99.1.1.3 send-community extended\r\n"
               " exit-address-family\r\n");
    world_pass(s->all.world, PROVIDER_SETTLE_MS);
    assert_has(provider_type(s, PE1, "show ip bgp neighbors 99.1.1.3"), "Established");
    site_configure(s, PE1, "no router bgp 100");
    assert_has(provider_type(s, PE1, "show ip bgp summary"), "% BGP not active");
    assert_false(has(provider_type(s, PE1, "show ip route vrf vpn1"), "101.1.2.0"));
    site_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),      cmocka_unit_test(test_targets),
        cmocka_unit_test(test_forwarding), cmocka_unit_test(test_ping),
        cmocka_unit_test(test_traceroute), cmocka_unit_test(test_tag_switching),
        cmocka_unit_test(test_neighbor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
