/* SPDX-License-Identifier: ISC */
/*
 * TextFSM templates are written in the regular expressions of Python's `re`. This turns one into
 * the PCRE2 expression that means the same, and refuses what Python refuses. Group names do not
 * reach PCRE2 (it allows 32 characters, TextFSM 48): groups are numbered, the names are kept here.
 *
 * On the way it learns which characters a line must begin with, so that a matcher can pass over
 * most rules without trying them. Lines hold no line ends, so "." is any character and "$" the end.
 */
#ifndef PARSE_PYRE_H
#define PARSE_PYRE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Symbols are the 256 bytes, and the end of the line. */
enum { PYRE_END = 256, PYRE_SYMBOLS = 257, PYRE_REACH = 12 };

struct pyre_set {
    uint64_t bits[(PYRE_SYMBOLS + 63) / 64];
};

/* ASCII characters. */
struct pyre_ascii {
    uint64_t bits[2];
};

struct pyre_name {
    char *name;
    int group;
};

struct pyre {
    struct buf pattern;      /* for PCRE2 */
    int groups;              /* that capture */
    struct pyre_name *names; /* of groups, in the order of the groups */
    size_t name_count;
    size_t name_cap;
    struct pyre_set first;           /* symbols that a line can begin with, to match */
    struct pyre_set ink[PYRE_REACH]; /* those that can stand after its leading blanks and tabs */
    struct pyre_ascii need;          /* each of these stands somewhere in a line that matches */
    char why[160];                   /* after a failure: the reason */
};

/*
 * Translate into `out`, which must be zeroed; pyre_fini() in every case. With `utf` the pattern is
 * for PCRE2_UTF; otherwise for bytes, where a character beyond ASCII matches no ASCII text.
 */
bool pyre_translate(struct pyre *out, const char *regex, size_t len, bool utf);
void pyre_fini(struct pyre *p);

/* The number of the group with a name, 0 when there is none. */
int pyre_group(const struct pyre *p, const char *name, size_t len);

static inline bool pyre_set_has(const struct pyre_set *s, unsigned symbol)
{
    return s->bits[symbol / 64] >> (symbol % 64) & 1;
}

static inline void pyre_ascii_add(struct pyre_ascii *a, unsigned char ch)
{
    a->bits[ch >> 6 & 1] |= (uint64_t)1 << (ch & 63);
}

/* Is everything of `part` in `whole`? */
static inline bool pyre_ascii_within(const struct pyre_ascii *part, const struct pyre_ascii *whole)
{
    return ((part->bits[0] & ~whole->bits[0]) | (part->bits[1] & ~whole->bits[1])) == 0;
}

#endif
