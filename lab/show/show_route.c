/* SPDX-License-Identifier: ISC */
/* show ip route, with and without an address or a VRF. */
#include "lab/config/conf_bgp.h"
#include "lab/config/conf_vrf.h"
#include "lab/net/ip.h"
#include "lab/shell/exec.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The network IOS files an address under. */
static struct network classful(uint32_t address)
{
    uint32_t mask = address >> 31 == 0   ? 0xff000000U
                    : address >> 30 == 2 ? 0xffff0000U
                                         : 0xffffff00U;
    return (struct network){address & mask, mask};
}

struct row {
    struct hop hop;
    bool local; /* an address of the router itself, from 15 on */
};

struct table {
    const char *vrf;
    struct row *row;
    size_t count, capacity;
};

static int by_network(const void *a, const void *b)
{
    const struct network *x = &((const struct row *)a)->hop.to;
    const struct network *y = &((const struct row *)b)->hop.to;
    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    return x->mask < y->mask ? -1 : x->mask > y->mask;
}

static void add_row(struct table *t, const struct hop *h, bool local)
{
    struct row row = {*h, local};
    for (size_t i = 0; i < t->count; i++)
        if (by_network(&t->row[i], &row) == 0)
            return;
    t->row = mem_grow(t->row, t->count, &t->capacity, sizeof *t->row);
    t->row[t->count++] = row;
}

static void collect_connected(const struct router *r, struct table *t)
{
    const struct conf *c = r->conf;
    for (size_t i = 0; i < c->interfaces; i++) {
        struct interface *f = &c->interface[i];
        struct hop h = {f, f->address, NULL, {f->address & f->mask, f->mask}};
        if (!f->address || !interface_is_up(f) || strcmp(f->vrf, t->vrf) != 0)
            continue;
        add_row(t, &h, false);
        h.to = (struct network){f->address, UINT32_MAX};
        if (r->release >= IOS_15)
            add_row(t, &h, true);
    }
}

/* Every network of the VRF that packets are really sent to, once, by address. */
static void collect(const struct router *r, struct table *t)
{
    const struct conf *c = r->conf;
    collect_connected(r, t);
    for (size_t i = 0; i < c->routes + r->learnts; i++) {
        const struct route *via = i < c->routes ? &c->route[i] : &r->learnt[i - c->routes];
        struct hop h;
        if (strcmp(via->vrf, t->vrf) == 0 && ip_route(r, t->vrf, via->to.address, &h) && h.route &&
            h.to.mask == via->to.mask)
            add_row(t, &h, false);
    }
    if (t->count > 0)
        qsort(t->row, t->count, sizeof *t->row, by_network);
}

/* How the routes into a classful network look: those to parts of it, and to itself besides. */
struct family {
    size_t subnets, masks;
    bool divided; /* there is a route to a part */
    bool first;   /* of them in the table */
};

static bool belongs(const struct network *n, const struct network *major)
{
    return (n->address & major->mask) == major->address && n->mask >= major->mask;
}

static struct family family_of(const struct table *t, size_t i, const struct network *major)
{
    struct family f = {.first = i == 0 || !belongs(&t->row[i - 1].hop.to, major)};
    uint32_t seen = 0; /* bits: lengths */
    for (size_t k = 0; k < t->count; k++) {
        const struct network *n = &t->row[k].hop.to;
        uint32_t length = n->mask ? 1U << (mask_length(n->mask) - 1) : 0;
        if (!belongs(n, major))
            continue;
        f.divided = f.divided || n->mask > major->mask;
        f.masks += !(seen & length);
        f.subnets++;
        seen |= length;
    }
    return f;
}

/* The subnets of a classful network stand below a line of their own. */
static void say_family(struct shell *s, const struct family *f, const struct network *major,
                       uint32_t mask)
{
    char address[IP_TEXT];
    const char *indent = s->r->release >= IOS_15 ? "      " : "     ";
    ip_text(major->address, address);
    if (f->masks > 1)
        shell_printf(s, "%s%s/%d is variably subnetted, %zu subnets, %zu masks\n", indent, address,
                     mask_length(major->mask), f->subnets, f->masks);
    else
        shell_printf(s, "%s%s/%d is subnetted, %zu subnets\n", indent, address, mask_length(mask),
                     f->subnets);
}

static void say_way(struct shell *s, const struct row *row)
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

static void say_row(struct shell *s, const struct table *t, size_t i)
{
    const struct row *row = &t->row[i];
    const struct hop *h = &row->hop;
    struct network major = classful(h->to.address);
    struct family f = family_of(t, i, &major);
    bool subnet = f.divided && belongs(&h->to, &major);
    char network[IP_TEXT];
    char code = row->local ? 'L' : !h->route ? 'C' : h->route->source == ROUTE_BGP ? 'B' : 'S';
    int indent = (s->r->release >= IOS_15 ? 4 : 3) + (subnet ? 3 : 0);
    if (subnet && f.first)
        say_family(s, &f, &major, h->to.mask);
    shell_printf(s, "%c%c%*s%s", code, h->to.mask == 0 ? '*' : ' ', indent, "",
                 ip_text(h->to.address, network));
    if (!subnet || f.masks > 1)
        shell_printf(s, "/%d", mask_length(h->to.mask));
    say_way(s, row);
}

static void show_table(struct shell *s, const struct table *t)
{
    char via[IP_TEXT];
    const struct hop *last = NULL;
    if (*t->vrf && s->r->release >= IOS_12_3)
        shell_printf(s, "\nRouting Table: %s\n", t->vrf);
    shell_printf(s, "%s\n", s->r->release >= IOS_15 ? legend_15 : legend_12);
    for (size_t i = 0; i < t->count; i++)
        if (t->row[i].hop.to.mask == 0)
            last = &t->row[i].hop;
    if (last)
        shell_printf(s, "Gateway of last resort is %s to network 0.0.0.0\n\n",
                     ip_text(last->route ? last->route->next_hop : 0, via));
    else
        shell_printf(s, "Gateway of last resort is not set\n\n");
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

static void show_address(struct shell *s, const struct table *t, uint32_t address)
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
    struct table t = {.vrf = vrf ? vrf : ""};
    unsigned address = 0;
    if (vrf && !conf_vrf(s->r->conf, vrf)) {
        shell_printf(s, "%% IP routing table %s does not exist\n", vrf);
        return;
    }
    collect(s->r, &t);
    if (text && grammar_ip(text, &address))
        show_address(s, &t, address);
    else
        show_table(s, &t);
    free(t.row);
}
