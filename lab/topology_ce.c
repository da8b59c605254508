/* SPDX-License-Identifier: ISC */
/*
 *   192.168.1.0/24 --- CE1 .10 --- 10.15.58.0/24 --- .38 CE2 --- 192.168.2.0/24
 *                                        |
 *                                        +--------- .50 CE3 --- 192.168.3.0/24
 *
 * Addresses, names and parameters are those of the guide's appendix B. CE3 would have a tunnel to
 * CE1, but CE1 has none to it unless a fault says so.
 */
#include "lab/topology.h"

#define SITE(outside, inside, network, peer, peer_network)                                         \
    "crypto isakmp policy 10\n"                                                                    \
    " hash md5\n"                                                                                  \
    " authentication pre-share\n"                                                                  \
    "crypto isakmp key cisco123 address " peer "\n"                                                \
    "!\n"                                                                                          \
    "crypto ipsec transform-set myset esp-des esp-md5-hmac\n"                                      \
    "!\n"                                                                                          \
    "crypto map vpn 10 ipsec-isakmp\n"                                                             \
    " set peer " peer "\n"                                                                         \
    " set transform-set myset\n"                                                                   \
    " match address 100\n"                                                                         \
    "!\n"                                                                                          \
    "interface FastEthernet0/0\n"                                                                  \
    " ip address " outside " 255.255.255.0\n"                                                      \
    " crypto map vpn\n"                                                                            \
    "!\n"                                                                                          \
    "interface FastEthernet0/1\n"                                                                  \
    " ip address " inside " 255.255.255.0\n"                                                       \
    "!\n"                                                                                          \
    "ip route " peer_network " 255.255.255.0 " peer "\n"                                           \
    "!\n"                                                                                          \
    "access-list 100 permit ip " network " 0.0.0.255 " peer_network " 0.0.0.255\n"                 \
    "!\n"

const struct topology topology_ce_pair = {
    .name = "ce-pair",
    .summary = "two customer edge routers with a tunnel between their networks",
    .router =
        {{"CE1", SITE("10.15.58.10", "192.168.1.1", "192.168.1.0", "10.15.58.38", "192.168.2.0")},
         {"CE2", SITE("10.15.58.38", "192.168.2.1", "192.168.2.0", "10.15.58.10", "192.168.1.0")},
         {"CE3", SITE("10.15.58.50", "192.168.3.1", "192.168.3.0", "10.15.58.10", "192.168.1.0")}},
    .routers = 3,
};
