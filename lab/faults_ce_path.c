/* SPDX-License-Identifier: ISC */
/* What keeps packets from going their way: interfaces, routes, filters. */
#include "lab/faults_ce.h"

#define OUTSIDE(line) "interface FastEthernet0/0\n " line "\n"
#define INSIDE(line) "interface FastEthernet0/1\n " line "\n"
#define ROUTE(net, by) "ip route " net " 255.255.255.0 " by "\n"
#define FILTER(entry)                                                                              \
    "access-list 110 deny " entry "\n"                                                             \
    "access-list 110 permit ip any any\n" OUTSIDE("ip access-group 110 in")

static const struct fault FAULTS[] = {
    {"shut-outside-a", "CE1's outside interface is shut down", CE1(OUTSIDE("shutdown"))},
    {"shut-outside-b", "CE2's outside interface is shut down", CE2(OUTSIDE("shutdown"))},
    {"shut-inside-a", "CE1's inside interface is shut down", CE1(INSIDE("shutdown"))},
    {"shut-inside-b", "CE2's inside interface is shut down", CE2(INSIDE("shutdown"))},
    {"route-inside-a", "CE1 has no route to CE2's network", CE1("no " ROUTE(NET_2, OUTSIDE_2))},
    {"route-inside-b", "CE2 has no route to CE1's network", CE2("no " ROUTE(NET_1, OUTSIDE_1))},
    {"route-astray-a", "CE1 sends packets for CE2's network out of the inside",
     CE1("no " ROUTE(NET_2, OUTSIDE_2) ROUTE(NET_2, "192.168.1.254"))},
    {"route-astray-b", "CE2 sends packets for CE1's network out of the inside",
     CE2("no " ROUTE(NET_1, OUTSIDE_1) ROUTE(NET_1, "192.168.2.254"))},
    {"peer-route-a", "CE1's route to CE2 leads to a gateway that is not there",
     CE1("ip route " OUTSIDE_2 " 255.255.255.255 10.15.58.254\n")},
    {"peer-route-b", "CE2's route to CE1 leads to a gateway that is not there",
     CE2("ip route " OUTSIDE_1 " 255.255.255.255 10.15.58.254\n")},
    {"mask-outside-a", "CE1's outside mask is too long: no route to CE2",
     CE1(OUTSIDE("ip address " OUTSIDE_1 " 255.255.255.240"))},
    {"mask-outside-b", "CE2's outside mask is too long: no route to CE1",
     CE2(OUTSIDE("ip address " OUTSIDE_2 " 255.255.255.240"))},
    {"filter-ike-a", "A filter on CE1 drops UDP port 500", CE1(FILTER("udp any any eq isakmp"))},
    {"filter-ike-b", "A filter on CE2 drops UDP port 500", CE2(FILTER("udp any any eq isakmp"))},
    {"filter-esp-a", "A filter on CE1 drops ESP", CE1(FILTER("esp any any"))},
    {"filter-esp-b", "A filter on CE2 drops ESP", CE2(FILTER("esp any any"))},
};

const struct fault_table faults_ce_path =
    FAULT_TABLE(&topology_ce_pair, "Interfaces, routes and filters", FAULTS);
