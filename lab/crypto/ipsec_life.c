/* SPDX-License-Identifier: ISC */
/*
 * How long IPsec SAs live: by seconds and by kilobytes. Before the end of one that was used a new
 * one is asked for, by the end that asked for the old one first; the old one stays until it ends,
 * so that nothing is lost on the way.
 */
#include "lab/crypto/ipsec.h"

#include "lab/crypto/ike.h"
#include "lab/router/say.h"

#include <string.h>

/* How early, by the one who asked for the SA and by the other; kilobytes in percent of them. */
enum {
    SWEEP_MS = 1000,
    SOFT_S = 30,
    SOFT_LATE_S = 10,
    SOFT_PERCENT = 90,
    SOFT_LATE_PERCENT = 95,
    KILOBYTE = 1024
};

static uint64_t end_ms(const struct ipsec_sa *sa)
{
    return sa->created_ms + (uint64_t)sa->life_s * 1000;
}

static uint64_t soft_ms(const struct ipsec_sa *sa)
{
    uint64_t early = sa->asked ? SOFT_S : SOFT_LATE_S;
    return sa->life_s > early ? end_ms(sa) - early * 1000 : end_ms(sa);
}

static uint64_t volume(const struct ipsec_sa *sa)
{
    return (uint64_t)sa->life_kb * KILOBYTE;
}

static bool over(const struct ipsec_sa *sa, uint64_t now)
{
    return end_ms(sa) <= now || sa->bytes >= volume(sa);
}

unsigned ipsec_life_left_s(const struct ipsec *x, const struct ipsec_sa *sa)
{
    uint64_t now = router_uptime_ms(x->r);
    return end_ms(sa) <= now ? 0 : (unsigned)((end_ms(sa) - now + 999) / 1000);
}

static unsigned newest(const struct ident *id)
{
    unsigned bundle = 0;
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        bundle = sa->bundle > bundle ? sa->bundle : bundle;
    return bundle;
}

/* An SA that nothing went through is not renewed: the next packet will ask. */
static bool used(const struct ident *id, unsigned bundle)
{
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (sa->bundle == bundle && sa->bytes > 0)
            return true;
    return false;
}

static bool due(const struct ipsec_sa *sa, uint64_t now)
{
    unsigned percent = sa->asked ? SOFT_PERCENT : SOFT_LATE_PERCENT;
    return soft_ms(sa) <= now || sa->bytes >= volume(sa) / 100 * percent;
}

static void renew(struct ipsec *x, struct ident *id)
{
    uint64_t now = router_uptime_ms(x->r);
    unsigned bundle = newest(id);
    /* Clients ask for themselves; nobody else knows where they are. */
    if (!bundle || id->dynamic[0] || id->renewed == bundle || !used(id, bundle))
        return;
    for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
        if (sa->bundle != bundle || !due(sa, now))
            continue;
        id->renewed = bundle;
        say(x->r, SAY_LIFE_THRESHOLD,
            &(struct facts){.peer = id->peer,
                            .local = id->local,
                            .spi = sa->spi,
                            .number = (int)ipsec_life_left_s(x, sa)});
        id->requested_ms = 0;
        ipsec_request(x, id);
        return;
    }
}

static void end_old(struct ipsec *x, struct ident *id)
{
    uint64_t now = router_uptime_ms(x->r);
    for (struct ipsec_sa *sa = id->sas; sa;) {
        if (!over(sa, now)) {
            sa = sa->next;
            continue;
        }
        ident_end_bundle(x, id, sa->bundle);
        sa = id->sas;
    }
}

void ipsec_expire(struct ipsec *x)
{
    for (struct ident *id = x->idents; id; id = id->next)
        end_old(x, id);
}

void ipsec_used(struct ipsec *x, struct ident *id)
{
    renew(x, id);
    end_old(x, id);
}

/* What a peer asked for goes with its last SA. */
static void sweep(struct ipsec *x)
{
    for (struct ident **at = &x->idents; *at;) {
        struct ident *id = *at;
        if (!id->dynamic[0] || id->sas || ike_works_on(x->r->ike, id)) {
            at = &id->next;
            continue;
        }
        *at = id->next;
        ident_free(id);
    }
}

void ipsec_on_timer(void *user)
{
    struct ipsec *x = user;
    for (struct ident *id = x->idents; id; id = id->next) {
        /* Up to 12.0 only a packet near the end asks for a new SA. */
        if (x->r->release >= IOS_12_2)
            renew(x, id);
        end_old(x, id);
    }
    sweep(x);
    ipsec_set_timer(x);
}

void ipsec_set_timer(struct ipsec *x)
{
    uint64_t now = router_uptime_ms(x->r);
    uint64_t least = UINT64_MAX;
    for (const struct ident *id = x->idents; id; id = id->next) {
        unsigned bundle = newest(id);
        bool soft = bundle && bundle != id->renewed;
        for (const struct ipsec_sa *sa = id->sas; sa; sa = sa->next) {
            uint64_t when =
                soft && sa->bundle == bundle && soft_ms(sa) > now ? soft_ms(sa) : end_ms(sa);
            least = when < least ? when : least;
        }
        if (id->dynamic[0] && !id->sas && least > now + SWEEP_MS)
            least = now + SWEEP_MS;
    }
    if (least == UINT64_MAX)
        alarm_stop(x->timer);
    else
        alarm_set(x->timer, least > now ? least - now : 0);
}
