/* SPDX-License-Identifier: ISC */
/* show ip route, with and without an address or a VRF. */
#include "lab/config/conf_bgp.h"
#include "lab/config/conf_vrf.h"
#include "lab/shell/exec.h"
#include "lab/show/route_table.h"

#include <stdlib.h>

static const char legend_12[] =
    "Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP\n"
    "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area \n"
    "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2\n"
    "       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP\n"
    "       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area\n"
    "       * - candidate default, U - per-user static route, o - ODR\n"
    "       P - periodic downloaded static route\n";
static const char legend_15[] =
    "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP\n"
    "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area \n"
    "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2\n"
    "       E1 - OSPF external type 1, E2 - OSPF external type 2\n"
    "       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2\n"
    "       ia - IS-IS inter area, * - candidate default, U - per-user static route\n"
    "       o - ODR, P - periodic downloaded static route, H - NHRP, l - LISP\n"
    "       + - replicated route, % - next hop override\n";

/* The subnets of a classful network stand below a line of their own. */
static void say_family(struct shell *s, const struct route_family *f, uint32_t mask)
{
    char address[IP_TEXT];
    const char *indent = s->r->release >= IOS_15 ? "      " : "     ";
    ip_text(f->major.address, address);
    if (f->masks > 1)
        shell_printf(s, "%s%s/%d is variably subnetted, %zu subnets, %zu masks\n", indent, address,
                     mask_length(f->major.mask), f->subnets, f->masks);
    else
        shell_printf(s, "%s%s/%d is subnetted, %zu subnets\n", indent, address, mask_length(mask),
                     f->subnets);
}

static void say_way(struct shell *s, const struct route_row *row)
{
    char via[IP_TEXT];
    char age[32];
    const struct route *route = row->hop.route;
    if (route && route->source == ROUTE_REVERSE && !route->next_hop) {
        shell_printf(s, " [%u/%u] via 0.0.0.0, %s\n", route->distance, route->metric,
                     route->interface);
        return;
    }
    if (!route || !route->next_hop) {
        shell_printf(s, " is directly connected, %s\n",
                     route ? route->interface : row->hop.out->name);
        return;
    }
    shell_printf(s, " [%u/%u] via %s", route->distance, route->metric,
                 ip_text(route->next_hop, via));
    span_text(world_now_ms(s->r->world) - route->since_ms, age, sizeof age);
    if (route->source == ROUTE_BGP)
        shell_printf(s, ", %s", age);
    shell_printf(s, "\n");
}

static void say_row(struct shell *s, const struct route_table *t, size_t i)
{
    const struct route_row *row = &t->row[i];
    const struct hop *h = &row->hop;
    struct route_family f = route_table_family(t, i);
    char network[IP_TEXT];
    int indent = (s->r->release >= IOS_15 ? 4 : 3) + (f.divided ? 3 : 0);
    if (f.divided && f.first)
        say_family(s, &f, h->to.mask);
    shell_printf(s, "%c%c%*s%s", route_row_code(row), h->to.mask == 0 ? '*' : ' ', indent, "",
                 ip_text(h->to.address, network));
    if (!f.divided || f.masks > 1)
        shell_printf(s, "/%d", mask_length(h->to.mask));
    say_way(s, row);
}

static void show_heading(struct shell *s, const struct route_table *t)
{
    char via[IP_TEXT];
    if (*t->vrf && s->r->release >= IOS_12_3)
        shell_printf(s, "\nRouting Table: %s\n", t->vrf);
    shell_printf(s, "%s\n", s->r->release >= IOS_15 ? legend_15 : legend_12);
    if (t->has_gateway)
        shell_printf(s, "Gateway of last resort is %s to network 0.0.0.0\n\n",
                     ip_text(t->gateway, via));
    else
        shell_printf(s, "Gateway of last resort is not set\n\n");
}

/* All of the table, or (not NULL) what has one of these codes; up to 12.3 that is told bare. */
static void show_table(struct shell *s, struct route_table *t, const char *codes)
{
    if (!codes || s->r->release >= IOS_15)
        show_heading(s, t);
    if (codes)
        route_table_filter(t, codes);
    for (size_t i = 0; i < t->count; i++)
        say_row(s, t, i);
}

static void show_known(struct shell *s, const struct hop *h)
{
    static const char metric[] = "      Route metric is 0, traffic share count is 1\n";
    char via[IP_TEXT];
    char age[32];
    const struct route *route = h->route;
    if (!route)
        shell_printf(s, "  Known via \"connected\", distance 0, metric 0 (connected, via "
                        "interface)\n");
    else if (route->source == ROUTE_BGP)
        shell_printf(s, "  Known via \"bgp %u\", distance %u, metric %u, type internal\n",
                     s->r->conf->bgp->as, route->distance, route->metric);
    else
        shell_printf(s, "  Known via \"static\", distance %u, metric 0%s\n", route->distance,
                     route->next_hop ? "" : " (connected)");
    if (!route || !route->next_hop) {
        shell_printf(s, "  Routing Descriptor Blocks:\n  * directly connected, via %s\n%s",
                     h->out->name, metric);
        return;
    }
    ip_text(route->next_hop, via);
    span_text(world_now_ms(s->r->world) - route->since_ms, age, sizeof age);
    if (route->source == ROUTE_BGP)
        shell_printf(s,
                     "  Last update from %s %s ago\n  Routing Descriptor Blocks:\n"
                     "  * %s%s, from %s, %s ago\n%s      AS Hops 0\n",
                     via, age, via, route->through_global ? " (Default-IP-Routing-Table)" : "", via,
                     age, metric);
    else
        shell_printf(s, "  Routing Descriptor Blocks:\n  * %s\n%s", via, metric);
}

static void show_address(struct shell *s, const struct route_table *t, uint32_t address)
{
    struct hop h;
    char text[IP_TEXT];
    struct network major = classful(address);
    bool known = false;
    for (size_t i = 0; i < t->count; i++)
        known = known || (t->row[i].hop.to.address & major.mask) == major.address;
    /* A default route does not answer for an address here. */
    if (!ip_route(s->r, t->vrf, address, &h) || h.to.mask == 0) {
        shell_printf(s, known ? "%% Subnet not in table\n" : "%% Network not in table\n");
        return;
    }
    if (*t->vrf && s->r->release >= IOS_12_3)
        shell_printf(s, "\nRouting Table: %s\n", t->vrf);
    shell_printf(s, "Routing entry for %s/%d\n", ip_text(h.to.address, text),
                 mask_length(h.to.mask));
    show_known(s, &h);
    shell_printf(s, "\n");
}

void show_ip_route(struct shell *s, const struct parsed *p)
{
    const char *vrf = parsed_after(p, "vrf");
    const char *text = parsed_parameter(p, vrf ? 1 : 0);
    struct route_table t = {.vrf = vrf ? vrf : ""};
    unsigned address = 0;
    if (vrf && !conf_vrf(s->r->conf, vrf)) {
        shell_printf(s, "%% IP routing table %s does not exist\n", vrf);
        return;
    }
    route_table_fill(&t, s->r);
    if (text && grammar_ip(text, &address))
        show_address(s, &t, address);
    else
        show_table(s, &t,
                   parsed_after(p, "bgp")         ? "B"
                   : parsed_after(p, "connected") ? "CL"
                   : parsed_after(p, "static")    ? "S"
                                                  : NULL);
    free(t.row);
}
