/* SPDX-License-Identifier: ISC */
/* Configuration commands for VRFs, BGP and label switching. */
#include "lab/config/config_rule.h"

#define VRF(words, rank, same) ROW(words, MODE_VRF, rank, same, 0, NULL, 0)
#define BGP(words, rank, same) ROW(words, MODE_ROUTER, rank, same, 0, NULL, 0)
#define BGP_ON(words, modes, rank) ROW(words, modes, rank, 0, 0, NULL, RULE_KEEP_NO)
#define FAMILY(words, rank, same) ROW(words, MODE_FAMILY, rank, same, 0, NULL, 0)
#define EITHER(words, rank, same) ROW(words, MODE_ROUTER | MODE_FAMILY, rank, same, 0, NULL, 0)

enum { RANK_NEIGHBOR = 3, RANK_FAMILY = 9 };

static const struct config_rule rules[] = {
    OPEN("ip vrf <word>", R_VRF, 3, MODE_VRF),
    ON("mpls ip", R_MPLS),
    TOP("mpls label protocol ( ldp | tdp )", R_MPLS, 3),
    TOP("mpls label range <num:16-1048575> <num:16-1048575>", R_MPLS, 3),
    TOP("mpls ldp router-id <if> { force }", R_MPLS, 3),
    ON("tag-switching ip", R_MPLS),
    OPEN("router bgp <num:1-65535>", R_ROUTER, 3, MODE_ROUTER),
    TOP("ip route vrf <word> <ip> <mask> ( <ip> | <if> ) { <num:1-255> | permanent | global }",
        R_ROUTING, 0),
    TOP("ip route vrf <word> <ip> <mask> <if> <ip> { <num:1-255> | permanent }", R_ROUTING, 0),
    TOP("ip extcommunity-list <num:1-99> ( permit | deny ) ( rt | soo ) <word>", R_ACL, 0),
    OPEN("route-map <word> ( permit | deny ) <num:0-65535>", R_ROUTE_MAP, 4, MODE_ROUTE_MAP),
    OPEN("route-map <word>", R_ROUTE_MAP, 2, MODE_ROUTE_MAP),

    VRF("description <line>", 0, 1),
    VRF("rd <word>", 1, 1),
    VRF("route-target ( export | import | both ) <word>", 2, 0),
    VRF("maximum routes <num:1-4294967295> ( <num:1-100> | warning-only )", 3, 2),

    IF("encapsulation dot1Q <num:1-4094> { native }", 1, 2),
    IF("ip vrf forwarding <word>", 1, 3),
    IF("mpls ip", 9, 0),
    IF("tag-switching ip", 9, 0),

    BGP_ON("synchronization", MODE_ROUTER, 0),
    BGP_ON("synchronization", MODE_FAMILY, 10),
    BGP_ON("bgp default ipv4-unicast", MODE_ROUTER, 1),
    BGP("bgp log-neighbor-changes", 1, 0),
    BGP("bgp router-id <ip>", 1, 2),
    BGP("neighbor <ip> remote-as <num:1-65535>", RANK_NEIGHBOR, 3),
    BGP("neighbor <ip> description <line>", RANK_NEIGHBOR, 3),
    BGP("neighbor <ip> shutdown", RANK_NEIGHBOR, 0),
    BGP("neighbor <ip> update-source <if>", RANK_NEIGHBOR, 3),
    BGP("neighbor <ip> timers <num:0-65535> <num:0-65535>", RANK_NEIGHBOR, 3),
    EITHER("neighbor <ip> activate", RANK_NEIGHBOR, 0),
    EITHER("neighbor <ip> send-community { extended | both | standard }", RANK_NEIGHBOR, 3),
    EITHER("neighbor <ip> next-hop-self", RANK_NEIGHBOR, 0),
    EITHER("neighbor <ip> route-map <word> ( in | out )", RANK_NEIGHBOR, 0),
    BGP_ON("auto-summary", MODE_ROUTER | MODE_FAMILY, 10),
    ROW("address-family vpnv4 { unicast }", MODE_ROUTER, RANK_FAMILY + 2, 2, MODE_FAMILY, NULL, 0),
    ROW("address-family ipv4 vrf <word>", MODE_ROUTER, RANK_FAMILY + 3, 4, MODE_FAMILY, NULL, 0),

    EITHER("redistribute ( connected | static )", 2, 2),
    FAMILY("default-information originate", 2, 0),
    FAMILY("aggregate-address <ip> <mask> { summary-only }", 1, 3),
    FAMILY("network <ip> mask <mask>", 1, 2),
    FAMILY("exit-address-family", 0, 0),

    ROW("match ip address <word>", MODE_ROUTE_MAP, 0, 3, 0, NULL, 0),
    ROW("match extcommunity <num:1-99>", MODE_ROUTE_MAP, 0, 2, 0, NULL, 0),
    ROW("set local-preference <num:0-4294967295>", MODE_ROUTE_MAP, 1, 2, 0, NULL, 0),
};

const struct grammar config_grammar_mpls = {rules, sizeof rules / sizeof rules[0], sizeof rules[0],
                                            &config_grammar_ike};
