/* SPDX-License-Identifier: ISC */
/* Packets that do not get from one provider edge to the other, or into the tunnel behind. */
#include "lab/faults_pe.h"

#include "lab/mpls/mpls.h"

static void befall_stale(struct fault_site *s)
{
    mpls_scramble(s->router[0]->mpls, "vpn1");
}

/* The customer's router tries by itself, so that PE1 is called. */
enum { CUSTOMER = 4 };
static const char CALLS[] = "rtr 1\n"
                            " type echo protocol ipIcmpEcho 101.1.2.1 source-ipaddr 101.1.1.1\n"
                            " frequency 5\n"
                            "rtr schedule 1 life forever start-time now\n";

static const struct fault FAULTS[] = {
    {"stale-labels", "PE1 forwards by other labels than it advertises", .befall = befall_stale},
    {"cef-off", "PE3 does not run CEF", PE3("no ip cef\n")},
    {"labels-off", "PE1 does not switch labels towards the core",
     PE1("interface FastEthernet2/1.1\n"
         " no mpls ip\n")},
    {"core-vlan", "PE1 tags its frames to the core for another VLAN",
     PE1("interface FastEthernet2/1.1\n"
         " encapsulation dot1Q 11\n")},
    {"customer-vlan", "PE1 tags its frames in the VRF for another VLAN",
     PE1("interface FastEthernet2/0.1\n"
         " encapsulation dot1Q 2\n")},
    {"data-filter", "PE1 lets only IKE in from the internet",
     PE1("access-list 120 permit udp any any eq isakmp\n"
         "interface FastEthernet2/0.1\n"
         " ip access-group 120 in\n")},
    {"no-lan-route", "PE1's VRF has no route to the customer's LAN",
     PE1("no ip route vrf vpn1 101.1.1.0 255.255.255.0 30.1.1.1\n")},
    {"injected-route", "PE1's route to the customer is one of its crypto map",
     PE1("no ip route vrf vpn1 101.1.1.0 255.255.255.0 30.1.1.1\n"
         "crypto map vpn1 10 ipsec-isakmp\n"
         " reverse-route\n")},
    {"no-vrf-default", "PE1's VRF has no route to the tunnel's other end",
     PE1("no ip route vrf vpn1 0.0.0.0 0.0.0.0 30.1.1.1\n")},
    {"no-global-default", "PE1's global table has no route to the tunnel's other end",
     .lines = {"no ip route 0.0.0.0 0.0.0.0 FastEthernet2/0.1 30.1.1.1\n", [CUSTOMER] = CALLS},
     .mended_in = IOS_15},
    {"map-on-core", "PE1's crypto map is on the interface to the core",
     PE1("interface FastEthernet2/0.1\n"
         " no crypto map vpn1\n"
         "interface FastEthernet2/1.1\n"
         " crypto map vpn1\n")},
};

const struct fault_table faults_pe_path =
    FAULT_TABLE(&topology_pe_pair, "The packets' path", FAULTS);
