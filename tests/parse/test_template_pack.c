/* SPDX-License-Identifier: ISC */
/* Every shipped template gives what its samples say, by the command that leads to it. */
#include "base/err.h"
#include "parse/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct template_index *load_index(void)
{
    struct err e = {0};
    struct template_index *ix = template_index_load("playbooks/ios/templates", "cisco_ios", &e);
    if (!ix)
        fail_msg("%s: %s", e.where, e.text);
    return ix;
}

static void test_samples(void **state)
{
    struct template_index *ix = load_index();
    json_t *problems = json_array();
    struct err e = {0};
    (void)state;
    assert_int_equal(template_index_check(ix, problems, &e), ERR_NONE);
    for (size_t i = 0; i < json_array_size(problems); i++)
        print_error("%s\n", json_string_value(json_array_get(problems, i)));
    assert_int_equal(json_array_size(problems), 0);
    json_decref(problems);
    template_index_free(ix);
}

/* Abbreviations as engineers type them, and commands whose beginnings are alike. */
static void test_commands(void **state)
{
    static const struct {
        const char *command;
        const char *template; /* without cisco_ios_ and .textfsm */
    } CASES[] = {
        {"sh cry isa sa", "show_crypto_isakmp_sa"},
        {"sho crypto isakmp pol", "show_crypto_isakmp_policy"},
        {"show crypto ipsec sa peer 192.0.2.1", "show_crypto_ipsec_sa"},
        {"sh cry ips sa det", "show_crypto_ipsec_sa"},
        {"show crypto ipsec transform-proposal", "show_crypto_ipsec_transform-set"},
        {"sho crypto ipsec transform", "show_crypto_ipsec_transform-set"},
        {"show crypto map interface serial 0", "show_crypto_map"},
        {"sh cry eng conn ac", "show_crypto_engine_connections_active"},
        {"show ip access-lists 100", "show_access-list"},
        {"sh acc 100", "show_access-list"},
        {"show ip int b", "show_ip_interface_brief"},
        {"sh int fa0/0", "show_interfaces"},
        {"show ip routes", "show_ip_route"},
        {"sh ip ro vrf RED", "show_ip_route"},
        {"show ip route 10.1.1.1", "show_ip_route_address"},
        {"sh ip ro vrf RED 10.1.1.1", "show_ip_route_address"},
        {"sh run int fa0/0", "show_running-config"},
        {"show running-config | section crypto", "show_running-config"},
        {"sh debug", "show_debug"},
        {"ping ip 192.168.2.1 source 192.168.1.1 repeat 5", "ping"},
        {"sh proc cpu", "show_processes_cpu"},
        {"show crypto engine configuration", "show_crypto_engine_configuration"},
        {"sh cry eng acc stat", "show_crypto_engine_accelerator_statistic"},
        {"show crypto ipsec session-key", "show_crypto_ipsec_security-association"},
        {"sh cry ips sec life", "show_crypto_ipsec_security-association"},
        {"sh ip bgp vpnv4 vrf vpn1 la", "show_ip_bgp_vpnv4_labels"},
        {"show ip bgp vpnv4 vrf vpn1", "show_ip_bgp"},
        {"sh ip bgp nei 99.1.1.3", "show_ip_bgp_neighbors"},
        {"sh mpls for vrf vpn1", "show_mpls_forwarding-table"},
        {"show ip cef vrf vpn1", "show_ip_cef"},
        {"sh mem sum", "show_memory"},
        {"show crypto ipsec profile", NULL},
        {"configure terminal", NULL},
    };
    struct template_index *ix = load_index();
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *found = template_index_find(ix, CASES[i].command);
        char wanted[100];
        snprintf(wanted, sizeof wanted, "cisco_ios_%s.textfsm",
                 CASES[i].template ? CASES[i].template : "");
        if (CASES[i].template ? !found || strcmp(found, wanted) != 0 : found != NULL)
            fail_msg("'%s' leads to %s", CASES[i].command, found ? found : "nothing");
    }
    template_index_free(ix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
