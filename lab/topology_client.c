/* SPDX-License-Identifier: ISC */
/*
 *                         VPN clients 50.1.1.1, 50.1.1.2
 *                                  |
 *                               .254 ISP .1
 *                                  |
 *   192.168.1.0/24 --- VPNGW .73 --- 172.21.25.0/24 --- .74 SITE1 --- 192.168.2.0/24
 *        |
 *      .10 SERVER
 *
 * The combination of site-to-site and remote access of the guide's page 2-7, with its names and
 * addresses. What is asked of clients stands at the crypto map, not in ISAKMP profiles: all
 * releases understand that, so one configuration does for each.
 */
#include "lab/topology.h"

#include "lab/remote/client.h"

#define POLICY(number, group)                                                                      \
    "crypto isakmp policy " number "\n"                                                            \
    " encryption 3des\n"                                                                           \
    " authentication pre-share\n"                                                                  \
    " group " group "\n"

static const char gateway[] =
    "username client1 password 0 sesame1\n"
    "username client2 password 0 sesame2\n"
    "aaa new-model\n"
    "aaa authentication login VPN1-RA-LIST local\n"
    "aaa authorization network VPN1-RA-LIST local\n"
    "!\n" POLICY("10", "1")
        POLICY("20", "2") "crypto isakmp key VPN1 address 172.21.25.74 no-xauth\n"
                          "!\n"
                          "crypto isakmp client configuration group VPN1-RA-GROUP\n"
                          " key VPN1-RA\n"
                          " dns 192.168.1.10\n"
                          " domain example.com\n"
                          " pool VPN1-RA\n"
                          "!\n"
                          "crypto ipsec transform-set VPN1 esp-des esp-sha-hmac\n"
                          "crypto ipsec transform-set VPN1-RA esp-3des esp-sha-hmac\n"
                          "!\n"
                          "crypto dynamic-map VPN1-RA 1\n"
                          " set transform-set VPN1-RA\n"
                          " reverse-route\n"
                          "!\n"
                          "crypto map VPN1 client authentication list VPN1-RA-LIST\n"
                          "crypto map VPN1 isakmp authorization list VPN1-RA-LIST\n"
                          "crypto map VPN1 client configuration address initiate\n"
                          "crypto map VPN1 client configuration address respond\n"
                          "crypto map VPN1 10 ipsec-isakmp\n"
                          " set peer 172.21.25.74\n"
                          " set transform-set VPN1\n"
                          " match address 101\n"
                          "crypto map VPN1 20 ipsec-isakmp dynamic VPN1-RA\n"
                          "!\n"
                          "interface FastEthernet0/0\n"
                          " ip address 172.21.25.73 255.255.255.0\n"
                          " crypto map VPN1\n"
                          "!\n"
                          "interface FastEthernet0/1\n"
                          " ip address 192.168.1.1 255.255.255.0\n"
                          "!\n"
                          "ip local pool VPN1-RA 10.254.1.1 10.254.1.10\n"
                          "!\n"
                          "ip route 50.1.1.0 255.255.255.0 172.21.25.1\n"
                          "ip route 192.168.2.0 255.255.255.0 172.21.25.74\n"
                          "!\n"
                          "access-list 101 permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
                          "!\n";

static const char site[] =
    POLICY("10", "1") "crypto isakmp key VPN1 address 172.21.25.73\n"
                      "!\n"
                      "crypto ipsec transform-set VPN1 esp-des esp-sha-hmac\n"
                      "!\n"
                      "crypto map VPN1 10 ipsec-isakmp\n"
                      " set peer 172.21.25.73\n"
                      " set transform-set VPN1\n"
                      " match address 101\n"
                      "!\n"
                      "interface FastEthernet0/0\n"
                      " ip address 172.21.25.74 255.255.255.0\n"
                      " crypto map VPN1\n"
                      "!\n"
                      "interface FastEthernet0/1\n"
                      " ip address 192.168.2.1 255.255.255.0\n"
                      "!\n"
                      "ip route 192.168.1.0 255.255.255.0 172.21.25.73\n"
                      "!\n"
                      "access-list 101 permit ip 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255\n"
                      "!\n";

static const char provider[] = "interface FastEthernet0/0\n"
                               " ip address 172.21.25.1 255.255.255.0\n"
                               "!\n"
                               "interface FastEthernet0/1\n"
                               " ip address 50.1.1.254 255.255.255.0\n"
                               "!\n";

static const char server[] = "interface FastEthernet0/0\n"
                             " ip address 192.168.1.10 255.255.255.0\n"
                             "!\n"
                             "ip route 0.0.0.0 0.0.0.0 192.168.1.1\n"
                             "!\n";

#define CLIENT(number)                                                                             \
    {                                                                                              \
        .address = "50.1.1." number, .uplink = "50.1.1.254", .gateway = "172.21.25.73",            \
        .group = "VPN1-RA-GROUP", .key = "VPN1-RA", .user = "client" number,                       \
        .password = "sesame" number, .ping = "192.168.1.10"                                        \
    }

static const struct client_script clients[] = {CLIENT("1"), CLIENT("2")};

const struct topology topology_client = {
    .name = "client",
    .summary = "a gateway for VPN clients, with a tunnel to a customer's site besides",
    .router = {{"VPNGW", gateway}, {"SITE1", site}, {"ISP", provider}, {"SERVER", server}},
    .routers = 4,
    .client = clients,
    .clients = sizeof clients / sizeof clients[0],
};
