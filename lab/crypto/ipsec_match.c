/* SPDX-License-Identifier: ISC */
/* Which identity a packet belongs to, and which a peer's proposal is about. */
#include "lab/config/conf_remote.h"
#include "lab/crypto/ipsec.h"

#include <string.h>

static bool inside(const struct network *n, uint32_t address)
{
    return ((address ^ n->address) & n->mask) == 0;
}

static bool same_network(const struct network *a, const struct network *b)
{
    return a->address == b->address && a->mask == b->mask;
}

static bool of_entry(const struct ident *id, const struct interface *i, const struct map_entry *m)
{
    return strcmp(id->interface, i->name) == 0 && strcmp(id->map, m->name) == 0 &&
           id->sequence == m->sequence;
}

/* Interfaces that share a map and its local address share SAs: the one that has them counts. */
static struct ident *with_sas(struct ipsec *x, struct ident *id)
{
    for (struct ident *other = x->idents; other && !id->sas; other = other->next)
        if (other->sas && strcmp(other->map, id->map) == 0 && other->sequence == id->sequence &&
            other->local == id->local && strcmp(other->vrf, id->vrf) == 0 &&
            same_network(&other->here, &id->here) && same_network(&other->there, &id->there) &&
            other->protocol == id->protocol)
            return other;
    return id;
}

static struct ident *of_list_entry(struct ipsec *x, const struct interface *i,
                                   const struct map_entry *m, const struct entry *e)
{
    struct network here = entry_network(&e->source);
    struct network there = entry_network(&e->dest);
    for (struct ident *id = x->idents; id; id = id->next)
        if (!id->dynamic[0] && of_entry(id, i, m) && id->protocol == e->protocol &&
            same_network(&id->here, &here) && same_network(&id->there, &there))
            return with_sas(x, id);
    return NULL;
}

static struct ident *of_peers(struct ipsec *x, const struct interface *i, const struct map_entry *m,
                              const char *vrf, const struct flow *f)
{
    for (struct ident *id = x->idents; id; id = id->next)
        if (id->dynamic[0] && (!vrf || strcmp(id->inside, vrf) == 0) && id->sas &&
            of_entry(id, i, m) && (id->protocol == 0 || id->protocol == f->protocol) &&
            inside(&id->here, f->source) && inside(&id->there, f->dest))
            return id;
    return NULL;
}

struct ident *match_flow(struct ipsec *x, const struct interface *i, const char *vrf,
                         const struct flow *f, bool count)
{
    const struct conf *c = x->r->conf;
    for (size_t k = 0; k < c->maps; k++) {
        const struct map_entry *m = &c->map[k];
        struct ident *id = strcmp(m->name, i->map) == 0 ? of_peers(x, i, m, vrf, f) : NULL;
        if (id)
            return id;
        if (strcmp(m->name, i->map) != 0 || (vrf && strcmp(vrf, map_inside(c, i, m)) != 0))
            continue;
        struct entry *e = m->list[0] ? acl_find(conf_list(c, m->list), f) : NULL;
        if (!e)
            continue;
        e->hits += count;
        id = e->permit ? of_list_entry(x, i, m, e) : NULL;
        if (id)
            return id;
    }
    return NULL;
}

static bool covers_end(const struct entry_end *e, const struct network *n, uint16_t port)
{
    struct network whole = entry_network(e);
    bool ports = port ? port >= e->low && port <= e->high : e->low == 0 && e->high == UINT16_MAX;
    return (n->mask & whole.mask) == whole.mask && inside(&whole, n->address) &&
           (ports || (e->low == e->high && e->low == port));
}

/* The entry of a list that all of the proposal falls under, NULL when there is none. */
static const struct entry *covering(const struct access_list *l, const struct ident *asked)
{
    for (size_t i = 0; l && i < l->count; i++) {
        const struct entry *e = &l->entry[i];
        if (!e->remark && (e->protocol == 0 || e->protocol == asked->protocol) &&
            covers_end(&e->source, &asked->here, asked->here_port) &&
            covers_end(&e->dest, &asked->there, asked->there_port))
            return e;
    }
    return NULL;
}

