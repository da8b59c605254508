/* SPDX-License-Identifier: ISC */
/* The VPNv4 networks a router knows: its own, which it advertises, and those of its neighbours. */
#include "lab/mpls/bgp.h"

#include "lab/router/say.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same_network(const struct network *a, const struct network *b)
{
    return a->address == b->address && a->mask == b->mask;
}

static struct bgp_path *find(const struct bgp *b, uint32_t from, const char *vrf,
                             const struct bgp_update *u)
{
    for (size_t i = 0; i < b->paths; i++) {
        struct bgp_path *p = &b->path[i];
        if (p->from == from && strcmp(p->vrf, vrf) == 0 && same_network(&p->u.to, &u->to) &&
            strcmp(p->u.rd, u->rd) == 0)
            return p;
    }
    return NULL;
}

static struct bgp_path *add(struct bgp *b, uint32_t from, const char *vrf,
                            const struct bgp_update *u)
{
    b->path = mem_grow(b->path, b->paths, &b->path_cap, sizeof *b->path);
    struct bgp_path *p = &b->path[b->paths++];
    *p = (struct bgp_path){.u = *u, .from = from};
    snprintf(p->vrf, sizeof p->vrf, "%s", vrf);
    return p;
}

static void drop(struct bgp *b, size_t i)
{
    bgp_withdraw(b, &b->path[i]);
    b->paths--;
    memmove(b->path + i, b->path + i + 1, (b->paths - i) * sizeof *b->path);
    b->version++;
}

static bool same_update(const struct bgp_update *a, const struct bgp_update *b)
{
    bool same = a->next_hop == b->next_hop && a->label == b->label && a->metric == b->metric &&
                a->preference == b->preference && a->targets == b->targets;
    for (size_t i = 0; same && i < a->targets; i++)
        same = strcmp(a->target[i], b->target[i]) == 0;
    return same;
}

/* "RT:100:1 RT:100:2" */
static void targets_text(const struct bgp_update *u, struct buf *out)
{
    for (size_t i = 0; i < u->targets; i++)
        buf_printf(out, "%sRT:%s", i > 0 ? " " : "", u->target[i]);
}

static void say_update(struct router *r, enum saying what, uint32_t peer,
                       const struct bgp_update *u, const char *reason)
{
    struct buf targets = {0};
    struct buf name = {0};
    char address[IP_TEXT];
    targets_text(u, &targets);
    buf_printf(&name, "%s:%s/%d", u->rd, ip_text(u->to.address, address), mask_length(u->to.mask));
    say(r, what,
        &(struct facts){.peer = peer,
                        .conn = u->label,
                        .source = u->next_hop,
                        .number = (int)u->metric,
                        .count = (int)u->preference,
                        .text = buf_str(&name),
                        .state = buf_str(&targets),
                        .reason = reason});
    buf_fini(&targets);
    buf_fini(&name);
}

static void send_path(struct bgp_peer *n, const struct bgp_path *p, bool withdrawn)
{
    struct bgp_message m = {.kind = BGP_UPDATE, .update = p->u};
    struct bgp_update *u = &m.update;
    if (!bgp_exchanges(n) || p->from != 0)
        return;
    u->withdrawn =
        withdrawn || p->suppressed || !bgp_map_permits(n->bgp->r->conf, n->conf.map_out, u);
    u->next_hop = n->local;
    u->label = p->label_in;
    if (!n->conf.extended)
        u->targets = 0;
    bgp_send(n, &m);
    say_update(n->bgp->r, u->withdrawn ? SAY_BGP_SEND_WITHDRAW : SAY_BGP_SEND_UPDATE,
               n->conf.address, u, NULL);
}

static void tell_all(struct bgp *b, const struct bgp_path *p, bool withdrawn)
{
    for (size_t i = 0; i < b->peers; i++)
        send_path(b->peer[i], p, withdrawn);
}

void bgp_table_tell(struct bgp_peer *n)
{
    for (size_t i = 0; i < n->bgp->paths; i++)
        if (!n->bgp->path[i].suppressed)
            send_path(n, &n->bgp->path[i], false);
}

/* One of our own networks, as it is now. */
static void own(struct bgp *b, const struct vrf *v, const struct network *to, uint32_t next_hop,
                bool aggregate)
{
    struct bgp_update u = {.to = *to, .next_hop = next_hop, .preference = BGP_PREFERENCE};
    memcpy(u.rd, v->rd, sizeof u.rd);
    memcpy(u.target, v->export_to, sizeof u.target);
    u.targets = v->exports;
    struct bgp_path *p = find(b, 0, v->name, &u);
    bool fresh = !p;
    if (fresh)
        p = add(b, 0, v->name, &u);
    unsigned label = labels_give(&b->m->labels, b->r->conf, v->name, to, aggregate)->number;
    bool changed = fresh || label != p->label_in || !same_update(&p->u, &u);
    p->u = u;
    p->label_in = label;
    p->seen = true;
    p->valid = true;
    p->news = p->news || changed;
}

static void own_connected(struct bgp *b, const struct vrf *v)
{
    const struct conf *c = b->r->conf;
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *f = &c->interface[i];
        struct network to = {f->address & f->mask, f->mask};
        if (f->address && interface_is_up(f) && strcmp(f->vrf, v->name) == 0)
            own(b, v, &to, 0, true);
    }
}

/* Static routes, and those that reverse-route injection adds to them. */
static void own_statics(struct bgp *b, const struct vrf *v, bool with_default)
{
    const struct router *r = b->r;
    for (size_t i = 0; i < r->conf->routes + r->learnts; i++) {
        const struct route *via =
            i < r->conf->routes ? &r->conf->route[i] : &r->learnt[i - r->conf->routes];
        struct hop hop;
        if (via->source != ROUTE_BGP && strcmp(via->vrf, v->name) == 0 &&
            (via->to.mask != 0 || with_default) && ip_route(r, v->name, via->to.address, &hop) &&
            hop.route == via)
            own(b, v, &via->to, via->next_hop, false);
    }
}

