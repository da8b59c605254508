/* SPDX-License-Identifier: ISC */
/* From BGP's table into the routing tables of the VRFs, as far as there is room. */
#include "lab/mpls/bgp.h"

#include "lab/net/learnt.h"
#include "lab/router/say.h"

#include <stdio.h>
#include <string.h>

/* Networks a VRF has without BGP. */
static unsigned own_networks(const struct router *r, const char *vrf)
{
    const struct conf *c = r->conf;
    unsigned n = 0;
    struct hop hop;
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *f = &c->interface[i];
        n += f->address && interface_is_up(f) && strcmp(f->vrf, vrf) == 0;
    }
    for (size_t i = 0; i < c->routes + r->learnts; i++) {
        const struct route *via = i < c->routes ? &c->route[i] : &r->learnt[i - c->routes];
        n += via->source != ROUTE_BGP && strcmp(via->vrf, vrf) == 0 &&
             ip_route(r, vrf, via->to.address, &hop) && hop.route == via;
    }
    return n;
}

static unsigned installed(const struct bgp *b, const char *vrf)
{
    unsigned n = 0;
    for (size_t i = 0; i < b->paths; i++)
        n += b->path[i].installed && strcmp(b->path[i].vrf, vrf) == 0;
    return n;
}

/* Our own networks are always better; of two neighbours the first stays. */
static bool is_best(const struct bgp *b, const struct bgp_path *p)
{
    for (size_t i = 0; i < b->paths; i++) {
        const struct bgp_path *q = &b->path[i];
        if (q != p && strcmp(q->vrf, p->vrf) == 0 && q->u.to.address == p->u.to.address &&
            q->u.to.mask == p->u.to.mask && (q->from == 0 || (q->valid && q < p)))
            return false;
    }
    return true;
}

void bgp_withdraw(struct bgp *b, struct bgp_path *p)
{
    if (p->installed)
        route_forget(b->r, ROUTE_BGP, p->vrf, &p->u.to);
    p->installed = p->refused = false;
}

static void learn(struct bgp *b, struct bgp_path *p)
{
    struct route via = {.source = ROUTE_BGP,
                        .to = p->u.to,
                        .next_hop = p->u.next_hop,
                        .distance = BGP_DISTANCE,
                        .metric = p->u.metric,
                        .since_ms = world_now_ms(b->r->world),
                        .through_global = true,
                        .label = p->u.label};
    memcpy(via.vrf, p->vrf, sizeof via.vrf);
    route_learn(b->r, &via);
    p->installed = true;
    p->refused = false;
}

static void say_limit(struct bgp *b, enum saying what, const struct bgp_path *p)
{
    say(b->r, what,
        &(struct facts){
            .text = p->vrf, .source_proxy = &p->u.to, .number = mask_length(p->u.to.mask)});
}

/* One network that is not in the table of its VRF yet. */
static void install(struct bgp *b, struct bgp_path *p)
{
    const struct vrf *v = conf_vrf(b->r->conf, p->vrf);
    if (!v)
        return;
    unsigned count = own_networks(b->r, p->vrf) + installed(b, p->vrf);
    if (!p->refused)
        say(b->r, SAY_BGP_REVISE,
            &(struct facts){.source_proxy = &p->u.to,
                            .number = mask_length(p->u.to.mask),
                            .peer = p->u.next_hop,
                            .text = p->vrf});
    if (v->limit > 0 && count >= v->limit && !v->warning_only) {
        if (!p->refused)
            say_limit(b, SAY_LOG_ROUTE_LIMIT, p);
        p->refused = true;
        return;
    }
    learn(b, p);
    unsigned warn_at = v->limit * v->warn_percent / 100;
    if (v->limit > 0 && count < warn_at && count + 1 >= warn_at)
        say_limit(b, SAY_LOG_ROUTE_WARNING, p);
}

/* A limit that was set lower than what is there puts out what came last. */
static void evict(struct bgp *b)
{
    for (size_t i = b->paths; i-- > 0;) {
        struct bgp_path *p = &b->path[i];
        const struct vrf *v = p->installed ? conf_vrf(b->r->conf, p->vrf) : NULL;
        if (!v || v->limit == 0 || v->warning_only ||
            own_networks(b->r, p->vrf) + installed(b, p->vrf) <= v->limit)
            continue;
        bgp_withdraw(b, p);
        p->refused = true;
        say_limit(b, SAY_LOG_ROUTE_LIMIT, p);
    }
}

void bgp_install(struct bgp *b)
{
    for (size_t i = 0; i < b->paths; i++) {
        struct bgp_path *p = &b->path[i];
        struct hop hop;
        p->valid = p->from == 0 || ip_route(b->r, "", p->u.next_hop, &hop);
        if (p->from != 0 && (!p->valid || !is_best(b, p)))
            bgp_withdraw(b, p);
    }
    evict(b);
    for (size_t i = 0; i < b->paths; i++) {
        struct bgp_path *p = &b->path[i];
        if (p->from != 0 && !p->installed && p->valid && is_best(b, p))
            install(b, p);
    }
}
