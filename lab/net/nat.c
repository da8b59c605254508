/* SPDX-License-Identifier: ISC */
#include "lab/net/nat.h"

#include "lab/config/conf_bgp.h"
#include "lab/net/icmp.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* How long IOS keeps translations that are not used; the lab's pings run ten times as fast. */
enum { ICMP_IDLE_MS = 6000, OTHER_IDLE_MS = 30000 };

void nat_clear(struct net *n)
{
    while (n->nat) {
        struct nat_entry *next = n->nat->next;
        free(n->nat);
        n->nat = next;
    }
}

void nat_expire(struct router *r)
{
    uint64_t now = router_uptime_ms(r);
    for (struct nat_entry **at = &r->net->nat; *at;) {
        struct nat_entry *e = *at;
        uint64_t idle = e->protocol == PROTO_ICMP ? ICMP_IDLE_MS : OTHER_IDLE_MS;
        if (now - e->used_ms <= idle) {
            at = &e->next;
            continue;
        }
        *at = e->next;
        r->net->n.nat_expired++;
        free(e);
    }
}

/* The number that tells conversations of one address apart. */
static uint16_t port_of(const struct packet *p, bool source)
{
    if (p->flow.protocol == PROTO_ICMP)
        return p->id;
    return source ? p->flow.source_port : p->flow.dest_port;
}

static void set_port(struct packet *p, bool source, uint16_t port)
{
    if (p->flow.protocol == PROTO_ICMP)
        p->id = port;
    else if (source)
        p->flow.source_port = port;
    else
        p->flow.dest_port = port;
}

/* "route-map NAME": its entries in order, the first whose list permits the flow decides. */
static bool map_permits(const struct conf *c, const char *name, const struct flow *f)
{
    for (size_t i = 0; i < c->route_maps; i++) {
        const struct route_map *m = &c->route_map[i];
        if (strcmp(m->name, name) != 0)
            continue;
        struct entry *e = m->list[0] ? acl_find(conf_list(c, m->list), f) : NULL;
        if (e)
            e->hits++;
        if (!m->list[0] || (e && e->permit))
            return m->permit;
    }
    return false;
}

static bool list_permits(const struct conf *c, const char *name, const struct flow *f)
{
    struct entry *e = acl_find(conf_list(c, name), f);
    if (e)
        e->hits++;
    return e && e->permit;
}

static const struct nat_rule *find_static(const struct conf *c, uint32_t address, bool global)
{
    for (size_t i = 0; i < c->nats; i++)
        if (c->nat[i].local && (global ? c->nat[i].global : c->nat[i].local) == address)
            return &c->nat[i];
    return NULL;
}

bool nat_answers(const struct conf *c, const struct interface *i, uint32_t address)
{
    return i->nat == NAT_OUTSIDE && ((i->address ^ address) & i->mask) == 0 &&
           find_static(c, address, true) != NULL;
}

static const struct nat_rule *find_dynamic(const struct conf *c, const struct flow *f)
{
    for (size_t i = 0; i < c->nats; i++) {
        const struct nat_rule *n = &c->nat[i];
        if (!n->local && (n->map[0] ? map_permits(c, n->map, f) : list_permits(c, n->list, f)))
            return n;
    }
    return NULL;
}

static struct nat_entry *find_entry(struct net *n, const struct packet *p, bool back)
{
    for (struct nat_entry *e = n->nat; e; e = e->next) {
        const struct flow *f = &p->flow;
        /* An error may come from any router on the way. */
        bool known = e->outside == f->source || icmp_is_error(p);
        bool fits = back ? known && e->global == f->dest && e->global_port == port_of(p, false)
                         : e->local == f->source && e->outside == f->dest &&
                               e->local_port == port_of(p, true);
        if (fits && e->protocol == f->protocol)
            return e;
    }
    return NULL;
}

/* The number itself, when nobody else behind the address has it, or the next one that is free. */
static uint16_t free_port(const struct net *n, const struct nat_entry *wanted)
{
    uint16_t port = wanted->local_port;
    for (const struct nat_entry *e = n->nat; e;) {
        if (e->protocol == wanted->protocol && e->global == wanted->global &&
            e->outside == wanted->outside && e->global_port == port) {
            port++;
            e = n->nat;
        } else {
            e = e->next;
        }
    }
    return port;
}

static struct nat_entry *add_entry(struct router *r, const struct packet *p, uint32_t global)
{
    struct nat_entry *e = mem_alloc(sizeof *e);
    *e = (struct nat_entry){.next = r->net->nat,
                            .protocol = p->flow.protocol,
                            .local = p->flow.source,
                            .global = global,
                            .outside = p->flow.dest,
                            .local_port = port_of(p, true),
                            .outside_port = port_of(p, false)};
    e->global_port = free_port(r->net, e);
    r->net->nat = e;
    r->net->n.nat_misses++;
    return e;
}

/* Packets come from inside by an interface that is said to be, or from the router itself. */
static bool from_inside(const struct router *r, const struct packet *p)
{
    const struct interface *in = p->in[0] ? conf_interface(r->conf, p->in) : NULL;
    return !p->in[0] || (in && in->nat == NAT_INSIDE);
}

static void use(struct router *r, struct nat_entry *e)
{
    e->used_ms = router_uptime_ms(r);
    r->net->n.nat_hits++;
}

void nat_out(struct router *r, const struct interface *out, struct packet *p)
{
    const struct conf *c = r->conf;
    if (out->nat != NAT_OUTSIDE || c->nats == 0 || !from_inside(r, p))
        return;
    const struct nat_rule *n = find_static(c, p->flow.source, false);
    if (n) {
        p->flow.source = n->global;
        return;
    }
    nat_expire(r);
    struct nat_entry *e = find_entry(r->net, p, false);
    if (!e && (n = find_dynamic(c, &p->flow)) != NULL) {
        const struct interface *face = conf_interface(c, n->interface);
        uint32_t global = face ? conf_address(c, face) : 0;
        /* What goes out under that address anyway needs no translation. */
        if (global && global != p->flow.source)
            e = add_entry(r, p, global);
    }
    if (!e)
        return;
    use(r, e);
    p->flow.source = e->global;
    set_port(p, true, e->global_port);
}

void nat_in(struct router *r, const struct interface *in, struct packet *p)
{
    if (in->nat != NAT_OUTSIDE || r->conf->nats == 0)
        return;
    const struct nat_rule *n = find_static(r->conf, p->flow.dest, true);
    if (n) {
        p->flow.dest = n->local;
        return;
    }
    nat_expire(r);
    struct nat_entry *e = find_entry(r->net, p, true);
    if (!e)
        return;
    use(r, e);
    p->flow.dest = e->local;
    set_port(p, false, e->local_port);
}
