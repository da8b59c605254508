/* SPDX-License-Identifier: ISC */
/* What is known about lines and groups of lines of one shape. */
#ifndef PARSE_SCAN_PRIVATE_H
#define PARSE_SCAN_PRIVATE_H

#include "parse/scan.h"
#include "parse/shape.h"

#include <stdint.h>

enum event_part { PART_STATE, PART_ROLE, PART_PEER, PART_KEY, PART_NODE, PART_BY, PARTS };

/* A member of an event: a text of the signature, or a piece of the lines. */
struct event_source {
    const char *text; /* NULL for a piece */
    uint32_t at, end; /* shape_place()s, equal for nothing; of a text, from 0 to its length */
};

/* A hit in lines of a known shape. */
struct known_hit {
    uint32_t signature;
    uint32_t at, end; /* shape_place() where its message is begun, with the rest of its line */
    int line;
    bool whole;  /* that is all there is */
    bool direct; /* `part` serves; otherwise the event has to be read from the message */
    struct event_source part[PARTS];
};

struct known {
    char *shape;
    size_t len;
    uint64_t hash;
    bool word;   /* one line: it holds a word of interest */
    bool begins; /* one line: it is no continuation of what is before it */
    bool read;   /* the members below are filled in */
    uint32_t unreadable;
    struct known_hit *hits;
    size_t hit_count, hit_cap;
};

/* A bounded table of them. */
struct memory;
struct memory *memory_new(void);
void memory_free(struct memory *m);

/*
 * What is known about a shape, or a new entry with nothing but shape and length. Room is made by
 * forgetting all when there are too many: entries are valid until memory_tidy() says true.
 */
struct known *memory_find(struct memory *m, const char *shape, size_t len, bool *is_new);
bool memory_tidy(struct memory *m);

/* A group of lines and its numbers. */
struct group {
    const char *text;
    size_t len;
    const struct shape_numbers *numbers;
};

/* Fill in what the messages in these lines, which stand alone, come down to. */
void known_read(struct known *k, const struct signature_set *set, const struct group *g);

#endif