static bool names_peer(const struct map_entry *m, uint32_t peer)
{
    for (size_t i = 0; i < m->peers; i++)
        if (m->peer[i] == peer)
            return true;
    return false;
}

static struct ident *exactly(struct ipsec *x, const struct interface *i, const struct map_entry *m,
                             const struct ident *asked)
{
    for (struct ident *id = x->idents; id; id = id->next)
        if (!id->dynamic[0] && of_entry(id, i, m) && same_network(&id->here, &asked->here) &&
            same_network(&id->there, &asked->there) && id->protocol == asked->protocol &&
            id->here_port == asked->here_port && id->there_port == asked->there_port)
            return id;
    return NULL;
}

static struct ident *match_interface(struct ipsec *x, const struct interface *i,
                                     const struct ident *asked, bool *other_peer)
{
    const struct conf *c = x->r->conf;
    for (size_t k = 0; k < c->maps && !*other_peer; k++) {
        const struct map_entry *m = &c->map[k];
        if (strcmp(m->name, i->map) != 0 || m->dynamic[0] || m->sets == 0 || m->peers == 0 ||
            (m->profile[0] && strcmp(m->profile, asked->profile) != 0))
            continue;
        const struct entry *e = covering(conf_list(c, m->list), asked);
        if (!e || !e->permit)
            continue;
        *other_peer = !names_peer(m, asked->peer);
        struct ident *id = *other_peer ? NULL : exactly(x, i, m, asked);
        if (id)
            return id;
    }
    return NULL;
}

struct ident *match_proposal(struct ipsec *x, const struct ident *asked, bool *other_peer)
{
    const struct conf *c = x->r->conf;
    struct ident *id = NULL;
    *other_peer = false;
    for (size_t n = 0; n < c->interfaces && !id && !*other_peer; n++) {
        const struct interface *i = &c->interface[n];
        if (i->map[0] && strcmp(i->vrf, asked->vrf) == 0 && conf_map_address(c, i) == asked->local)
            id = match_interface(x, i, asked, other_peer);
    }
    return id;
}

/* Entries of one dynamic map for what a peer proposes. */
static const struct map_entry *of_dynamic(const struct conf *c, const struct map_entry *m,
                                          const struct ident *asked,
                                          bool (*fits)(void *user, const struct map_entry *m),
                                          void *user)
{
    const struct map_entry *d;
    for (size_t n = 0; (d = conf_dynamic(c, m->dynamic, n)) != NULL; n++) {
        const struct entry *e = covering(conf_list(c, d->list), asked);
        bool wanted = !d->list[0] || (e && e->permit);
        bool meant = d->peers == 0 || names_peer(d, asked->peer);
        if (wanted && meant && (!d->profile[0] || strcmp(d->profile, asked->profile) == 0) &&
            fits(user, d))
            return d;
    }
    return NULL;
}

bool match_dynamic(struct ipsec *x, struct ident *asked,
                   bool (*fits)(void *user, const struct map_entry *m), void *user)
{
    const struct conf *c = x->r->conf;
    for (size_t n = 0; n < c->interfaces; n++) {
        const struct interface *i = &c->interface[n];
        if (!i->map[0] || strcmp(i->vrf, asked->vrf) != 0 || conf_map_address(c, i) != asked->local)
            continue;
        for (size_t k = 0; k < c->maps; k++) {
            const struct map_entry *m = &c->map[k];
            const struct map_entry *d = strcmp(m->name, i->map) == 0 && m->dynamic[0]
                                            ? of_dynamic(c, m, asked, fits, user)
                                            : NULL;
            if (!d)
                continue;
            memcpy(asked->interface, i->name, sizeof asked->interface);
            memcpy(asked->map, m->name, sizeof asked->map);
            memcpy(asked->dynamic, m->dynamic, sizeof asked->dynamic);
            asked->sequence = m->sequence;
            asked->dynamic_sequence = d->sequence;
            const struct isakmp_profile *profile = conf_profile(c, asked->profile);
            const char *inside = profile && profile->vrf[0] ? profile->vrf : i->vrf;
            memcpy(asked->inside, inside, sizeof asked->inside);
            return true;
        }
    }
    return false;
}
