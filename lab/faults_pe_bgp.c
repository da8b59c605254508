/* SPDX-License-Identifier: ISC */
/* Routes that do not get from one provider edge to the other. */
#include "lab/faults_pe.h"

static const struct fault FAULTS[] = {
    {"neighbor-address", "PE1's BGP neighbour is an address that nobody has",
     PE1("router bgp 100\n"
         " no neighbor 99.1.1.3 remote-as 100\n"
         " neighbor 99.1.1.33 remote-as 100\n"
         " neighbor 99.1.1.33 update-source Loopback0\n" VPNV4("neighbor 99.1.1.33 activate"))},
    {"neighbor-as", "PE3 takes PE1 for a member of another autonomous system",
     PE3("router bgp 100\n"
         " neighbor 99.1.1.1 remote-as 200\n")},
    {"neighbor-shutdown", "PE1's BGP neighbour is shut down",
     PE1("router bgp 100\n"
         " neighbor 99.1.1.3 shutdown\n")},
    {"loopback-shut", "PE3's loopback, the address of its BGP sessions, is shut",
     PE3("interface Loopback0\n"
         " shutdown\n")},
    {"no-core-route", "PE1 has no route to PE3's loopback",
     PE1("no ip route 99.1.1.3 255.255.255.255 125.1.10.1\n")},
    {"no-vpnv4", "PE3 does not exchange VPNv4 routes with PE1",
     PE3("router bgp 100\n" VPNV4("no neighbor 99.1.1.1 activate"))},
    {"no-communities", "PE3 sends its VPNv4 routes without extended communities",
     PE3("router bgp 100\n" VPNV4("no neighbor 99.1.1.1 send-community extended"))},
    {"target-mismatch", "PE3 exports a route target that PE1 does not import",
     PE3("ip vrf vpn1\n"
         " no route-target export 100:1\n"
         " route-target export 200:1\n")},
    {"route-limit", "PE1's VRF has room for three routes only",
     PE1("ip vrf vpn1\n"
         " maximum routes 3 60\n")},
    {"routes-filtered", "PE1's filter for BGP leaves out PE3's network",
     PE1("access-list 10 deny 101.1.2.0 0.0.0.255\n"
         "access-list 10 permit any\n"
         "route-map vpn1-in permit 10\n"
         " match ip address 10\n"
         "router bgp 100\n" VPNV4("neighbor 99.1.1.3 route-map vpn1-in in"))},
    {"not-redistributed", "PE1 does not put its static routes into BGP",
     PE1("router bgp 100\n"
         " address-family ipv4 vrf vpn1\n"
         "  no redistribute static\n"
         " exit-address-family\n")},
};

const struct fault_table faults_pe_bgp = FAULT_TABLE(&topology_pe_pair, "Routes", FAULTS);
