/* SPDX-License-Identifier: ISC */
#include "lab/mpls/cef.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct network ALL_HOSTS = {0xe0000000U, 0xffffff00U};
static const struct network DROPPED_15[] = {
    {0, 0xff000000U}, {0x7f000000U, 0xff000000U}, {0xf0000000U, 0xf0000000U}};
static const struct network MULTICAST = {0xe0000000U, 0xf0000000U};

char *cef_interface(const struct interface *i, char out[CONF_NAME])
{
    const char *number = i->name + strcspn(i->name, "0123456789");
    snprintf(out, CONF_NAME, "%.2s%s", i->name, number);
    return out;
}

bool cef_adjacent(const struct router *r, const struct interface *out, uint32_t address)
{
    return out->virtual || !strstr(out->name, "Ethernet") ||
           link_reaches(r->link, r, address, out->vlan);
}

bool cef_has_next_hop(const struct hop *hop)
{
    return !hop->route || hop->route->next_hop != 0 || hop->out->point_to_point ||
           !strstr(hop->out->name, "Ethernet");
}

static int by_network(const void *a, const void *b)
{
    const struct network *x = &((const struct cef_entry *)a)->to;
    const struct network *y = &((const struct cef_entry *)b)->to;
    if (x->address != y->address)
        return x->address < y->address ? -1 : 1;
    return x->mask < y->mask ? -1 : x->mask > y->mask;
}

static void add(struct cef_table *t, struct network to, enum cef_kind kind, const struct hop *hop)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->entry[i].to.address == to.address && t->entry[i].to.mask == to.mask)
            return;
    t->entry = mem_grow(t->entry, t->count, &t->capacity, sizeof *t->entry);
    t->entry[t->count] = (struct cef_entry){.to = to, .kind = kind};
    if (hop)
        t->entry[t->count].hop = *hop;
    t->count++;
}

static void add_interface(struct cef_table *t, struct interface *f)
{
    struct network to = {f->address & f->mask, f->mask};
    struct hop hop = {f, 0, NULL, to};
    add(t, (struct network){f->address, UINT32_MAX}, CEF_RECEIVE, NULL);
    if (f->mask == UINT32_MAX)
        return;
    add(t, to, CEF_ATTACHED, &hop);
    add(t, (struct network){to.address, UINT32_MAX}, CEF_RECEIVE, NULL);
    add(t, (struct network){to.address | ~to.mask, UINT32_MAX}, CEF_RECEIVE, NULL);
}

static void add_route(struct cef_table *t, const struct router *r, const char *vrf,
                      const struct route *via)
{
    struct hop hop;
    if (strcmp(via->vrf, vrf) != 0 || !ip_route(r, vrf, via->to.address, &hop) || hop.route != via)
        return;
    add(t, via->to, via->next_hop ? CEF_VIA : CEF_ATTACHED, &hop);
    /* A neighbour that answered ARP has an entry of its own. */
    if (via->next_hop && strcmp(hop.out->vrf, vrf) == 0 &&
        ((hop.address ^ hop.out->address) & hop.out->mask) == 0 &&
        cef_adjacent(r, hop.out, hop.address))
        add(t, (struct network){hop.address, UINT32_MAX}, CEF_VIA, &hop);
}

struct cef_table cef_table(const struct router *r, const char *vrf)
{
    const struct conf *c = r->conf;
    struct cef_table t = {0};
    for (size_t i = 0; i < c->interfaces; i++) {
        struct interface *f = &c->interface[i];
        if (f->address && interface_is_up(f) && strcmp(f->vrf, vrf) == 0)
            add_interface(&t, f);
    }
    for (size_t i = 0; i < c->routes + r->learnts; i++)
        add_route(&t, r, vrf, i < c->routes ? &c->route[i] : &r->learnt[i - c->routes]);
    add(&t, (struct network){0, 0}, CEF_DROP, NULL);
    add(&t, (struct network){0, UINT32_MAX}, CEF_RECEIVE, NULL);
    for (size_t i = 0; r->release >= IOS_15 && i < sizeof DROPPED_15 / sizeof DROPPED_15[0]; i++)
        add(&t, DROPPED_15[i], CEF_DROP, NULL);
    add(&t, MULTICAST, CEF_DROP, NULL);
    add(&t, ALL_HOSTS, CEF_RECEIVE, NULL);
    add(&t, (struct network){UINT32_MAX, UINT32_MAX}, CEF_RECEIVE, NULL);
    qsort(t.entry, t.count, sizeof *t.entry, by_network);
    return t;
}
