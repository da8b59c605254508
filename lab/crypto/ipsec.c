/* SPDX-License-Identifier: ISC */
/* Identities: which flows are to be protected, derived from the configuration. */
#include "lab/crypto/ipsec.h"

#include "lab/crypto/ike.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct ipsec *ipsec_new(struct router *r)
{
    struct ipsec *x = mem_alloc(sizeof *x);
    x->r = r;
    return x;
}

static void free_ident(struct ident *id)
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
        free_ident(x->idents);
        x->idents = next;
    }
    free(x);
}

const struct map_entry *ident_map(const struct ipsec *x, const struct ident *id)
{
    const struct conf *c = x->r->conf;
    for (size_t i = 0; i < c->maps; i++)
        if (c->map[i].sequence == id->sequence && strcmp(c->map[i].name, id->map) == 0)
            return &c->map[i];
    return NULL;
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
    return id;
}

static bool same_ident(const struct ident *a, const struct ident *b)
{
    return strcmp(a->interface, b->interface) == 0 && strcmp(a->map, b->map) == 0 &&
           a->sequence == b->sequence && a->local == b->local && a->peer == b->peer &&
           a->here.address == b->here.address && a->here.mask == b->here.mask &&
           a->there.address == b->there.address && a->there.mask == b->there.mask &&
           a->protocol == b->protocol && a->here_port == b->here_port &&
           a->there_port == b->there_port;
}

/* Take an identity over from the old list, or make it; append it to the new list. */
static struct ident **keep_ident(struct ipsec *x, const struct ident *wanted, struct ident **last)
{
    for (struct ident **at = &x->idents; *at; at = &(*at)->next)
        if (same_ident(*at, wanted)) {
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

static struct ident **keep_interface(struct ipsec *x, const struct interface *i,
                                     struct ident **last)
{
    const struct conf *c = x->r->conf;
    for (size_t k = 0; k < c->maps; k++) {
        const struct map_entry *m = &c->map[k];
        const struct access_list *l = conf_list(c, m->list);
        if (strcmp(m->name, i->map) != 0 || m->peers == 0 || m->sets == 0 || !l)
            continue;
        for (size_t n = 0; n < l->count; n++) {
            struct ident id = describe(c, i, m, &l->entry[n]);
            if (l->entry[n].permit)
                last = keep_ident(x, &id, last);
        }
    }
    return last;
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
        for (struct ipsec_sa *sa = gone->sas; sa; sa = sa->next)
            if (sa->inbound)
                ike_tell_deleted(x->r->ike, gone->peer, sa->protocol, sa->spi);
        ident_delete_sas(x, gone);
        free_ident(gone);
        gone = next;
    }
}
