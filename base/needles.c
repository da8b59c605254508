/* SPDX-License-Identifier: ISC */
/*
 * Long words are found as Wu and Manber do it: a window as long as the shortest of them moves over
 * the text. Its last three characters tell how far it can move before it may hold the beginning of
 * a word; when that is not at all, the words whose beginnings end in these three are compared. A
 * short window moves slowly, so short words are found by a pair of characters that each of them
 * has: the compiler makes wide instructions of the loop that looks for a pair in a stretch of text.
 */
#include "base/needles.h"

#include "base/mem.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    TRIPLE_BITS = 14,
    TRIPLES = 1 << TRIPLE_BITS,
    NONE = UINT8_MAX,
    NEEDLES_MAX = NONE,
    LONG_BYTES = 6, /* of a long word at least */
    STRETCH = 256,
    BLOCK_BYTES = 4 * STRETCH
};

struct needle {
    char *word;
    size_t len;
    uint8_t next; /* long words: the next one of the same triple */
};

/* Two characters without the bit that tells upper from lower case. */
struct pair {
    char a, b;
};

struct needles {
    size_t window;          /* 0 when there are no long words */
    uint8_t shift[TRIPLES]; /* by triple */
    uint8_t first[TRIPLES]; /* word by triple, or NONE */
    struct needle longs[NEEDLES_MAX], shorts[NEEDLES_MAX];
    size_t long_count, short_count, pair_count;
    struct pair pairs[NEEDLES_MAX]; /* each short word has one of them */
    bool begins[UCHAR_MAX + 1];     /* characters that short words begin with */
};

static char fold(char c)
{
    return (char)(c & ~0x20);
}

/* ---- long words ---------------------------------------------------------------------------- */

/* Where the three characters before `end` are in the tables; letters of both cases in one place. */
static inline size_t triple_at(const char *end)
{
    uint32_t x = (uint32_t)(unsigned char)end[-3] << 16 | (uint32_t)(unsigned char)end[-2] << 8 |
                 (unsigned char)end[-1];
    return (x & ~0x202020U) * 0x9E3779B1U >> (32 - TRIPLE_BITS);
}

static void add_long(struct needles *n, uint8_t index)
{
    struct needle *w = &n->longs[index];
    for (size_t end = 3; end <= n->window; end++) {
        size_t triple = triple_at(w->word + end);
        if (n->shift[triple] > n->window - end)
            n->shift[triple] = (uint8_t)(n->window - end);
    }
    size_t last = triple_at(w->word + n->window);
    w->next = n->first[last];
    n->first[last] = index;
}

static void make_tables(struct needles *n)
{
    for (size_t i = 0; i < n->long_count; i++)
        if (n->window == 0 || n->longs[i].len < n->window)
            n->window = n->longs[i].len < NONE ? n->longs[i].len : NONE;
    if (n->window == 0)
        return;
    memset(n->shift, (int)n->window - 2, sizeof n->shift);
    memset(n->first, NONE, sizeof n->first);
    for (size_t i = 0; i < n->long_count; i++)
        add_long(n, (uint8_t)i);
}

static bool stands_at(const struct needle *w, const char *at, const char *end)
{
    return fold(*at) == fold(*w->word) && (size_t)(end - at) >= w->len &&
           strncasecmp(at, w->word, w->len) == 0;
}

/* The first long word that begins before `limit`, or `limit`. */
static const char *find_long(const struct needles *n, const char *at, const char *limit,
                             const char *end)
{
    if (n->window == 0)
        return limit;
    const size_t most = n->window - 2;
    while (at < limit && (size_t)(end - at) >= n->window) {
        size_t triple = triple_at(at + n->window);
        if (n->shift[triple] == most) { /* foreseen by the processor, unlike a step of any size */
            at += most;
            continue;
        }
        if (n->shift[triple] > 0) {
            at += n->shift[triple];
            continue;
        }
        for (uint8_t i = n->first[triple]; i != NONE; i = n->longs[i].next)
            if (stands_at(&n->longs[i], at, end))
                return at;
        at++;
    }
    return limit;
}

