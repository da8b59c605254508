/* SPDX-License-Identifier: ISC */
/* What provider edges print, read with the templates of the IOS pack. */
#include "tests/lab/provider.h"
#include "tests/lab/reading.h"

struct wanted {
    int end;
    const char *command;
    const char *key, *value;       /* that some row has */
    const char *key_15, *value_15; /* in release 15; NULL: the same */
};

static const struct wanted table[] = {
    {PE1, "show ip bgp neighbors 99.1.1.3", "bgp_state", "Established", NULL, NULL},
    {PE1, "show ip bgp neighbors", "remote_router_id", "99.1.1.3", NULL, NULL},
    {PE1, "show ip bgp vpnv4 vrf vpn1", "next_hop", "99.1.1.3", NULL, NULL},
    {PE1, "show ip bgp vpnv4 all", "vrf", "vpn1", NULL, NULL},
    {PE1, "show ip bgp vpnv4 vrf vpn1", "weight", "32768", NULL, NULL},
    {PE1, "show ip bgp vpnv4 vrf vpn1 labels", "out_label", "18", NULL, NULL},
    {PE3, "show ip bgp vpnv4 vrf vpn1 labels", "out_label", "aggregate(vpn1)", "in_label",
     "IPv4 VRF Aggr:17"},
    {PE1, "show ip cef vrf vpn1", "ip_address", "101.1.2.0", NULL, NULL},
    {PE1, "show ip cef", "nexthop", "30.1.1.1", NULL, NULL},
    {PE3, "show ip cef vrf vpn1", "nexthop", "drop", "nexthop", "no route"},
    {PE1, "show cef drop", "slot", "RP", NULL, NULL},
    {PE1, "show mpls forwarding-table", "outgoing_label", "Untagged", "outgoing_label", "No Label"},
    {PE1, "show mpls forwarding-table vrf vpn1", "next_hop", "30.1.1.1", NULL, NULL},
    {PE3, "show mpls forwarding-table vrf vpn1", "outgoing_label", "Aggregate", "vrf", "vpn1"},
    {PE1, "show ip route vrf vpn1", "protocol", "B", NULL, NULL},
    {PE1, "show ip route 99.1.1.3", "known_via", "static", NULL, NULL},
    {PE1, "show running-config", "kind", "hostname", NULL, NULL},
};

static void check_release(enum release release)
{
    struct template_index *ix = reading_new();
    struct site *s = provider_with(release, "none");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct wanted *w = &table[i];
        bool later = release >= IOS_15 && w->key_15;
        assert_read(ix, w->command, provider_type(s, w->end, w->command),
                    later ? w->key_15 : w->key, later ? w->value_15 : w->value);
    }
    site_free(s);
    template_index_free(ix);
}

static void test_12_2(void **state)
{
    (void)state;
    check_release(IOS_12_2);
}

static void test_15(void **state)
{
    (void)state;
    check_release(IOS_15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_12_2), cmocka_unit_test(test_15)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
