/* SPDX-License-Identifier: ISC */
/* What the files of the translator share: the cursor, and what is known of a piece of expression.
 */
#ifndef PARSE_PYRE_INTERNAL_H
#define PARSE_PYRE_INTERNAL_H

#include "parse/pyre.h"

/*
 * A piece of expression. `first` and `ink` hold the symbols that it can offer as the first one;
 * where `nullable` (it can match nothing) or `blankable` (it can match nothing but blanks), what
 * follows adds to them.
 */
struct piece {
    enum { PIECE_NONE, PIECE_ATOM, PIECE_AT, PIECE_REPEAT } kind;
    uint32_t least; /* width in characters */
    uint32_t most;
    bool nullable;
    bool blankable;
    struct pyre_set first;
    struct pyre_set ink;
};

enum { PIECE_WIDTH_MAX = 1000000, PYRE_DEPTH_MAX = 200, PYRE_GROUPS_MAX = 1000 };

struct cursor {
    struct pyre *out;
    const char *at;
    const char *end;
    bool utf;
    bool ignore_case;
    int depth;
    struct piece *widths; /* by group number; kind is PIECE_NONE while the group is open */
    size_t widths_cap;
    int highest_condition; /* the greatest group number a conditional asked for */
};

/* Fail with a reason. Always false. */
bool cursor_fail(struct cursor *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static inline bool cursor_more(const struct cursor *c)
{
    return c->at < c->end;
}

/* The byte at the cursor, NUL at the end (an expression holds no NUL). */
static inline char cursor_peek(const struct cursor *c)
{
    return c->at < c->end ? *c->at : '\0';
}

static inline bool cursor_skip(struct cursor *c, char expected)
{
    if (cursor_peek(c) != expected || !cursor_more(c))
        return false;
    c->at++;
    return true;
}

/* The code point at the cursor, which moves behind it. */
uint32_t cursor_code(struct cursor *c);

/* A decimal number; false when there is no digit. Saturates. */
bool cursor_number(struct cursor *c, uint32_t *n);

/* Append one character to the pattern so that it stands for itself anywhere. */
void cursor_emit(struct cursor *c, uint32_t code);

void piece_empty(struct piece *p);                              /* matches nothing, zero width */
void piece_char(struct piece *p, uint32_t code, bool any_case); /* one character */
void piece_set(struct piece *p, const struct pyre_set *set);    /* one character of a set */
void piece_then(struct piece *p, const struct piece *next);     /* a sequence */
void piece_or(struct piece *p, const struct piece *other);      /* an alternative */
void piece_times(struct piece *p, uint32_t least, uint32_t most);

void set_add(struct pyre_set *s, unsigned symbol);
void set_add_char(struct pyre_set *s, uint32_t code, bool any_case);
void set_join(struct pyre_set *s, const struct pyre_set *more);
void set_invert(struct pyre_set *s);             /* the bytes; the end stays out */
void set_class(struct pyre_set *s, char letter); /* adds \d \D \s \S \w \W */

/* After a backslash outside of a class; may be a reference to a group. */
bool pyre_escape(struct cursor *c, struct piece *p);

/* After "[". */
bool pyre_class(struct cursor *c, struct piece *p);

/* After "(". pyre_branches() reads alternatives up to a ")" or the end. */
bool pyre_open(struct cursor *c, struct piece *p);
bool pyre_branches(struct cursor *c, struct piece *p, int *count);

/* Emit a reference to a group that must be closed. */
bool pyre_reference(struct cursor *c, struct piece *p, int group);

/* Hex or octal behind a backslash, at the letter or digit; PYRE_NO_CODE when it is neither. */
enum { PYRE_NO_CODE = 0x7fffffff };
bool pyre_numeric(struct cursor *c, uint32_t *code);

#endif
