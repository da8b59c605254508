/* SPDX-License-Identifier: ISC */
/*
 *   101.1.2.0/24                                                               101.1.1.0/24
 *     1.1.1.0/24 --- PE3 ------ P ------ PE1 --- 30.1.1.0/24 --- INET --- 20.1.1.0/24 --- CE
 *     2.1.1.0/24      125.1.30.0  125.1.10.0                                       (IPsec to PE1)
 *
 * A provider's edge routers with one VRF, label switching between them, and a customer whose tunnel
 * ends on PE1, in the VRF. Addresses of the guide's pages 3-28 to 3-31. P, the internet's router
 * and the customer's just do their work.
 */
#include "lab/topology.h"

#define TUNNEL_POLICY                                                                              \
    "crypto isakmp policy 10\n"                                                                    \
    " hash md5\n"                                                                                  \
    " authentication pre-share\n"                                                                  \
    "!\n"

#define VRF                                                                                        \
    "ip vrf vpn1\n"                                                                                \
    " rd 100:1\n"                                                                                  \
    " route-target export 100:1\n"                                                                 \
    " route-target import 100:1\n"                                                                 \
    "!\n"

#define BGP(neighbor, redistribute)                                                                \
    "router bgp 100\n"                                                                             \
    " no synchronization\n"                                                                        \
    " bgp log-neighbor-changes\n"                                                                  \
    " neighbor " neighbor " remote-as 100\n"                                                       \
    " neighbor " neighbor " update-source Loopback0\n"                                             \
    " no auto-summary\n"                                                                           \
    " address-family vpnv4\n"                                                                      \
    "  neighbor " neighbor " activate\n"                                                           \
    "  neighbor " neighbor " send-community extended\n"                                            \
    " exit-address-family\n"                                                                       \
    " address-family ipv4 vrf vpn1\n"                                                              \
    "  redistribute " redistribute "\n"                                                            \
    "  no auto-summary\n"                                                                          \
    "  no synchronization\n"                                                                       \
    " exit-address-family\n"                                                                       \
    "!\n"

#define LOOPBACK(address)                                                                          \
    "interface Loopback0\n"                                                                        \
    " ip address " address " 255.255.255.255\n"                                                    \
    "!\n"

#define CORE(port, tag, address)                                                                   \
    "interface " port "\n"                                                                         \
    " no ip address\n"                                                                             \
    "!\n"                                                                                          \
    "interface " port ".1\n"                                                                       \
    " encapsulation dot1Q " tag "\n"                                                               \
    " ip address " address " 255.255.255.0\n"                                                      \
    " mpls ip\n"                                                                                   \
    "!\n"

#define CUSTOMER(number, tag, address)                                                             \
    "interface FastEthernet2/0." number "\n"                                                       \
    " encapsulation dot1Q " tag "\n"                                                               \
    " ip vrf forwarding vpn1\n"                                                                    \
    " ip address " address " 255.255.255.0\n"                                                      \
    "!\n"

static const char PE1[] =
    "ip cef\n"
    "!\n" VRF "crypto keyring vpn1 vrf vpn1\n"
    " pre-shared-key address 20.1.1.1 key cisco123\n"
    "!\n" TUNNEL_POLICY "crypto ipsec transform-set vpn1 esp-des esp-md5-hmac\n"
    "!\n"
    "crypto map vpn1 10 ipsec-isakmp\n"
    " set peer 20.1.1.1\n"
    " set transform-set vpn1\n"
    " match address 101\n"
    "!\n" LOOPBACK("99.1.1.1") "interface FastEthernet2/0\n"
                               " no ip address\n"
                               "!\n"
                               "interface FastEthernet2/0.1\n"
                               " encapsulation dot1Q 1\n"
                               " ip vrf forwarding vpn1\n"
                               " ip address 30.1.1.2 255.255.255.0\n"
                               " crypto map vpn1\n"
                               "!\n" CORE("FastEthernet2/1", "10", "125.1.10.2") BGP(
                                   "99.1.1.3",
                                   "static") "ip classless\n"
                                             "ip route 0.0.0.0 0.0.0.0 FastEthernet2/0.1 30.1.1.1\n"
                                             "ip route 99.1.1.3 255.255.255.255 125.1.10.1\n"
                                             "ip route vrf vpn1 0.0.0.0 0.0.0.0 30.1.1.1\n"
                                             "ip route vrf vpn1 101.1.1.0 255.255.255.0 30.1.1.1\n"
                                             "no ip http server\n"
                                             "!\n"
                                             "access-list 101 permit ip 101.1.2.0 0.0.0.255 "
                                             "101.1.1.0 0.0.0.255\n"
                                             "access-list 101 permit ip 1.1.1.0 0.0.0.255 "
                                             "101.1.1.0 0.0.0.255\n"
                                             "access-list 101 permit ip 2.1.1.0 0.0.0.255 "
                                             "101.1.1.0 0.0.0.255\n"
                                             "!\n";

