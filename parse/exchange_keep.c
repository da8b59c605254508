/* SPDX-License-Identifier: ISC */
/*
 * What is kept. Of one conversation: its first and last messages, and of those between the ones
 * that tell a cause. Of many conversations: a failure that was followed by another attempt with the
 * same peer excuses nobody and accuses nobody, so it goes first, then what came through, then the
 * oldest. An attempt never outlives a later one with the same peer, since the later one may excuse
 * it.
 */
#include "parse/exchange_private.h"

#include <stdlib.h>
#include <string.h>

enum { PEERS_SLOTS = 256 }; /* more than twice TALKS_MAX, a power of two */

/* ---- of one conversation ------------------------------------------------------------------- */

void messages_add(struct messages *m, const struct spoken *s, bool tells)
{
    if (m->firsts < FIRST_MAX) {
        m->first[m->firsts++] = *s;
        return;
    }
    size_t slot = m->lasts++ % LAST_MAX;
    if (m->lasts > LAST_MAX && m->tells[slot])
        m->telling[m->tellings++ % TELLING_MAX] = m->last[slot];
    m->last[slot] = *s;
    m->tells[slot] = tells;
}

/* The members of a ring, oldest first. */
static size_t unroll(const struct spoken *ring, size_t size, size_t total, struct spoken *out)
{
    size_t n = total < size ? total : size;
    for (size_t i = 0; i < n; i++)
        out[i] = ring[(total - n + i) % size];
    return n;
}

size_t messages_kept(const struct messages *m, struct spoken *out)
{
    size_t n = unroll(m->first, FIRST_MAX, m->firsts, out);
    n += unroll(m->telling, TELLING_MAX, m->tellings, out + n);
    return n + unroll(m->last, LAST_MAX, m->lasts, out + n);
}

/* ---- of many ------------------------------------------------------------------------------- */

/* A set of the peers of at most TALKS_MAX conversations. */
struct peers {
    const char *slot[PEERS_SLOTS];
    size_t count;
};

/* Put a peer in; true when it was there. */
static bool put(struct peers *p, const char *peer)
{
    unsigned hash = 2166136261U;
    for (const char *c = peer; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    size_t i = hash % PEERS_SLOTS;
    for (; p->slot[i]; i = (i + 1) % PEERS_SLOTS)
        if (strcmp(p->slot[i], peer) == 0)
            return true;
    p->slot[i] = peer;
    p->count++;
    return false;
}

static bool came_through(const struct talk *t)
{
    return t->phase1 == DONE && t->ended > 0 && t->nodes[t->ended - 1].phase == DONE;
}

/*
 * What may go in which round: one that another followed with the same peer, and one whose peer is
 * not known and that anything followed; then what came through; then all.
 */
static bool may_go(const struct talk *t, int round, bool followed)
{
    return round == 0 ? followed : round == 1 ? came_through(t) : true;
}

/* Mark up to `most` that may go, oldest first. */
static size_t choose(const struct exchange *x, int round, size_t most, bool goes[TALKS_MAX])
{
    struct peers later = {0};
    bool followed[TALKS_MAX];
    size_t chosen = 0;
    for (size_t i = x->count; i-- > 0;) {
        const char *peer = x->talks[i]->peer.text;
        followed[i] = *peer ? put(&later, peer) : i + 1 < x->count;
    }
    for (size_t i = 0; i < x->count && chosen < most; i++)
        if (!goes[i] && i != x->current && may_go(x->talks[i], round, followed[i])) {
            goes[i] = true;
            chosen++;
        }
    return chosen;
}

void exchange_thin(struct exchange *x)
{
    bool goes[TALKS_MAX] = {false};
    size_t wanted = TALKS_MAX / 2, kept = 0, current = x->current;
    for (int round = 0; round < 3 && wanted > 0; round++)
        wanted -= choose(x, round, wanted, goes);
    for (size_t i = 0; i < x->count; i++) {
        if (goes[i]) {
            free(x->talks[i]);
            x->counted.conversations_left_out++;
            continue;
        }
        if (i == current)
            x->current = kept;
        x->talks[kept++] = x->talks[i];
    }
    x->count = kept;
}
