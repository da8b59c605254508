/* SPDX-License-Identifier: ISC */
/*
 * A regular expression of Python's `re`, compiled twice with PCRE2 and its JIT: for bytes, which
 * serves ASCII text faster, and for UTF-8 with Unicode classes. It matches at the start of a text.
 *
 * Most rules of a template never meet a line that could match: a form is only compiled when the
 * first text asks for it, so that a reply of one line does not wait for a thousand expressions.
 * Therefore a matcher, though it looks the same ever after, is for one thread.
 */
#ifndef PARSE_MATCHER_H
#define PARSE_MATCHER_H

#include "parse/pyre.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>

struct matcher_forms;

struct matcher {
    struct matcher_forms *forms;
    int groups;
};

/* What one match needs and leaves: groups' offsets in pairs. Not shared between threads. */
struct match {
    pcre2_match_data *data;
    pcre2_match_context *context;
    const PCRE2_SIZE *offsets;
};

/*
 * Check and translate. `learnt` (zeroed, pyre_fini() by the caller in every case) receives group
 * names and first symbols; its `why` the reason of a failure, in words.
 */
bool matcher_init(struct matcher *m, const char *regex, size_t len, struct pyre *learnt);
void matcher_fini(struct matcher *m);

void match_init(struct match *x, int groups);
void match_fini(struct match *x);

/*
 * 1 when `text` begins with a match, 0 when not, a negative PCRE2 code when a limit was reached.
 * `utf` says that the text is valid UTF-8 beyond ASCII.
 */
int matcher_try(const struct matcher *m, struct match *x, const char *text, size_t len, bool utf);

/* Whether a group took part in the last match of `x`; its span in `from` and `to` then. */
static inline bool match_group(const struct match *x, int group, size_t *from, size_t *to)
{
    *from = x->offsets[2 * group];
    *to = x->offsets[2 * group + 1];
    return *from != PCRE2_UNSET;
}

#endif
