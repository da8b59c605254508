/* SPDX-License-Identifier: ISC */
/* What the files of the translator share: the cursor, and what is known of a piece of expression.
 */
#ifndef PARSE_PYRE_INTERNAL_H
#define PARSE_PYRE_INTERNAL_H

#include "parse/pyre.h"

/* What can stand at the first places of the texts that a piece matches, and how long they are. */
struct reach {
    struct pyre_set at[PYRE_REACH];
    int least; /* at most PYRE_REACH, which also stands for more */
    int most;
};

/*
 * A piece of expression. `plain` tells of its texts as they are, `ink` of those that have more than
 * blanks and tabs, from the first other symbol on. Both may tell too much, never too little. A
 * piece of kind PIECE_AHEAD is a look-ahead: it consumes nothing of what it describes.
 */
struct piece {
    enum { PIECE_NONE, PIECE_ATOM, PIECE_AT, PIECE_REPEAT, PIECE_AHEAD } kind;
    bool single;    /* one character of a set */
    bool blankable; /* some text is empty or all blank */
    bool inked;     /* some text is not */
    uint32_t least; /* width in characters, for look-behind */
    uint32_t most;
    struct reach plain;
    struct reach ink;
    struct pyre_ascii need; /* characters that are in every text */
};

/* The width of a closed group; open ones are not `closed`. */
struct group_width {
    bool closed;
    uint32_t least;
    uint32_t most;
};

enum { PIECE_WIDTH_MAX = 1000000, PYRE_DEPTH_MAX = 100, PYRE_GROUPS_MAX = 1000 };

struct cursor {
    struct pyre *out;
    const char *at;
    const char *end;
    bool utf;
    bool ignore_case;
    int depth;
    struct group_width *widths; /* by group number */
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
void piece_any(struct piece *p);                                /* any text */
void piece_rest(struct piece *p, bool only_end);                /* the line from here, or its end */
void piece_then(struct piece *p, const struct piece *next);     /* a sequence */
void piece_or(struct piece *p, const struct piece *other);      /* an alternative */
void piece_ahead(struct piece *p, const struct piece *look);    /* what must begin like `look` */
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
