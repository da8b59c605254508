/* SPDX-License-Identifier: ISC */
/* How ISAKMP SAs end other than by themselves: by command, or with what they were made from. */
#include "lab/crypto/ike_sa.h"

#include <string.h>

void ike_clear(struct ike *k, unsigned id)
{
    for (struct ike_sa *sa = k->sas, *next; sa; sa = next) {
        next = sa->next;
        if (id && sa->conn != id)
            continue;
        struct facts f = sa_facts_of(sa);
        if (sa->state == QM_IDLE)
            info_delete(k, sa, 1, 0);
        say(k->r, SAY_REAPER, &f);
        say(k->r, SAY_ENGINE_RELEASED, &f);
        ike_delete_sa(k, sa, NULL);
    }
    ike_set_timer(k);
}

void ike_forget(struct ike *k, const struct ident *id)
{
    for (struct ike_sa *sa = k->sas; sa; sa = sa->next) {
        size_t kept = 0;
        for (size_t i = 0; i < sa->pendings; i++)
            if (sa->pending[i] != id)
                sa->pending[kept++] = sa->pending[i];
        sa->pendings = kept;
        for (struct quick *q = sa->quicks, *next; q; q = next) {
            next = q->next;
            if (q->id == id && q->initiator && !q->over)
                q->id = NULL; /* the answer will find nobody */
            else if (q->id == id)
                quick_free(sa, q);
        }
    }
}

static bool same_records(const void *a, size_t n, const void *b, size_t m, size_t size)
{
    return n == m && (n == 0 || memcmp(a, b, n * size) == 0);
}

/* Whether two configurations would negotiate phase 1 alike. */
static bool same_phase1(const struct conf *a, const struct conf *b)
{
    return a->isakmp_off == b->isakmp_off &&
           same_records(a->policy, a->policies, b->policy, b->policies, sizeof *a->policy) &&
           same_records(a->key, a->keys, b->key, b->keys, sizeof *a->key) &&
           same_records(a->keyring, a->keyrings, b->keyring, b->keyrings, sizeof *a->keyring) &&
           same_records(a->profile, a->profiles, b->profile, b->profiles, sizeof *a->profile);
}

/* IKE is at work as long as some interface has a crypto map. */
static bool at_work(const struct conf *c)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (c->interface[i].map[0] && !c->isakmp_off)
            return true;
    return false;
}

void ike_refresh(struct ike *k, const struct conf *before)
{
    if (before && at_work(before) != at_work(k->r->conf))
        say(k->r, SAY_LOG_ON_OFF, &(struct facts){.text = at_work(k->r->conf) ? "ON" : "OFF"});
    bool same = !before || same_phase1(before, k->r->conf);
    for (struct ike_sa *sa = k->sas, *next; sa && !same; sa = next) {
        next = sa->next;
        if (sa->state != QM_IDLE)
            ike_delete_sa(k, sa, NULL);
    }
    ike_set_timer(k);
}
