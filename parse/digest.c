/* SPDX-License-Identifier: ISC */
/*
 * Hits are kept as places in the texts; only for those that are left at the end JSON is built, by
 * reading their messages again. Those of conversations are found by their numbers, so all hits of
 * the present conversations have to be at hand: they are kept in a list that is thinned out when it
 * has grown.
 */
#include "parse/digest.h"

#include "base/mem.h"
#include "parse/exchange.h"
#include "parse/scan.h"

#include <stdlib.h>
#include <string.h>

enum {
    EDGE = 32,          /* first and last hits of a signature outside of conversations */
    PENDING_MAX = 65536 /* hits of conversations before those that went are forgotten */
};

struct hit {
    uint64_t number;
    struct scan_hit at; /* line in all texts */
    uint32_t text;
};

/* Of one signature. */
struct edges {
    struct hit first[EDGE], last[EDGE];
    size_t firsts, lasts;
};

struct text {
    const char *at;
    size_t len;
};

struct digest {
    const struct signature_set *set;
    struct scan *scan;
    struct exchange *exchange;
    struct edges **edges; /* of each signature, NULL while it was not seen */
    struct hit *spoken;   /* hits of conversations, by number */
    size_t spoken_count;
    struct text *texts;
    size_t text_count, text_cap;
    int lines;
    uint64_t messages;
};

struct digest *digest_new(const struct signature_set *set)
{
    struct digest *d = mem_alloc(sizeof *d);
    d->set = set;
    d->scan = scan_new(set);
    d->exchange = exchange_new();
    d->edges = mem_array(signature_count(set), sizeof(struct edges *));
    d->spoken = mem_array(PENDING_MAX, sizeof *d->spoken);
    return d;
}

void digest_free(struct digest *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < signature_count(d->set); i++)
        free(d->edges[i]);
    free(d->edges);
    free(d->spoken);
    free(d->texts);
    exchange_free(d->exchange);
    scan_free(d->scan);
    free(d);
}

static void add_edge(struct digest *d, const struct hit *h)
{
    struct edges **slot = &d->edges[h->at.signature];
    if (!*slot)
        *slot = mem_alloc(sizeof **slot);
    struct edges *e = *slot;
    if (e->firsts < EDGE)
        e->first[e->firsts++] = *h;
    else
        e->last[e->lasts++ % EDGE] = *h;
}

/* Forget hits of conversations that went. */
static void thin(struct digest *d)
{
    size_t count, kept = 0, k = 0;
    uint64_t *numbers = exchange_matches(d->exchange, &count);
    for (size_t i = 0; i < d->spoken_count && k < count; i++) {
        while (k < count && numbers[k] < d->spoken[i].number)
            k++;
        if (k < count && numbers[k] == d->spoken[i].number)
            d->spoken[kept++] = d->spoken[i];
    }
    d->spoken_count = kept;
    free(numbers);
}

static void take_hit(struct digest *d, const struct scan_hit *at)
{
    struct exchange_event ev;
    struct hit h = {d->messages++, *at, (uint32_t)d->text_count - 1};
    h.at.line += d->lines;
    if (!scan_event(d->scan, &ev)) {
        add_edge(d, &h);
        return;
    }
    exchange_add(d->exchange, &ev, h.number);
    if (d->spoken_count == PENDING_MAX)
        thin(d);
    d->spoken[d->spoken_count++] = h;
}

size_t digest_add(struct digest *d, const char *text, size_t len)
{
    struct scan_hit hit;
    d->texts = mem_grow(d->texts, d->text_count, &d->text_cap, sizeof *d->texts);
    d->texts[d->text_count++] = (struct text){text, len};
    scan_text(d->scan, text, len);
    while (scan_next(d->scan, &hit))
        take_hit(d, &hit);
    d->lines += scan_lines(d->scan);
    return (size_t)d->lines;
}

/* ---- what is left -------------------------------------------------------------------------- */

static int by_number(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    return a->number < b->number ? -1 : a->number > b->number;
}

static struct hit *all_hits(struct digest *d, size_t *count)
{
    size_t n = 0;
    thin(d);
    struct hit *all =
        mem_array(d->spoken_count + signature_count(d->set) * 2 * EDGE + 1, sizeof *all);
    if (d->spoken_count > 0)
        memcpy(all, d->spoken, d->spoken_count * sizeof *all);
    n = d->spoken_count;
    for (size_t i = 0; i < signature_count(d->set); i++) {
        const struct edges *e = d->edges[i];
        for (size_t k = 0; e && k < e->firsts; k++)
            all[n++] = e->first[k];
        for (size_t k = 0; e && k < e->lasts && k < EDGE; k++)
            all[n++] = e->last[k];
    }
    qsort(all, n, sizeof *all, by_number);
    *count = n;
    return all;
}

/* Read a message again, in its text. */
static json_t *match_of(struct digest *d, const struct hit *h, size_t *current)
{
    const struct text *t = &d->texts[h->text];
    if (*current != h->text)
        scan_text(d->scan, t->at, t->len);
    *current = h->text;
    return scan_json(d->scan, &h->at);
}

struct digest_result digest_result(struct digest *d)
{
    struct digest_result r = {.matches = json_array()};
    size_t count, kept = 0, current = (size_t)-1;
    struct hit *all = all_hits(d, &count);
    uint64_t *numbers = mem_array(count + 1, sizeof *numbers);
    for (size_t i = 0; i < count; i++) {
        json_t *match = match_of(d, &all[i], &current);
        if (!match)
            continue;
        numbers[kept++] = all[i].number;
        json_array_append_new(r.matches, match);
    }
    struct exchange_count c = exchange_counted(d->exchange);
    r.exchange = exchange_json(d->exchange, r.matches, numbers);
    r.heard = json_pack("{s:I, s:I, s:I, s:I, s:I}", "messages", (json_int_t)d->messages,
                        "messages_left_out", (json_int_t)(d->messages - kept), "conversations",
                        (json_int_t)c.conversations, "conversations_left_out",
                        (json_int_t)c.conversations_left_out, "unreadable",
                        (json_int_t)scan_unreadable(d->scan));
    free(numbers);
    free(all);
    return r;
}
