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

enum { PAIRS = 4096, NONE = UINT8_MAX, NEEDLES_MAX = NONE };

struct needles {
    size_t window;
    uint8_t shift[PAIRS]; /* by pair */
    uint8_t first[PAIRS]; /* word by pair, or NONE */
    size_t count;
    struct needle {
        char *word;
        size_t len;
        uint8_t next; /* of the same pair */
    } list[NEEDLES_MAX];
};

/* Where a pair is in the tables; letters of both cases are in one place. */
static size_t pair_at(const char *p)
{
    return (((size_t)p[0] & 0x1f) << 7 ^ ((size_t)p[1] & 0xdf)) % PAIRS;
}

static void add(struct needles *n, struct span word)
{
    uint8_t index = (uint8_t)n->count++;
    n->list[index] = (struct needle){.word = mem_ndup(word.at, word.len), .len = word.len};
    for (size_t end = 2; end <= n->window; end++) {
        size_t pair = pair_at(word.at + end - 2);
        if (n->shift[pair] > n->window - end)
            n->shift[pair] = (uint8_t)(n->window - end);
    }
    size_t last = pair_at(word.at + n->window - 2);
    n->list[index].next = n->first[last];
    n->first[last] = index;
}

struct needles *needles_new(const struct span *words, size_t count)
{
    struct needles *n = mem_alloc(sizeof *n);
    assert(count > 0 && count < NEEDLES_MAX);
    n->window = NONE;
    for (size_t i = 0; i < count; i++)
        if (words[i].len < n->window)
            n->window = words[i].len;
    assert(n->window >= 2);
    for (size_t i = 0; i < PAIRS; i++) {
        n->shift[i] = (uint8_t)(n->window - 1);
        n->first[i] = NONE;
    }
    for (size_t i = 0; i < count; i++)
        add(n, words[i]);
    return n;
}

void needles_free(struct needles *n)
{
    for (size_t i = 0; n && i < n->count; i++)
        free(n->list[i].word);
    free(n);
}

const char *needles_find(const struct needles *n, const char *at, const char *end)
{
    while ((size_t)(end - at) >= n->window) {
        size_t pair = pair_at(at + n->window - 2);
        if (n->shift[pair] > 0) {
            at += n->shift[pair];
            continue;
        }
        for (uint8_t i = n->first[pair]; i != NONE; i = n->list[i].next) {
            const struct needle *w = &n->list[i];
            if (((*at ^ *w->word) & 0xdf) == 0 && (size_t)(end - at) >= w->len &&
                strncasecmp(at, w->word, w->len) == 0)
                return at;
        }
        at++;
    }
    return end;
}
