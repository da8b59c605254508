/* SPDX-License-Identifier: ISC */
#include "lab/net/learnt.h"

#include "lab/mpls/mpls.h"

#include "base/mem.h"

#include <string.h>

static struct route *find(struct router *r, enum route_source source, const char *vrf,
                          const struct network *to)
{
    for (size_t i = 0; i < r->learnts; i++) {
        struct route *n = &r->learnt[i];
        if (n->source == source && strcmp(n->vrf, vrf) == 0 && n->to.address == to->address &&
            n->to.mask == to->mask)
            return n;
    }
    return NULL;
}

static void notice(struct router *r, enum route_source source)
{
    if (source != ROUTE_BGP)
        mpls_notice(r->mpls);
}

void route_learn(struct router *r, const struct route *what)
{
    struct route *old = find(r, what->source, what->vrf, &what->to);
    if (!old) {
        r->learnt = mem_grow(r->learnt, r->learnts, &r->learnt_cap, sizeof *r->learnt);
        old = &r->learnt[r->learnts++];
    }
    *old = *what;
    notice(r, what->source);
}

static void drop(struct router *r, struct route *n)
{
    struct route *end = r->learnt + r->learnts--;
    memmove(n, n + 1, (size_t)(end - n - 1) * sizeof *n);
}

bool route_forget(struct router *r, enum route_source source, const char *vrf,
                  const struct network *to)
{
    struct route *n = find(r, source, vrf, to);
    if (n)
        drop(r, n);
    notice(r, source);
    return n != NULL;
}

void route_forget_all(struct router *r, enum route_source source, const char *vrf)
{
    for (size_t i = r->learnts; i-- > 0;)
        if (r->learnt[i].source == source && (!vrf || strcmp(r->learnt[i].vrf, vrf) == 0))
            drop(r, &r->learnt[i]);
    notice(r, source);
}
