/* SPDX-License-Identifier: ISC */
#include "lab/mpls/ldp.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { HELLO_MS = 5000, HOLD_MS = 15000, NEIGHBORS = 8, BINDINGS = 64 };

struct neighbor {
    uint32_t address;
    uint64_t heard_ms;
    struct ldp_binding binding[BINDINGS];
    size_t bindings;
};

struct ldp {
    struct mpls *m;
    struct router *r;
    struct alarm *hello;
    struct neighbor *neighbor;
    size_t neighbors, capacity;
};

static bool switches(const struct conf *c, const struct interface *i)
{
    return i->labels && !c->labels_off && !c->cef_off && interface_is_up(i);
}

/* Ours: connected networks need no label on their last hop, the others get one. */
static size_t own_bindings(struct ldp *l, struct ldp_binding out[BINDINGS])
{
    const struct conf *c = l->r->conf;
    size_t n = 0;
    for (size_t i = 0; i < c->interfaces && n < BINDINGS; i++) {
        const struct interface *f = &c->interface[i];
        if (f->address && !f->vrf[0] && interface_is_up(f))
            out[n++] = (struct ldp_binding){{f->address & f->mask, f->mask}, LABEL_IMPLICIT_NULL};
    }
    for (size_t i = 0; i < c->routes && n < BINDINGS; i++) {
        const struct route *via = &c->route[i];
        struct hop hop;
        if (!via->vrf[0] && via->to.mask != 0 && ip_route(l->r, "", via->to.address, &hop) &&
            hop.route == via)
            out[n++] = (struct ldp_binding){
                via->to, labels_give(&l->m->labels, c, "", &via->to, false)->number};
    }
    return n;
}

/* Send them to the next routers that our routes name. */
static void tell(struct ldp *l, const struct ldp_binding *b, size_t count)
{
    const struct conf *c = l->r->conf;
    uint32_t told[NEIGHBORS];
    size_t n = 0;
    for (size_t i = 0; i < c->routes; i++) {
        const struct route *via = &c->route[i];
        struct hop hop;
        bool known = false;
        if (via->vrf[0] || !ip_route(l->r, "", via->to.address, &hop) || hop.route != via ||
            !switches(c, hop.out))
            continue;
        for (size_t k = 0; k < n; k++)
            known = known || told[k] == hop.address;
        if (known || n == NEIGHBORS)
            continue;
        told[n++] = hop.address;
        struct packet *p = ldp_packet(hop.out->address, hop.address, b, count);
        p->vlan = hop.out->vlan;
        link_send(l->r->link, l->r, hop.address, p);
    }
}

static bool runs(const struct conf *c)
{
    bool any = false;
    for (size_t i = 0; i < c->interfaces; i++)
        any = any || switches(c, &c->interface[i]);
    return any;
}

static void on_hello(void *user)
{
    struct ldp *l = user;
    struct ldp_binding b[BINDINGS];
    if (!runs(l->r->conf))
        return;
    tell(l, b, own_bindings(l, b));
    alarm_set(l->hello, HELLO_MS);
}

struct ldp *ldp_new(struct mpls *m)
{
    struct ldp *l = mem_alloc(sizeof *l);
    l->m = m;
    l->r = m->r;
    l->hello = alarm_new(m->r->world, on_hello, l);
    return l;
}

void ldp_free(struct ldp *l)
{
    if (!l)
        return;
    alarm_free(l->hello);
    free(l->neighbor);
    free(l);
}

void ldp_refresh(struct ldp *l)
{
    struct ldp_binding b[BINDINGS];
    if (runs(l->r->conf)) {
        own_bindings(l, b);
        alarm_set(l->hello, 0);
    } else {
        alarm_stop(l->hello);
        l->neighbors = 0;
    }
}

static struct neighbor *find(const struct ldp *l, uint32_t address)
{
    for (size_t i = 0; i < l->neighbors; i++)
        if (l->neighbor[i].address == address)
            return &l->neighbor[i];
    return NULL;
}

void ldp_input(struct ldp *l, const struct packet *p)
{
    struct hop hop;
    uint32_t from = p->flow.source;
    if (!ip_route(l->r, "", from, &hop) || hop.route || !switches(l->r->conf, hop.out))
        return;
    struct neighbor *n = find(l, from);
    if (!n) {
        l->neighbor = mem_grow(l->neighbor, l->neighbors, &l->capacity, sizeof *l->neighbor);
        n = &l->neighbor[l->neighbors++];
        n->address = from;
    }
    n->heard_ms = world_now_ms(l->r->world);
    n->bindings = 0;
    while (n->bindings < BINDINGS && ldp_packet_read(p, n->bindings, &n->binding[n->bindings]))
        n->bindings++;
}

static bool is_heard(const struct ldp *l, const struct neighbor *n)
{
    return world_now_ms(l->r->world) - n->heard_ms <= HOLD_MS;
}

uint32_t ldp_neighbor(const struct ldp *l, size_t n)
{
    for (size_t i = 0; i < l->neighbors; i++)
        if (is_heard(l, &l->neighbor[i]) && n-- == 0)
            return l->neighbor[i].address;
    return 0;
}

unsigned ldp_label(const struct ldp *l, uint32_t neighbor, const struct network *to)
{
    const struct neighbor *n = find(l, neighbor);
    if (!n || !is_heard(l, n))
        return 0;
    for (size_t i = 0; i < n->bindings; i++)
        if (n->binding[i].to.address == to->address && n->binding[i].to.mask == to->mask)
            return n->binding[i].label;
    return 0;
}
