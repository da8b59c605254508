/* SPDX-License-Identifier: ISC */
/* Identities: which flows are to be protected, derived from the configuration. */
#include "lab/crypto/ipsec.h"

#include "lab/config/conf_remote.h"
#include "lab/crypto/ike.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct ipsec *ipsec_new(struct router *r)
{
    struct ipsec *x = mem_alloc(sizeof *x);
    x->r = r;
    x->timer = alarm_new(r->world, ipsec_on_timer, x);
    return x;
}

void ident_free(struct ident *id)
{
    while (id->sas) {
        struct ipsec_sa *next = id->sas->next;
        free(id->sas);
        id->sas = next;
    }
    free(id);
}

void ipsec_free(struct ipsec *x)
{
    if (!x)
        return;
    while (x->idents) {
        struct ident *next = x->idents->next;
        ident_free(x->idents);
        x->idents = next;
    }
    alarm_free(x->timer);
    free(x);
}

bool ipsec_log_due(struct ipsec *x, enum ipsec_log what)
{
    uint64_t now = router_uptime_ms(x->r);
    if (x->logged_ms[what] && now - x->logged_ms[what] < IPSEC_LOG_MS)
        return false;
    x->logged_ms[what] = now;
    return true;
}

const struct map_entry *ident_map(const struct ipsec *x, const struct ident *id)
{
    const struct conf *c = x->r->conf;
    if (id->dynamic[0])
        return conf_dynamic_entry(c, id->dynamic, id->dynamic_sequence);
    for (size_t i = 0; i < c->maps; i++)
        if (c->map[i].sequence == id->sequence && strcmp(c->map[i].name, id->map) == 0)
            return &c->map[i];
    return NULL;
}

static bool has_peer(const struct map_entry *m, uint32_t peer)
{
    for (size_t i = 0; i < m->peers; i++)
        if (m->peer[i] == peer)
            return true;
    return false;
}

void ident_change_peer(struct ipsec *x, struct ident *id, uint32_t peer)
{
    const struct map_entry *m = ident_map(x, id);
    size_t at = 0;
    while (m && at < m->peers && m->peer[at] != id->peer)
        at++;
    if (!m || m->peers == 0)
        return;
    uint32_t next = peer ? peer : m->peer[(at + 1) % m->peers];
    if (next == id->peer || !has_peer(m, next))
        return;
    ident_delete_sas(x, id);
    id->peer = next;
}

const char *map_inside(const struct conf *c, const struct interface *i, const struct map_entry *m)
{
    const struct isakmp_profile *profile = conf_profile(c, m->profile);
    return profile && profile->vrf[0] ? profile->vrf : i->vrf;
}

/* One port or all of them: what a proxy identity can say. */
static uint16_t single_port(const struct entry_end *e)
{
    return e->low == e->high ? e->low : 0;
}

static struct ident describe(const struct conf *c, const struct interface *i,
                             const struct map_entry *m, const struct entry *e)
{
    struct ident id = {.sequence = m->sequence,
                       .local = conf_map_address(c, i),
                       .peer = m->peer[0],
                       .here = entry_network(&e->source),
                       .there = entry_network(&e->dest),
                       .protocol = e->protocol,
                       .here_port = single_port(&e->source),
                       .there_port = single_port(&e->dest)};
    memcpy(id.interface, i->name, sizeof id.interface);
    memcpy(id.map, m->name, sizeof id.map);
    memcpy(id.vrf, i->vrf, sizeof id.vrf);
    memcpy(id.inside, map_inside(c, i, m), sizeof id.inside);
    memcpy(id.profile, m->profile, sizeof id.profile);
    return id;
}

