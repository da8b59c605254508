/* SPDX-License-Identifier: ISC */
/* What is wrong with the crypto map: where it is applied, or what it leaves out. */
#include "lab/faults_ce.h"

#define OUTSIDE(line) "interface FastEthernet0/0\n " line "\n"
#define INSIDE(line) "interface FastEthernet0/1\n " line "\n"
#define ENTRY(line) "crypto map vpn 10\n " line "\n"
#define SUBINTERFACE(address)                                                                      \
    OUTSIDE("no ip address")                                                                       \
    "interface FastEthernet0/0.1\n"                                                                \
    " ip address " address " 255.255.255.0\n"

static const struct fault FAULTS[] = {
    {"map-missing-a", "CE1's outside interface has no crypto map",
     CE1(OUTSIDE("no crypto map vpn"))},
    {"map-missing-b", "CE2's outside interface has no crypto map",
     CE2(OUTSIDE("no crypto map vpn"))},
    {"map-inside-a", "CE1 has the crypto map on the inside interface",
     CE1(OUTSIDE("no crypto map vpn") INSIDE("crypto map vpn"))},
    {"map-inside-b", "CE2 has the crypto map on the inside interface",
     CE2(OUTSIDE("no crypto map vpn") INSIDE("crypto map vpn"))},
    {"map-physical-a", "CE1's crypto map is on the physical interface only",
     CE1(SUBINTERFACE(OUTSIDE_1))},
    {"map-physical-b", "CE2's crypto map is on the physical interface only",
     CE2(SUBINTERFACE(OUTSIDE_2))},
    {"local-address-a", "CE1's crypto map uses the address of the wrong interface",
     CE1("crypto map vpn local-address FastEthernet0/1\n")},
    {"local-address-b", "CE2's crypto map uses the address of the wrong interface",
     CE2("crypto map vpn local-address FastEthernet0/1\n")},
    {"map-no-peer-a", "CE1's crypto map names no peer", CE1(ENTRY("no set peer " OUTSIDE_2))},
    {"map-no-peer-b", "CE2's crypto map names no peer", CE2(ENTRY("no set peer " OUTSIDE_1))},
    {"map-no-list-a", "CE1's crypto map names no access list", CE1(ENTRY("no match address 100"))},
    {"map-no-list-b", "CE2's crypto map names no access list", CE2(ENTRY("no match address 100"))},
    {"map-no-set-a", "CE1's crypto map names no transform set",
     CE1(ENTRY("no set transform-set myset"))},
    {"map-no-set-b", "CE2's crypto map names no transform set",
     CE2(ENTRY("no set transform-set myset"))},
};

const struct fault_table faults_ce_map = FAULT_TABLE(&topology_ce_pair, "The crypto map", FAULTS);
