/* SPDX-License-Identifier: ISC */
/*
 * The first place in a text where any of some words stands, in either case of letters: far faster
 * than looking at every line of a text that holds none.
 */
#ifndef BASE_NEEDLES_H
#define BASE_NEEDLES_H

#include "base/text.h"

#include <stddef.h>

struct needles;

/* The words are copied; each has two characters at least, and there is one at least. */
struct needles *needles_new(const struct span *words, size_t count);
void needles_free(struct needles *n);

/* The beginning of the first word in [at, end), or `end`. */
const char *needles_find(const struct needles *n, const char *at, const char *end);

#endif
