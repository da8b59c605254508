/* SPDX-License-Identifier: ISC */
/* Configuration commands about packets and the box: NAT, MTU, switching, logging, the card. */
#include "lab/config/config_rule.h"

static const struct config_rule rules[] = {
    BOTH("ip cef", R_IP),
    ROW("logging buffered { <num:4096-2147483647> | alerts | critical | debugging | emergencies |"
        " errors | informational | notifications | warnings }",
        MODE_CONFIG, R_LOGGING, 2, 0, NULL, RULE_KEEP_BOTH),
    TOP("crypto ipsec df-bit ( clear | copy | set )", R_LIFETIME, 3),
    TOP("crypto ipsec fragmentation ( after-encryption | before-encryption )", R_LIFETIME, 3),
    ROW("crypto engine accelerator { <num:0-6> }", MODE_CONFIG, R_ENGINE, 3, 0, NULL, RULE_KEEP_NO),
    TOP("ip nat inside source list <word> interface <if> { overload }", R_NAT, 6),
    TOP("ip nat inside source route-map <word> interface <if> { overload }", R_NAT, 6),
    TOP("ip nat inside source static <ip> <ip>", R_NAT, 0),

    OPEN("rtr <num:1-2147483647>", R_SNMP, 2, MODE_PROBE),
    TOP("rtr schedule <num:1-2147483647> life forever start-time now", R_SNMP, 3),
    OPEN("ip sla <num:1-2147483647>", R_SNMP, 3, MODE_PROBE),
    TOP("ip sla schedule <num:1-2147483647> life forever start-time now", R_SNMP, 4),
    ROW("type echo protocol ipIcmpEcho <ip> { source-ipaddr <ip> }", MODE_PROBE, 0, 1, 0, NULL, 0),
    ROW("icmp-echo <ip> { source-ip <ip> }", MODE_PROBE, 0, 1, 0, NULL, 0),
    ROW("frequency <num:1-604800>", MODE_PROBE, 1, 1, 0, NULL, 0),

    IF_ON("ip unreachables", 4),
    IF_ON("ip redirects", 4),
    IF_ON("ip route-cache", 4),
    IF_ON("ip route-cache cef", 4),
    IF("ip tcp adjust-mss <num:500-1460>", 4, 3),
    IF_ON("ip mroute-cache", 4),
    IF("encapsulation ( frame-relay | hdlc | ppp )", 4, 1),
    IF("frame-relay lmi-type ( ansi | cisco | q933a )", 4, 2),
    IF("frame-relay interface-dlci <num:16-1007> { IETF | CISCO }", 4, 3),
    IF("ip mtu <num:68-1500>", 4, 2),
    IF("ip nat ( inside | outside )", 5, 2),
    IF("mtu <num:64-18000>", 5, 1),
    ROW("keepalive { <num:0-32767> }", MODE_INTERFACE, 8, 1, 0, NULL, RULE_KEEP_NO),
    IF("crypto ipsec df-bit ( clear | copy | set )", 9, 3),
};

const struct grammar config_grammar_net = {rules, sizeof rules / sizeof rules[0], sizeof rules[0],
                                           NULL};
