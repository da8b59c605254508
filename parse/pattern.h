/* SPDX-License-Identifier: ISC */
/*
 * One compiled PCRE2 pattern with JIT and limits, for patterns that come out of data files. Groups
 * may share a name. Matching a hostile text costs at most the match limit, then it is an error.
 * A pattern holds its own match block: the groups of the last match stay valid until the next one.
 */
#ifndef PARSE_PATTERN_H
#define PARSE_PATTERN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct pattern;

/* NULL with `e` (named `where`) when the text is no valid pattern. `anchored`: at `from` only. */
struct pattern *pattern_new(const char *text, bool anchored, const char *where, struct err *e);
void pattern_free(struct pattern *p);

/* 1 when it matches at or after `from`, 0 when not, ERR_LIMIT with `e` when it gave up. */
int pattern_find(const struct pattern *p, const char *subject, size_t len, size_t from,
                 struct err *e);

size_t pattern_start(const struct pattern *p); /* of the last match, in the subject */
size_t pattern_end(const struct pattern *p);
const char *pattern_mark(const struct pattern *p); /* name of the last (*MARK) passed, or NULL */

/* A named group of the last match; {NULL, 0} when it took no part. */
struct span pattern_group(const struct pattern *p, const char *subject, const char *name);

/* Names of the groups, each once; index below pattern_names(). */
size_t pattern_names(const struct pattern *p);
const char *pattern_name(const struct pattern *p, size_t i);

/* Cut every match out of the text. */
int pattern_erase(const struct pattern *p, struct buf *text, struct err *e);

#endif
