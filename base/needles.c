/* SPDX-License-Identifier: ISC */
/*
 * As Wu and Manber do it: a window as long as the shortest word moves over the text. Its last two
 * characters tell how far it can move before it may hold the beginning of a word; when that is not
 * at all, the words whose beginnings end in these two are compared.
 */
#include "base/needles.h"

#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

enum { PAIRS = 4096, NONE = UINT8_MAX, NEEDLES_MAX = NONE, SHORT_BYTES = 6, BLOCK_BYTES = 1 << 16 };

/* A short window moves slowly, so words shorter than SHORT_BYTES do not hold up the others. */
struct set {
    size_t window;        /* 0 when there are no words */
    uint8_t shift[PAIRS]; /* by pair */
    uint8_t first[PAIRS]; /* word by pair, or NONE */
};

struct needles {
    struct set longs, shorts;
    size_t count;
    struct needle {
        char *word;
        size_t len;
        uint8_t next; /* of the same pair and set */
    } list[NEEDLES_MAX];
};

/* Where a pair is in the tables; letters of both cases are in one place. */
static size_t pair_at(const char *p)
{
    return (((size_t)p[0] & 0x1f) << 7 ^ ((size_t)p[1] & 0xdf)) % PAIRS;
}

static void add(struct needles *n, struct set *s, struct span word)
{
    uint8_t index = (uint8_t)n->count++;
    n->list[index] = (struct needle){.word = mem_ndup(word.at, word.len), .len = word.len};
    for (size_t end = 2; end <= s->window; end++) {
        size_t pair = pair_at(word.at + end - 2);
        if (s->shift[pair] > s->window - end)
            s->shift[pair] = (uint8_t)(s->window - end);
    }
    size_t last = pair_at(word.at + s->window - 2);
    n->list[index].next = s->first[last];
    s->first[last] = index;
}

/* A set of the words that have `least` to `most` characters. */
static void fill(struct needles *n, struct set *s, const struct span *words, size_t count,
                 size_t least, size_t most)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].len >= least && words[i].len <= most &&
            (s->window == 0 || words[i].len < s->window))
            s->window = words[i].len < NONE ? words[i].len : NONE;
    for (size_t i = 0; i < PAIRS; i++) {
        s->shift[i] = (uint8_t)(s->window - 1);
        s->first[i] = NONE;
    }
    for (size_t i = 0; i < count; i++)
        if (words[i].len >= least && words[i].len <= most)
            add(n, s, words[i]);
}

struct needles *needles_new(const struct span *words, size_t count)
{
    struct needles *n = mem_alloc(sizeof *n);
    assert(count > 0 && count < NEEDLES_MAX);
    for (size_t i = 0; i < count; i++)
        assert(words[i].len >= 2);
    fill(n, &n->longs, words, count, SHORT_BYTES, SIZE_MAX);
    fill(n, &n->shorts, words, count, 2, SHORT_BYTES - 1);
    return n;
}

void needles_free(struct needles *n)
{
    for (size_t i = 0; n && i < n->count; i++)
        free(n->list[i].word);
    free(n);
}

/* The first word of the set that begins before `limit`, or `limit`. */
static const char *find(const struct needles *n, const struct set *s, const char *at,
                        const char *limit, const char *end)
{
    if (s->window == 0)
        return limit;
    const size_t most = s->window - 1;
    while (at < limit && (size_t)(end - at) >= s->window) {
        size_t pair = pair_at(at + s->window - 2);
        if (s->shift[pair] == most) { /* foreseen by the processor, unlike a step of any size */
            at += most;
            continue;
        }
        if (s->shift[pair] > 0) {
            at += s->shift[pair];
            continue;
        }
        for (uint8_t i = s->first[pair]; i != NONE; i = n->list[i].next) {
            const struct needle *w = &n->list[i];
            if (((*at ^ *w->word) & 0xdf) == 0 && (size_t)(end - at) >= w->len &&
                strncasecmp(at, w->word, w->len) == 0)
                return at;
        }
        at++;
    }
    return limit;
}

const char *needles_find(const struct needles *n, const char *at, const char *end)
{
    while (at < end) {
        const char *limit = end - at > BLOCK_BYTES ? at + BLOCK_BYTES : end;
        const char *found = find(n, &n->longs, at, limit, end);
        found = find(n, &n->shorts, at, found, end);
        if (found < limit)
            return found;
        at = limit;
    }
    return end;
}
