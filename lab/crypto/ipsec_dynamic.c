/* SPDX-License-Identifier: ISC */
/*
 * Identities that dynamic maps make for peers nobody could name beforehand, and the routes to what
 * is behind these (reverse-route injection). They go with their last SA.
 */
#include "lab/config/conf_remote.h"
#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/net/learnt.h"

#include <string.h>

static bool same_network(const struct network *a, const struct network *b)
{
    return a->address == b->address && a->mask == b->mask;
}

struct ident *dynamic_take(struct ipsec *x, const struct ident *asked)
{
    for (struct ident *id = x->idents; id; id = id->next)
        if (strcmp(id->dynamic, asked->dynamic) == 0 &&
            id->dynamic_sequence == asked->dynamic_sequence && id->peer == asked->peer &&
            id->local == asked->local && strcmp(id->vrf, asked->vrf) == 0 &&
            same_network(&id->here, &asked->here) && same_network(&id->there, &asked->there) &&
            id->protocol == asked->protocol)
            return id;
    struct ident *id = ident_add(x, asked);
    ipsec_set_timer(x);
    return id;
}

/* Out of the interface, without a next hop: nobody knows one, and the crypto map needs none. */
void reverse_route(struct ipsec *x, struct ident *id)
{
    const struct map_entry *m = ident_map(x, id);
    struct route route = {.source = ROUTE_REVERSE,
                          .to = id->there,
                          .distance = 1,
                          .since_ms = world_now_ms(x->r->world)};
    if (id->reverse_route || !m || !m->reverse_route)
        return;
    memcpy(route.vrf, id->inside, sizeof route.vrf);
    memcpy(route.interface, id->interface, sizeof route.interface);
    route_learn(x->r, &route);
    id->reverse_route = true;
}

void reverse_unroute(struct ipsec *x, struct ident *id)
{
    bool other = false;
    if (!id->reverse_route)
        return;
    id->reverse_route = false;
    for (const struct ident *n = x->idents; n; n = n->next)
        other = other || (n->reverse_route && same_network(&n->there, &id->there) &&
                          strcmp(n->inside, id->inside) == 0);
    if (!other)
        route_forget(x->r, ROUTE_REVERSE, id->inside, &id->there);
}

/* Whether the map entry `m` refers to the identity's dynamic entry as it was taken on. */
bool dynamic_stays(const struct ipsec *x, const struct ident *id, const struct map_entry *m)
{
    const struct map_entry *entry = ident_map(x, id);
    return entry && entry->sets > 0 && strcmp(m->dynamic, id->dynamic) == 0 &&
           (!id->sas || entry->reverse_route == id->reverse_route);
}

void dynamic_end(struct ipsec *x, uint32_t client)
{
    for (struct ident *id = x->idents; id; id = id->next)
        if (id->dynamic[0] && id->there.address == client && id->there.mask == UINT32_MAX)
            ident_delete_sas(x, id);
}
