/* SPDX-License-Identifier: ISC */
/* show ip route, with and without an address. */
#include "lab/net/ip.h"
#include "lab/shell/exec.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

static const char legend[] =
    "Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP\n"
    "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area \n"
    "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2\n"
    "       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP\n"
    "       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area\n"
    "       * - candidate default, U - per-user static route, o - ODR\n"
    "       P - periodic downloaded static route\n";

/* The network IOS files an address under. */
static struct network classful(uint32_t address)
{
    uint32_t mask = address >> 31 == 0   ? 0xff000000U
                    : address >> 30 == 2 ? 0xffff0000U
                                         : 0xffffff00U;
    return (struct network){address & mask, mask};
}

struct table {
    struct hop *hop;
    size_t count, capacity;
};

static int by_network(const void *a, const void *b)
{
    const struct hop *x = a;
    const struct hop *y = b;
    if (x->to.address != y->to.address)
        return x->to.address < y->to.address ? -1 : 1;
    return x->to.mask < y->to.mask ? -1 : x->to.mask > y->to.mask;
}

static void add_hop(struct table *t, const struct hop *h)
{
    for (size_t i = 0; i < t->count; i++)
        if (by_network(&t->hop[i], h) == 0)
            return;
    t->hop = mem_grow(t->hop, t->count, &t->capacity, sizeof *t->hop);
    t->hop[t->count++] = *h;
}

/* Every network that packets are really sent to, once, by address. */
static void collect(const struct router *r, struct table *t)
{
    const struct conf *c = r->conf;
    for (size_t i = 0; i < c->interfaces; i++) {
        struct interface *f = &c->interface[i];
        struct hop h = {f, f->address, NULL, {f->address & f->mask, f->mask}};
        if (f->address && interface_is_up(f))
            add_hop(t, &h);
    }
    for (size_t i = 0; i < c->routes; i++) {
        struct hop h;
        if (ip_route(r, "", c->route[i].to.address, &h) && h.route &&
            h.to.mask == c->route[i].to.mask)
            add_hop(t, &h);
    }
    if (t->count > 0)
        qsort(t->hop, t->count, sizeof *t->hop, by_network);
}

/* Subnets of a classful network stand below a line of their own. */
static bool say_parent(struct shell *s, const struct table *t, size_t i)
{
    struct network major = classful(t->hop[i].to.address);
    char address[IP_TEXT];
    size_t subnets = 0;
    bool variable = false;
    if (t->hop[i].to.mask <= major.mask)
        return false;
    for (size_t k = 0; k < t->count; k++)
        if ((t->hop[k].to.address & major.mask) == major.address &&
            t->hop[k].to.mask > major.mask) {
            subnets++;
            variable = variable || t->hop[k].to.mask != t->hop[i].to.mask;
        }
    if (i > 0 && (t->hop[i - 1].to.address & major.mask) == major.address &&
        t->hop[i - 1].to.mask > major.mask)
        return true;
    if (variable)
        shell_printf(s, "     %s/%d is variably subnetted, %zu subnets, 2 masks\n",
                     ip_text(major.address, address), mask_length(major.mask), subnets);
    else
        shell_printf(s, "     %s/%d is subnetted, %zu subnets\n", ip_text(major.address, address),
                     mask_length(t->hop[i].to.mask), subnets);
    return true;
}

static void say_route(struct shell *s, const struct hop *h, bool subnet)
{
    char to[IP_TEXT];
    char via[IP_TEXT];
    char network[CONF_NAME];
    bool is_default = h->to.mask == 0;
    ip_text(h->to.address, to);
    if (subnet)
        snprintf(network, sizeof network, "%s", to);
    else
        snprintf(network, sizeof network, "%s/%d", to, mask_length(h->to.mask));
    shell_printf(s, "%c%s %s%s", h->route ? 'S' : 'C', is_default ? "*  " : "   ",
                 subnet ? "   " : "", network);
    if (!h->route)
        shell_printf(s, " is directly connected, %s\n", h->out->name);
    else if (h->route->next_hop)
        shell_printf(s, " [%u/0] via %s\n", h->route->distance, ip_text(h->route->next_hop, via));
    else
        shell_printf(s, " is directly connected, %s\n", h->route->interface);
}

static void show_table(struct shell *s, const struct table *t)
{
    char via[IP_TEXT];
    const struct hop *last = NULL;
    shell_printf(s, "%s\n", legend);
    for (size_t i = 0; i < t->count; i++)
        if (t->hop[i].to.mask == 0)
            last = &t->hop[i];
    if (last)
        shell_printf(s, "Gateway of last resort is %s to network 0.0.0.0\n\n",
                     ip_text(last->route ? last->route->next_hop : 0, via));
    else
        shell_printf(s, "Gateway of last resort is not set\n\n");
    for (size_t i = 0; i < t->count; i++)
        say_route(s, &t->hop[i], say_parent(s, t, i));
}

static void show_address(struct shell *s, const struct table *t, uint32_t address)
{
    struct hop h;
    char text[IP_TEXT];
    struct network major = classful(address);
    bool known = false;
    for (size_t i = 0; i < t->count; i++)
        known = known || (t->hop[i].to.address & major.mask) == major.address;
    /* A default route does not answer for an address here. */
    if (!ip_route(s->r, "", address, &h) || h.to.mask == 0) {
        shell_printf(s, known ? "%% Subnet not in table\n" : "%% Network not in table\n");
        return;
    }
    shell_printf(s, "Routing entry for %s/%d\n", ip_text(h.to.address, text),
                 mask_length(h.to.mask));
    if (!h.route)
        shell_printf(
            s, "  Known via \"connected\", distance 0, metric 0 (connected, via interface)\n");
    else
        shell_printf(s, "  Known via \"static\", distance %u, metric 0%s\n", h.route->distance,
                     h.route->next_hop ? "" : " (connected)");
    shell_printf(s, "  Routing Descriptor Blocks:\n");
    if (h.route && h.route->next_hop)
        shell_printf(s, "  * %s\n", ip_text(h.route->next_hop, text));
    else
        shell_printf(s, "  * directly connected, via %s\n", h.out->name);
    shell_printf(s, "      Route metric is 0, traffic share count is 1\n\n");
}

void show_ip_route(struct shell *s, const struct parsed *p)
{
    struct table t = {0};
    const char *text = parsed_parameter(p, 0);
    unsigned address = 0;
    collect(s->r, &t);
    if (text && grammar_ip(text, &address))
        show_address(s, &t, address);
    else
        show_table(s, &t);
    free(t.hop);
}
