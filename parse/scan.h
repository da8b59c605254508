/* SPDX-License-Identifier: ISC */
/*
 * Which messages of a text have a signature: fast, in a bounded amount of memory, and without
 * building anything for what is only counted. The text has to outlive the scan and its hits.
 *
 *     scan_new(), scan_next() until 0, for the hits of interest scan_json(), scan_free()
 *
 * Messages whose shapes are equal (shape.h) are matched once; the rest is looked up. Whether they
 * are makes no difference to the result.
 */
#ifndef PARSE_SCAN_H
#define PARSE_SCAN_H

#include "parse/exchange.h"
#include "parse/signature.h"

struct scan;

struct scan_hit {
    size_t signature;  /* index in the set */
    struct span begun; /* where its message begins, with what stands in front of it */
    int line;          /* 1-based in the text */
};

struct scan *scan_new(const struct signature_set *set);
void scan_free(struct scan *s);

/* Begin with another text. What was learnt from those before is kept. */
void scan_text(struct scan *s, const char *text, size_t len);

/* The next hit: true, or false at the end. */
bool scan_next(struct scan *s, struct scan_hit *hit);

/* The event of the hit that came last; valid until the next step. False when it has none. */
bool scan_event(struct scan *s, struct exchange_event *ev);

/* A hit of the present text as a match (see signature_scan()). New reference, or NULL. */
json_t *scan_json(struct scan *s, const struct scan_hit *hit);

/* Lines of the text, after scan_next() came to its end. */
int scan_lines(const struct scan *s);

/* Messages that a pattern gave up on, so far. */
uint64_t scan_unreadable(const struct scan *s);

#endif
