/* SPDX-License-Identifier: ISC */
/* Where packets are to go. */
#include "lab/net/ip.h"

#include <string.h>

enum { ROUTE_DEPTH = 4 };

static bool connected_route(const struct conf *c, const char *vrf, uint32_t dest, struct hop *hop)
{
    bool found = false;
    for (size_t i = 0; i < c->interfaces; i++) {
        struct interface *out = &c->interface[i];
        if (out->address == 0 || !interface_is_up(out) || strcmp(out->vrf, vrf) != 0 ||
            ((dest ^ out->address) & out->mask) != 0)
            continue;
        if (found && hop->to.mask >= out->mask)
            continue;
        *hop = (struct hop){out, dest, NULL, {out->address & out->mask, out->mask}};
        found = true;
    }
    return found;
}

static bool find_route(const struct router *r, const char *vrf, uint32_t dest, struct hop *hop,
                       int depth);

/* Where a route leads, when that is anywhere. */
static bool follow_route(const struct router *r, const struct route *via, uint32_t dest,
                         struct hop *hop, int depth)
{
    struct interface *out = via->interface[0] ? conf_interface(r->conf, via->interface) : NULL;
    if (out) {
        *hop = (struct hop){out, via->next_hop ? via->next_hop : dest, via, via->to};
        return interface_is_up(out) && conf_address(r->conf, out) != 0;
    }
    const char *vrf = via->through_global ? "" : via->vrf;
    if (depth == 0 || via->next_hop == 0 || !find_route(r, vrf, via->next_hop, hop, depth - 1))
        return false;
    hop->route = via;
    hop->to = via->to;
    return true;
}

static bool is_better(const struct route *via, const struct hop *best)
{
    if (best->to.mask != via->to.mask)
        return via->to.mask > best->to.mask;
    return best->route && via->distance < best->route->distance;
}

static bool find_route(const struct router *r, const char *vrf, uint32_t dest, struct hop *hop,
                       int depth)
{
    struct hop best = {0};
    bool found = connected_route(r->conf, vrf, dest, &best);
    for (size_t i = 0; i < r->conf->routes + r->learnts; i++) {
        const struct route *via =
            i < r->conf->routes ? &r->conf->route[i] : &r->learnt[i - r->conf->routes];
        struct hop next;
        if (((dest ^ via->to.address) & via->to.mask) != 0 || strcmp(via->vrf, vrf) != 0 ||
            (found && !is_better(via, &best)))
            continue;
        if (follow_route(r, via, dest, &next, depth)) {
            best = next;
            found = true;
        }
    }
    if (found)
        *hop = best;
    return found;
}

bool ip_route(const struct router *r, const char *vrf, uint32_t dest, struct hop *hop)
{
    return find_route(r, vrf, dest, hop, ROUTE_DEPTH);
}

bool ip_is_own(const struct conf *c, const char *vrf, uint32_t address)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (c->interface[i].address == address && address != 0 &&
            strcmp(c->interface[i].vrf, vrf) == 0 && interface_is_up(&c->interface[i]))
            return true;
    return false;
}