static bool within(const struct network *inner, const struct network *outer)
{
    return inner->mask > outer->mask && (inner->address & outer->mask) == outer->address;
}

/* Aggregates stand when something that they stand for does. */
static void own_aggregates(struct bgp *b, const struct vrf *v, const struct bgp_family *f)
{
    for (size_t i = 0; i < f->aggregates; i++) {
        bool any = false;
        for (size_t k = 0; k < b->paths; k++) {
            struct bgp_path *p = &b->path[k];
            if (strcmp(p->vrf, v->name) != 0 || !within(&p->u.to, &f->aggregate[i]))
                continue;
            any = true;
            p->suppressed = f->summary_only[i];
        }
        if (any)
            own(b, v, &f->aggregate[i], 0, true);
    }
}

static void own_networks(struct bgp *b, const struct vrf *v, const struct bgp_family *f)
{
    struct hop hop;
    for (size_t i = 0; i < f->networks; i++)
        if (ip_route(b->r, v->name, f->network[i].address, &hop) &&
            same_network(&hop.to, &f->network[i]))
            own(b, v, &f->network[i], hop.route ? hop.address : 0, !hop.route);
    if (f->connected)
        own_connected(b, v);
    if (f->statics)
        own_statics(b, v, f->default_route);
    own_aggregates(b, v, f);
}

/* What nobody asked for any more goes, what is new is said. */
static void tell_news(struct bgp *b)
{
    for (size_t i = b->paths; i-- > 0;)
        if (!b->path[i].seen) {
            tell_all(b, &b->path[i], true);
            drop(b, i);
        }
    for (size_t i = 0; i < b->paths; i++)
        if (b->path[i].news) {
            b->path[i].news = false;
            b->version++;
            tell_all(b, &b->path[i], false);
        }
}

void bgp_table_refresh(struct bgp *b)
{
    const struct conf *c = b->r->conf;
    for (size_t i = 0; i < b->paths; i++) {
        struct bgp_path *p = &b->path[i];
        p->seen = p->from != 0;
        p->was_suppressed = p->suppressed;
        p->suppressed = false;
    }
    for (size_t i = 0; i < c->bgp->families; i++) {
        const struct vrf *v = conf_vrf(c, c->bgp->family[i].vrf);
        if (v && v->rd[0])
            own_networks(b, v, &c->bgp->family[i]);
    }
    for (size_t i = 0; i < b->paths; i++) {
        struct bgp_path *p = &b->path[i];
        p->news = p->news || p->suppressed != p->was_suppressed;
    }
    tell_news(b);
    bgp_install(b);
}

/* A network into every VRF that wants it. False when none does. */
static bool import(struct bgp_peer *n, const struct bgp_update *u)
{
    struct bgp *b = n->bgp;
    const struct conf *c = b->r->conf;
    bool any = false;
    for (size_t i = 0; i < c->vrfs; i++) {
        if (!c->vrf[i].rd[0] || !bgp_imports(&c->vrf[i], u))
            continue;
        any = true;
        struct bgp_path *p = find(b, n->conf.address, c->vrf[i].name, u);
        if (p && same_update(&p->u, u))
            continue;
        if (p) {
            bgp_withdraw(b, p);
            p->u = *u;
        } else {
            add(b, n->conf.address, c->vrf[i].name, u);
        }
        b->version++;
    }
    return any;
}

static void forget(struct bgp *b, uint32_t from, const struct bgp_update *u)
{
    for (size_t i = b->paths; i-- > 0;)
        if (b->path[i].from == from && same_network(&b->path[i].u.to, &u->to) &&
            strcmp(b->path[i].u.rd, u->rd) == 0)
            drop(b, i);
}

void bgp_table_update(struct bgp_peer *n, const struct bgp_update *u)
{
    struct bgp *b = n->bgp;
    struct bgp_update in = *u;
    const char *reason = NULL;
    if (u->withdrawn) {
        say_update(b->r, SAY_BGP_WITHDRAWN, n->conf.address, u, NULL);
        forget(b, n->conf.address, u);
        bgp_install(b);
        return;
    }
    say_update(b->r, SAY_BGP_ATTRIBUTES, n->conf.address, u, NULL);
    if (!bgp_map_permits(b->r->conf, n->conf.map_in, &in))
        reason = "route-map;";
    else if (!import(n, &in))
        reason = " extended community not supported;";
    if (reason)
        forget(b, n->conf.address, u);
    say_update(b->r, reason ? SAY_BGP_DENIED : SAY_BGP_RECEIVED, n->conf.address, u, reason);
    bgp_install(b);
}

void bgp_table_forget(struct bgp *b, uint32_t from)
{
    for (size_t i = b->paths; i-- > 0;)
        if (b->path[i].from == from)
            drop(b, i);
}

void bgp_table_review(struct bgp *b)
{
    const struct conf *c = b->r->conf;
    for (size_t i = b->paths; i-- > 0;) {
        struct bgp_path *p = &b->path[i];
        const struct vrf *v = conf_vrf(c, p->vrf);
        const struct bgp_neighbor *n = conf_neighbor(c, p->from);
        struct bgp_update u = p->u;
        p->refused = false;
        if (p->from != 0 &&
            (!v || !v->rd[0] || !bgp_imports(v, &p->u) || !n || !bgp_map_permits(c, n->map_in, &u)))
            drop(b, i);
    }
}
