/* SPDX-License-Identifier: ISC */
/*
 * Fields are called as ntc-templates calls them, so that people can move over. Here is what it
 * calls them, command by command; what has another name with us, or is not read, is listed with the
 * reason.
 */
#include "base/mem.h"
#include "parse/textfsm_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *template, *names, *missing, *why;
} TABLE[] = {
    {"ping", "sent_qty destination timeout source success_pct success_qty rtt_min rtt_avg rtt_max",
     "sent_type response_stream responders",
     "the kind of packet is a size, the marks are without those of debugging, as marks"},
    {"show_access-list",
     "acl_type acl_name action protocol src_host src_any src_network src_wildcard src_port_match "
     "src_port dst_host dst_any dst_network dst_wildcard dst_port_match dst_port matches",
     "line_num name sn source destination port range modifier",
     "one template for show access-lists and show ip access-lists, with the names of the latter; "
     "the number of an entry is line, and ranges are in the port"},
    {"show_clock", "time timezone dayweek month day year", "", ""},
    {"show_interfaces",
     "interface link_status protocol_status hardware_type description ip_address prefix_length mtu "
     "input_errors crc output_errors",
     "mac_address bia duplex speed media_type bandwidth delay encapsulation last_input last_output "
     "queue_strategy input_rate output_rate input_packets output_packets runts giants frame "
     "overrun abort vlan_id",
     "no check asks for it, and the reply is the longest of all"},
    {"show_ip_bgp",
     "status path_selection route_source network next_hop metric local_pref weight as_path origin",
     "", ""},
    {"show_ip_bgp_neighbors",
     "neighbor vrf remote_as peer_group remote_router_id bgp_state localhost_ip localhost_port "
     "remote_ip remote_port inbound_routemap outbound_routemap",
     "", ""},
    {"show_ip_cef", "ip_address prefix_length nexthop interface", "", ""},
    {"show_ip_interface_brief", "interface ip_address status proto", "", ""},
    {"show_ip_route",
     "protocol type network prefix_length distance metric nexthop_ip nexthop_if uptime",
     "vrf nexthop_vrf flag", "the command names the VRF; a default route is network 0.0.0.0"},
    {"show_logging", "number time facility severity mnemonic message", "month day timezone",
     "the time is one field, as it is in debugging"},
    {"show_processes_cpu", "cpu_usage_5_sec cpu_usage_1_min cpu_usage_5_min cpu_interruption_5_sec",
     "process_pid process_name", "one row for the processor, not one for every process"},
    {"show_version",
     "software_image version release rommon hostname uptime uptime_years uptime_weeks uptime_days "
     "uptime_hours uptime_minutes reload_reason running_image hardware serial config_register "
     "restarted",
     "mac_address", "routers do not print it"},
    {"show_crypto_session",
     "interface profile uptime session_status peer port fvrf ivrf description phase1_id local_ip "
     "local_port remote_ip remote_port capabilities conn_id lifetime active_sa origin",
     "ikev1_status session_id permit src_host src_mask dst_host dst_mask",
     "the status of IKEv2 has the same field, ike_status; a flow is one field"},
};

static bool has(const struct textfsm *t, const char *name, size_t len)
{
    for (size_t i = 0; i < t->value_count; i++)
        if (strlen(t->values[i].key) == len && strncmp(t->values[i].key, name, len) == 0)
            return true;
    return false;
}

/* Print the names in a list that the template has, or lacks; their number. */
static size_t wrong(const struct textfsm *t, const char *template, const char *list, bool wanted)
{
    size_t count = 0;
    while (*list) {
        size_t n = strcspn(list, " ");
        if (has(t, list, n) != wanted) {
            printf("%s: %.*s is %s\n", template, (int)n, list,
                   wanted ? "gone" : "there now; take it off the list of what is missing");
            count++;
        }
        list += n + (list[n] == ' ');
    }
    return count;
}

static void fields_have_the_names_that_people_know(void **state)
{
    (void)state;
    size_t count = 0;
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        struct err e = {0};
        char *path = mem_printf("playbooks/ios/templates/cisco_ios_%s.textfsm", TABLE[i].template);
        struct textfsm *t = textfsm_load(path, &e);
        if (t) {
            count += wrong(t, TABLE[i].template, TABLE[i].names, true);
            count += wrong(t, TABLE[i].template, TABLE[i].missing, false);
        } else {
            fail_msg("%s: %s", path, e.text);
        }
        assert_true(!*TABLE[i].missing == !*TABLE[i].why);
        textfsm_free(t);
        free(path);
    }
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_the_names_that_people_know),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
