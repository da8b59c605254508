/* SPDX-License-Identifier: ISC */
#include "lab/show/route_table.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct network classful(uint32_t address)
{
    uint32_t mask = address >> 31 == 0   ? 0xff000000U
                    : address >> 30 == 2 ? 0xffff0000U
                                         : 0xffffff00U;
    return (struct network){address & mask, mask};
}

static int by_network(const void *a, const void *b)
{
    const struct network *x = &((const struct route_row *)a)->hop.to;
    const struct network *y = &((const struct route_row *)b)->hop.to;
    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    return x->mask < y->mask ? -1 : x->mask > y->mask;
}

static void add_row(struct route_table *t, const struct hop *h, bool local)
{
    struct route_row row = {*h, local};
    for (size_t i = 0; i < t->count; i++)
        if (by_network(&t->row[i], &row) == 0)
            return;
    t->row = mem_grow(t->row, t->count, &t->capacity, sizeof *t->row);
    t->row[t->count++] = row;
}

static void collect_connected(const struct router *r, struct route_table *t)
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

void route_table_fill(struct route_table *t, const struct router *r)
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
    for (size_t i = 0; i < t->count; i++)
        if (t->row[i].hop.to.mask == 0) {
            const struct route *route = t->row[i].hop.route;
            t->has_gateway = true;
            t->gateway = route ? route->next_hop : 0;
        }
    if (t->count > 0)
        qsort(t->row, t->count, sizeof *t->row, by_network);
}

static bool belongs(const struct network *n, const struct network *major)
{
    return (n->address & major->mask) == major->address && n->mask >= major->mask;
}

struct route_family route_table_family(const struct route_table *t, size_t i)
{
    struct route_family f = {.major = classful(t->row[i].hop.to.address)};
    uint32_t seen = 0; /* bits: lengths */
    f.first = i == 0 || !belongs(&t->row[i - 1].hop.to, &f.major);
    for (size_t k = 0; k < t->count && belongs(&t->row[i].hop.to, &f.major); k++) {
        const struct network *n = &t->row[k].hop.to;
        uint32_t length = n->mask ? 1U << (mask_length(n->mask) - 1) : 0;
        if (!belongs(n, &f.major))
            continue;
        f.divided = f.divided || n->mask > f.major.mask;
        f.masks += !(seen & length);
        f.subnets++;
        seen |= length;
    }
    return f;
}

char route_row_code(const struct route_row *row)
{
    const struct route *route = row->hop.route;
    return row->local ? 'L' : !route ? 'C' : route->source == ROUTE_BGP ? 'B' : 'S';
}

void route_table_filter(struct route_table *t, const char *codes)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count; i++)
        if (strchr(codes, route_row_code(&t->row[i])))
            t->row[kept++] = t->row[i];
    t->count = kept;
}
