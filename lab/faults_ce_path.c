/* SPDX-License-Identifier: ISC */
/* What keeps packets from going their way: interfaces, routes, filters, translation, cards. */
#include "lab/faults_ce.h"

#include "lab/box/card.h"
#include "lab/box/load.h"
#include "lab/net/link.h"
#include "lab/net/net.h"

enum { PATH_MTU = 1400, CARD_SLOT = 0, BUSY_MS = 10 * 60 * 1000 };

#define OUTSIDE(line) "interface FastEthernet0/0\n " line "\n"
#define INSIDE(line) "interface FastEthernet0/1\n " line "\n"
#define ROUTE(net, by) "ip route " net " 255.255.255.0 " by "\n"
#define FILTER(entry)                                                                              \
    "access-list 110 deny " entry "\n"                                                             \
    "access-list 110 permit ip any any\n" OUTSIDE("ip access-group 110 in")

#define TRANSLATE(net)                                                                             \
    "access-list 7 permit " net " 0.0.0.255\n"                                                     \
    "ip nat inside source list 7 interface FastEthernet0/0 overload\n" INSIDE("ip nat inside")     \
        OUTSIDE("ip nat outside")

static void narrow_path(struct fault_site *s)
{
    link_trouble(s->link, &(struct link_trouble){.mtu = PATH_MTU});
}

static void fail_card(struct router *r)
{
    card_install(r, CARD_AIM, CARD_SLOT);
    card_limbo(r, true);
}

static void fail_card_a(struct fault_site *s)
{
    fail_card(s->router[0]);
}

static void fail_card_b(struct fault_site *s)
{
    fail_card(s->router[1]);
}

/* Two seconds' work in one, when each packet is the processor's; it has been so for a while. */
static void pass_through(struct fault_site *s, struct router *r)
{
    static const struct stream busy = {"FastEthernet0/1", "FastEthernet0/0", 8000, 200};
    load_stream(r, &busy);
    world_pass(s->world, BUSY_MS);
}

static void burden_a(struct fault_site *s)
{
    pass_through(s, s->router[0]);
}

static void burden_b(struct fault_site *s)
{
    pass_through(s, s->router[1]);
}

static void break_switching_a(struct fault_site *s)
{
    net_break_fast_path(s->router[0]);
}

static void break_switching_b(struct fault_site *s)
{
    net_break_fast_path(s->router[1]);
}

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
    {"nat-inside-a", "CE1 translates addresses before it looks for the tunnel",
     CE1(TRANSLATE(NET_1))},
    {"nat-inside-b", "CE2 translates addresses before it looks for the tunnel",
     CE2(TRANSLATE(NET_2))},
    {"mtu-path", "Packets over 1400 bytes vanish between the routers", .befall = narrow_path},
    {"card-limbo-a", "CE1's encryption card takes packets and gives none back",
     .befall = fail_card_a},
    {"card-limbo-b", "CE2's encryption card takes packets and gives none back",
     .befall = fail_card_b},
    {"busy-a", "CE1's processor switches more packets than it can",
     CE1(INSIDE("no ip route-cache")), .befall = burden_a},
    {"busy-b", "CE2's processor switches more packets than it can",
     CE2(INSIDE("no ip route-cache")), .befall = burden_b},
    {"switching-a", "CE1's fast switching loses what it should decrypt",
     .befall = break_switching_a},
    {"switching-b", "CE2's fast switching loses what it should decrypt",
     .befall = break_switching_b},
};

const struct fault_table faults_ce_path =
    FAULT_TABLE(&topology_ce_pair, "Interfaces, routes and what is on the way", FAULTS);
