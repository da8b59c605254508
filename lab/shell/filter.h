/* SPDX-License-Identifier: ISC */
/* "| include", "| exclude", "| begin", "| section" behind a show command. */
#ifndef LAB_FILTER_H
#define LAB_FILTER_H

#include "base/buf.h"

#include <stdbool.h>

struct filter;

/* From what follows the bar. NULL when it is none of the four or has no pattern. */
struct filter *filter_new(const char *text);
void filter_free(struct filter *f);

/* Keep of the lines in `text` what passes. Remembers between calls of one command. */
void filter_apply(struct filter *f, struct buf *text);

#endif