static const char PE3[] =
    "ip cef\n"
    "!\n" VRF LOOPBACK(
        "99.1.1.3") "interface FastEthernet2/0\n"
                    " no ip address\n"
                    "!\n" CUSTOMER("1", "1", "101.1.2.1") CUSTOMER("2", "2", "1.1.1.1")
                        CUSTOMER("3", "3", "2.1.1.1") CORE("FastEthernet2/1", "30", "125.1.30.2")
                            BGP("99.1.1.1",
                                "connected") "ip classless\n"
                                             "ip route 99.1.1.1 255.255.255.255 125.1.30.1\n"
                                             "no ip http server\n"
                                             "!\n";

static const char P[] =
    "ip cef\n"
    "!\n" LOOPBACK("99.1.1.2") CORE("FastEthernet0/0", "10", "125.1.10.1")
        CORE("FastEthernet0/1", "30", "125.1.30.1") "ip classless\n"
                                                    "ip route 99.1.1.1 255.255.255.255 125.1.10.2\n"
                                                    "ip route 99.1.1.3 255.255.255.255 125.1.30.2\n"
                                                    "!\n";

static const char INET[] = "interface FastEthernet0/0\n"
                           " no ip address\n"
                           "!\n"
                           "interface FastEthernet0/0.1\n"
                           " encapsulation dot1Q 1\n"
                           " ip address 30.1.1.1 255.255.255.0\n"
                           "!\n"
                           "interface FastEthernet0/1\n"
                           " ip address 20.1.1.254 255.255.255.0\n"
                           "!\n";

static const char CE[] =
    TUNNEL_POLICY "crypto isakmp key cisco123 address 30.1.1.2\n"
                  "!\n"
                  "crypto ipsec transform-set vpn1 esp-des esp-md5-hmac\n"
                  "!\n"
                  "crypto map vpn1 10 ipsec-isakmp\n"
                  " set peer 30.1.1.2\n"
                  " set transform-set vpn1\n"
                  " match address 101\n"
                  "!\n"
                  "interface FastEthernet0/0\n"
                  " ip address 20.1.1.1 255.255.255.0\n"
                  " crypto map vpn1\n"
                  "!\n"
                  "interface FastEthernet0/1\n"
                  " ip address 101.1.1.1 255.255.255.0\n"
                  "!\n"
                  "ip route 0.0.0.0 0.0.0.0 20.1.1.254\n"
                  "!\n"
                  "access-list 101 permit ip 101.1.1.0 0.0.0.255 101.1.2.0 0.0.0.255\n"
                  "access-list 101 permit ip 101.1.1.0 0.0.0.255 1.1.1.0 0.0.0.255\n"
                  "access-list 101 permit ip 101.1.1.0 0.0.0.255 2.1.1.0 0.0.0.255\n"
                  "!\n";

const struct topology topology_pe_pair = {
    .name = "pe-pair",
    .summary = "two provider edge routers with labels between them, a tunnel into a VRF",
    .router = {{"PE1", PE1}, {"PE3", PE3}, {"P", P}, {"INET", INET}, {"CE", CE}},
    .routers = 5,
};
