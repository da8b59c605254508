/* SPDX-License-Identifier: ISC */
#include "lab/net/fragment.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

enum { IP_HEADER = 20, STEP = 8, WAITING_MAX = 64 };

struct packet *fragment_cut(struct router *r, struct packet *p, unsigned mtu)
{
    assert(p->size > mtu && mtu >= IP_HEADER + STEP);
    unsigned payload = (mtu - IP_HEADER) / STEP * STEP;
    struct packet *first = mem_alloc(sizeof *first);
    if (p->datagram == 0)
        p->datagram = ++r->net->datagrams;
    *first = *p;
    first->size = payload + IP_HEADER;
    first->more = true;
    /* The content goes with the piece that has the headers. */
    p->inner = NULL;
    p->bytes = NULL;
    p->len = 0;
    p->size -= payload;
    p->offset += payload;
    return first;
}

static bool same_datagram(const struct packet *a, const struct packet *b)
{
    return a->datagram == b->datagram && a->flow.source == b->flow.source &&
           a->flow.dest == b->flow.dest && a->flow.protocol == b->flow.protocol;
}

static struct packet *take(struct net *n, size_t i)
{
    struct packet *p = n->piece[i].packet;
    memmove(&n->piece[i], &n->piece[i + 1], (--n->pieces - i) * sizeof *n->piece);
    return p;
}

/* Whether the pieces that wait make up the datagram of `p`: as many bytes as the last one ends at.
 */
static bool is_complete(const struct net *n, const struct packet *p)
{
    unsigned have = 0;
    unsigned end = 0;
    for (size_t i = 0; i < n->pieces; i++) {
        const struct packet *f = n->piece[i].packet;
        if (!same_datagram(f, p))
            continue;
        have += f->size - IP_HEADER;
        if (!f->more)
            end = f->offset + f->size - IP_HEADER;
    }
    return have == end;
}

static struct packet *join(struct net *n, const struct packet *last)
{
    struct packet key = *last;
    struct packet *whole = NULL;
    unsigned size = IP_HEADER;
    for (size_t i = n->pieces; i-- > 0;) {
        if (!same_datagram(n->piece[i].packet, &key))
            continue;
        struct packet *f = take(n, i);
        size += f->size - IP_HEADER;
        if (f->offset == 0 && !whole)
            whole = f;
        else
            packet_free(f);
    }
    if (whole) {
        whole->size = size;
        whole->datagram = 0;
        whole->more = false;
        n->n.reassembled++;
    }
    return whole;
}

struct packet *fragment_join(struct router *r, struct packet *p)
{
    struct net *n = r->net;
    if (p->datagram == 0)
        return p;
    n->n.fragments_in++;
    /* The oldest piece has waited long enough when the room is full. */
    if (n->pieces == WAITING_MAX)
        packet_free(take(n, 0));
    n->piece = mem_grow(n->piece, n->pieces, &n->piece_cap, sizeof *n->piece);
    n->piece[n->pieces++].packet = p;
    return is_complete(n, p) ? join(n, p) : NULL;
}
