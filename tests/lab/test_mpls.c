/* SPDX-License-Identifier: ISC */
#include "tests/lab/provider.h"
static void test_x(void **state)
{
    (void)state;
    struct provider *v = provider_new();
    static const char *cmds[] = {"show ip bgp summary","show ip bgp neighbors","show ip bgp vpnv4 vrf vpn1","show ip bgp vpnv4 vrf vpn1 labels","show mpls forwarding-table","show ip cef vrf vpn1","show ip cef vrf vpn1 101.1.2.1","show ip cef vrf vpn1 101.1.1.1","show ip cef", "show adjacency","show ip vrf","show ip vrf detail","show ip vrf interfaces","show ip route","show ip route vrf vpn1","show mpls interfaces","show mpls ldp neighbor","show ip bgp vpnv4 vrf vpn1 101.1.2.0","ping vrf vpn1 101.1.1.1","ping vrf vpn1 101.1.1.1","ping vrf vpn1 101.1.2.1","show crypto isakmp sa","show crypto ipsec sa","show cef drop","show running-config"};
    for (int e = 0; e < 2; e++)
        for (size_t i = 0; i < sizeof cmds / sizeof cmds[0]; i++) {
            printf("%s# %s\n", e ? "PE3" : "PE1", cmds[i]);
            printf("%s", provider_type(v, e, cmds[i]));
        }
    provider_free(v);
}
int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_x)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
