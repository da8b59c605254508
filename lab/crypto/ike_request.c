/* SPDX-License-Identifier: ISC */
/* What others want of IKE: SAs for an identity, a word to the peer about them. */
#include "lab/crypto/ike_sa.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

bool ike_shares(const struct ike_sa *sa, const struct ident *id)
{
    return sa->peer == id->peer && sa->local == id->local && strcmp(sa->vrf, id->vrf) == 0;
}

/* The newest SA with the peer that is up, or on its way there. */
static struct ike_sa *usable_sa(struct ike *k, const struct ident *id)
{
    struct ike_sa *best = NULL;
    for (struct ike_sa *sa = k->sas; sa; sa = sa->next)
        if (ike_shares(sa, id) && !sa->failed &&
            (!best || sa->state == QM_IDLE || best->state != QM_IDLE))
            best = sa;
    return best;
}

static void add_pending(struct ike_sa *sa, struct ident *id)
{
    for (size_t i = 0; i < sa->pendings; i++)
        if (sa->pending[i] == id)
            return;
    if (sa->pendings < sizeof sa->pending / sizeof sa->pending[0])
        sa->pending[sa->pendings++] = id;
}

/* What failed before makes room for a new try, with another peer when there is one. */
static void delete_failed(struct ike *k, struct ident *id)
{
    bool any = false;
    for (struct ike_sa *sa = k->sas, *next; sa; sa = next) {
        next = sa->next;
        if (!ike_shares(sa, id) || !sa->failed)
            continue;
        ike_delete_sa(k, sa, "gen_ipsec_isakmp_delete but doi isakmp");
        any = true;
    }
    if (any)
        ident_change_peer(k->r->ipsec, id, 0);
}

/* Traffic asks again: the peer may be back, so do not wait out the rest of the interval. */
static void hurry(struct ike *k, struct ike_sa *sa)
{
    uint64_t now = router_uptime_ms(k->r);
    if (sa->out.due_ms > now) {
        sa->out.due_ms = now;
        ike_set_timer(k);
    }
}

/* Whether there is a policy with a key for the peer. */
static bool can_offer(const struct ike *k, const struct ident *id)
{
    struct offer *offer = mem_alloc(sizeof *offer);
    struct ike_sa would_be = {.local = id->local, .peer = id->peer, .initiator = true};
    memcpy(would_be.vrf, id->vrf, sizeof would_be.vrf);
    memcpy(would_be.profile, id->profile, sizeof would_be.profile);
    policy_offer(k, &would_be, offer);
    bool any = offer->count > 0;
    free(offer);
    return any;
}

/* A new SA of ours with the peer of an identity; NULL when nothing can be offered. */
static struct ike_sa *open_sa(struct ike *k, const struct ident *id)
{
    struct facts f = {.peer = id->peer, .local = id->local};
    say(k->r, SAY_PEER_OF_REQUEST, &f);
    if (!can_offer(k, id)) {
        say(k->r, SAY_NO_KEYS, &f);
        return NULL;
    }
    struct ike_sa *sa = ike_new_sa(k, id->local, id->peer, true);
    memcpy(sa->vrf, id->vrf, sizeof sa->vrf);
    memcpy(sa->profile, id->profile, sizeof sa->profile);
    ike_say(k, sa, SAY_PORTS);
    return sa;
}

void ike_request(struct ike *k, struct ident *id)
{
    if (k->r->conf->isakmp_off)
        return;
    say(k->r, SAY_KE_MESSAGE, &(struct facts){.number = 1, .count = 1});
    struct ike_sa *sa = usable_sa(k, id);
    if (sa && sa->state == QM_IDLE) {
        ike_say(k, sa, SAY_SITTING_IDLE);
        quick_begin(k, sa, id);
        return;
    }
    if (sa) {
        add_pending(sa, id);
        ike_say(k, sa, SAY_BUDDING);
        hurry(k, sa);
        return;
    }
    delete_failed(k, id);
    sa = open_sa(k, id);
    if (!sa) {
        ident_change_peer(k->r->ipsec, id, 0);
        return;
    }
    add_pending(sa, id);
    main_begin(k, sa);
}

struct ike_sa *ike_established(struct ike *k, const struct ident *id)
{
    for (struct ike_sa *sa = k->sas; sa; sa = sa->next)
        if (ike_shares(sa, id) && sa->state == QM_IDLE)
            return sa;
    return NULL;
}

bool ike_has_sas(const struct ike *k, const struct ike_sa *sa)
{
    for (const struct ident *id = k->r->ipsec->idents; id; id = id->next)
        if (id->sas && ike_shares(sa, id))
            return true;
    return false;
}

bool ike_is_first(const struct ike *k, const struct ike_sa *sa)
{
    for (const struct ike_sa *other = k->sas; other; other = other->next)
        if (other != sa && other->state >= CONF_XAUTH && other->peer == sa->peer &&
            other->local == sa->local && strcmp(other->vrf, sa->vrf) == 0)
            return false;
    return !ike_has_sas(k, sa);
}

void ike_tell_deleted(struct ike *k, const struct ident *id, int protocol, uint32_t spi)
{
    struct ike_sa *sa = ike_established(k, id);
    struct facts f = {.peer = id->peer, .local = id->local, .spi = spi};
    if (sa)
        info_delete(k, sa, (unsigned)protocol, spi);
    else
        say(k->r, SAY_DELETE_UNTOLD, &f);
}

bool ike_works_on(const struct ike *k, const struct ident *id)
{
    for (const struct ike_sa *sa = k->sas; sa; sa = sa->next) {
        for (size_t i = 0; i < sa->pendings; i++)
            if (sa->pending[i] == id)
                return true;
        for (const struct quick *q = sa->quicks; q; q = q->next)
            if (q->id == id)
                return true;
    }
    return false;
}

/* Tell the peer by the SA there is, or by one made for it. */
void ike_invalid_spi(struct ike *k, const struct packet *p)
{
    int protocol = p->flow.protocol == PROTO_AH ? IPSEC_AH : IPSEC_ESP;
    const struct ident *id = k->r->ipsec->idents;
    while (id && (id->peer != p->flow.source || id->local != p->flow.dest ||
                  strcmp(id->vrf, p->vrf) != 0))
        id = id->next;
    struct ike_sa *sa = id ? ike_established(k, id) : NULL;
    if (sa) {
        info_notify(k, sa, (unsigned)protocol, p->spi, NOTIFY_INVALID_SPI, true);
        return;
    }
    if (!id || usable_sa(k, id) || !(sa = open_sa(k, id)))
        return;
    sa->invalid_spi = p->spi;
    sa->invalid_protocol = protocol;
    main_begin(k, sa);
}