/* ---- short words --------------------------------------------------------------------------- */

static bool has_pair(const struct needle *w, struct pair p)
{
    for (size_t i = 0; i + 1 < w->len; i++)
        if (fold(w->word[i]) == p.a && fold(w->word[i + 1]) == p.b)
            return true;
    return false;
}

/* Pairs that all short words are found by: of what is left, the pair that most of it has. */
static void choose_pairs(struct needles *n)
{
    bool served[NEEDLES_MAX] = {false};
    for (;;) {
        struct pair best = {0, 0};
        size_t most = 0;
        for (size_t i = 0; i < n->short_count; i++)
            for (size_t k = 0; !served[i] && k + 1 < n->shorts[i].len; k++) {
                const char *at = n->shorts[i].word + k;
                struct pair p = {fold(at[0]), fold(at[1])};
                size_t count = 0;
                for (size_t j = 0; j < n->short_count; j++)
                    count += !served[j] && has_pair(&n->shorts[j], p);
                if (count >= most) {
                    most = count;
                    best = p;
                }
            }
        if (most == 0)
            return;
        for (size_t i = 0; i < n->short_count; i++)
            served[i] = served[i] || has_pair(&n->shorts[i], best);
        n->pairs[n->pair_count++] = best;
    }
}

/* Does the pair begin at any of STRETCH characters? There is one more behind them. */
static bool stretch_has(const char *at, struct pair p)
{
    unsigned char found = 0;
    for (int i = 0; i < STRETCH; i++) {
        unsigned char other =
            (unsigned char)(fold(at[i]) ^ p.a) | (unsigned char)(fold(at[i + 1]) ^ p.b);
        found |= other == 0;
    }
    return found;
}

/* The first short word that begins before `limit`, or `limit`. */
static const char *find_short(const struct needles *n, const char *at, const char *limit,
                              const char *end)
{
    while (at < limit) {
        /* A word that begins so far before the end of a stretch has its pair within. */
        const char *next = at + STRETCH - LONG_BYTES;
        bool may = end - at <= STRETCH;
        for (size_t i = 0; i < n->pair_count && !may; i++)
            may = stretch_has(at, n->pairs[i]);
        if (next > limit || end - at <= STRETCH)
            next = limit;
        for (; may && at < next; at++)
            for (size_t i = 0; i < n->short_count && n->begins[(unsigned char)*at]; i++)
                if (stands_at(&n->shorts[i], at, end))
                    return at;
        at = next;
    }
    return limit;
}

/* ---- in and out ---------------------------------------------------------------------------- */

struct needles *needles_new(const struct span *words, size_t count)
{
    struct needles *n = mem_alloc(sizeof *n);
    assert(count > 0 && count < NEEDLES_MAX);
    for (size_t i = 0; i < count; i++) {
        bool is_long = words[i].len >= LONG_BYTES;
        struct needle *w = is_long ? &n->longs[n->long_count++] : &n->shorts[n->short_count++];
        assert(words[i].len >= 2);
        *w = (struct needle){.word = mem_ndup(words[i].at, words[i].len), .len = words[i].len};
        if (!is_long) {
            n->begins[tolower((unsigned char)*w->word)] = true;
            n->begins[toupper((unsigned char)*w->word)] = true;
        }
    }
    make_tables(n);
    choose_pairs(n);
    return n;
}

void needles_free(struct needles *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < n->long_count; i++)
        free(n->longs[i].word);
    for (size_t i = 0; i < n->short_count; i++)
        free(n->shorts[i].word);
    free(n);
}

const char *needles_find(const struct needles *n, const char *at, const char *end)
{
    while (at < end) {
        const char *limit = end - at > BLOCK_BYTES ? at + BLOCK_BYTES : end;
        const char *found = find_long(n, at, limit, end);
        found = find_short(n, at, found, end);
        if (found < limit)
            return found;
        at = limit;
    }
    return end;
}
