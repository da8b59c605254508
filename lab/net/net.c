/* SPDX-License-Identifier: ISC */
#include "lab/net/net.h"

#include "lab/net/nat.h"

#include "base/mem.h"

#include <stdlib.h>

void net_debug_note(const struct router *r, struct buf *out)
{
    if (r->net->detail)
        buf_add_str(out, " (detailed)");
    if (r->net->list[0])
        buf_printf(out, " for access list %s", r->net->list);
}

void net_break_fast_path(struct router *r)
{
    r->net->fast_path_broken = true;
}

struct net *net_new(void)
{
    return mem_alloc(sizeof(struct net));
}

void net_free(struct net *n)
{
    if (!n)
        return;
    nat_clear(n);
    for (size_t i = 0; i < n->pieces; i++)
        packet_free(n->piece[i].packet);
    free(n->piece);
    free(n);
}