/* The peer may be any that the map entry has now. */
static bool same_ident(const struct ident *a, const struct ident *b, const struct map_entry *m)
{
    return strcmp(a->interface, b->interface) == 0 && strcmp(a->map, b->map) == 0 &&
           a->sequence == b->sequence && strcmp(a->vrf, b->vrf) == 0 &&
           strcmp(a->inside, b->inside) == 0 && strcmp(a->profile, b->profile) == 0 &&
           a->local == b->local && has_peer(m, a->peer) && a->here.address == b->here.address &&
           a->here.mask == b->here.mask && a->there.address == b->there.address &&
           a->there.mask == b->there.mask && a->protocol == b->protocol &&
           a->here_port == b->here_port && a->there_port == b->there_port;
}

/* Take an identity over from the old list, or make it; append it to the new list. */
static struct ident **keep_ident(struct ipsec *x, const struct ident *wanted,
                                 const struct map_entry *m, struct ident **last)
{
    for (struct ident **at = &x->idents; *at; at = &(*at)->next)
        if (!(*at)->dynamic[0] && same_ident(*at, wanted, m)) {
            struct ident *id = *at;
            *at = id->next;
            id->next = NULL;
            id->requested_ms = 0;
            *last = id;
            return &id->next;
        }
    *last = mem_alloc(sizeof **last);
    **last = *wanted;
    return &(*last)->next;
}

/* Those that peers asked for stay while their map entry is applied where it was. */
static struct ident **keep_negotiated(struct ipsec *x, const struct interface *i,
                                      const struct map_entry *m, struct ident **last)
{
    for (struct ident **at = &x->idents; *at;) {
        struct ident *id = *at;
        if (!id->dynamic[0] || id->sequence != m->sequence || strcmp(id->map, m->name) != 0 ||
            strcmp(id->interface, i->name) != 0 || id->local != conf_map_address(x->r->conf, i) ||
            !dynamic_stays(x, id, m)) {
            at = &id->next;
            continue;
        }
        *at = id->next;
        id->next = NULL;
        *last = id;
        last = &id->next;
    }
    return last;
}

static struct ident **keep_interface(struct ipsec *x, const struct interface *i,
                                     struct ident **last)
{
    const struct conf *c = x->r->conf;
    for (size_t k = 0; k < c->maps; k++) {
        const struct map_entry *m = &c->map[k];
        const struct access_list *l = conf_list(c, m->list);
        if (strcmp(m->name, i->map) != 0)
            continue;
        last = keep_negotiated(x, i, m, last);
        if (m->peers == 0 || m->sets == 0 || !l)
            continue;
        for (size_t n = 0; n < l->count; n++) {
            struct ident id = describe(c, i, m, &l->entry[n]);
            if (l->entry[n].permit)
                last = keep_ident(x, &id, m, last);
        }
    }
    return last;
}

struct ident *ident_add(struct ipsec *x, const struct ident *like)
{
    struct ident **last = &x->idents;
    while (*last)
        last = &(*last)->next;
    *last = mem_alloc(sizeof **last);
    **last = *like;
    (*last)->next = NULL;
    (*last)->sas = NULL;
    return *last;
}

/* The other end of a configured identity is known without being asked. */
static void route_configured(struct ipsec *x, struct ident *id)
{
    const struct map_entry *m = ident_map(x, id);
    if (m && m->reverse_route)
        reverse_route(x, id);
    else
        reverse_unroute(x, id);
}

void ipsec_refresh(struct ipsec *x)
{
    struct ident *fresh = NULL;
    struct ident **last = &fresh;
    for (size_t i = 0; i < x->r->conf->interfaces; i++)
        if (x->r->conf->interface[i].map[0])
            last = keep_interface(x, &x->r->conf->interface[i], last);
    struct ident *gone = x->idents;
    x->idents = fresh;
    while (gone) {
        struct ident *next = gone->next;
        ike_forget(x->r->ike, gone);
        ident_end_sas(x, gone);
        reverse_unroute(x, gone);
        ident_free(gone);
        gone = next;
    }
    for (struct ident *id = x->idents; id; id = id->next)
        if (!id->dynamic[0])
            route_configured(x, id);
}
