/* SPDX-License-Identifier: ISC */
/*
 * A device's configuration as nested lines, so that a filter can ask what stands in which section.
 * What opens a section and what can only stand within one is data of a pack (configuration.json):
 *
 *     { "sections": [PCRE], "inside": [PCRE], "verbatim": PCRE }
 *
 * Indentation says what belongs to what. Where a document or a mail client has eaten it, a line
 * that fits "inside" goes to the last line that fits "sections". "verbatim" opens text that is no
 * configuration (a banner) and ends with the line that holds its group `end` again.
 */
#ifndef PARSE_CONFTREE_H
#define PARSE_CONFTREE_H

#include "base/err.h"

#include <jansson.h>
#include <stddef.h>

struct conftree_rules;

/* NULL on failure, with file, line and path. */
struct conftree_rules *conftree_rules_load(const char *file, struct err *e);
void conftree_rules_free(struct conftree_rules *r);

/*
 * [ { "line": text without blanks around it, "at": line number from 1, "last": of the last line
 * below it, "in": [ the same, deeper ] } ]. New reference; NULL when a limit was reached.
 */
json_t *conftree_parse(const struct conftree_rules *r, const char *text, size_t len, struct err *e);

#endif
