/* SPDX-License-Identifier: ISC */
#include "lab/remote/pool.h"

#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"

enum { POOL_SEARCH = 4096 };

bool pool_has(const struct router *r, uint32_t address)
{
    for (const struct ident *id = r->ipsec->idents; id; id = id->next)
        if (id->dynamic[0] && id->sas && id->there.address == address)
            return true;
    return ike_serves(r->ike, address);
}

uint32_t pool_take(const struct router *r, const char *name)
{
    const struct address_pool *p = conf_pool(r->conf, name);
    for (size_t i = 0; p && i < pool_size(p); i++)
        if (!pool_has(r, p->first + (uint32_t)i))
            return p->first + (uint32_t)i;
    return 0;
}

size_t pool_size(const struct address_pool *p)
{
    return p->last >= p->first ? (size_t)(p->last - p->first) + 1 : 0;
}

size_t pool_used(const struct router *r, const struct address_pool *p)
{
    size_t used = 0;
    /* They are given out from the first on, so no pool is used further than this. */
    for (size_t i = 0; i < pool_size(p) && i < POOL_SEARCH; i++)
        used += pool_has(r, p->first + (uint32_t)i);
    return used;
}
