/* SPDX-License-Identifier: ISC */
/*
 * Secrets never get past the session's edge: each is replaced by "<secret:TAG>", TAG being a keyed
 * digest (libsodium generichash, key of this run). Equal secrets get equal tags within a run, and
 * nothing can be read back. Which words of a line are secret is data, a list of patterns in a
 * pack's platform.json. The first pattern that fits the whole line decides; its words are
 *
 *     {secret}     the word to replace          {secret...}  replace all that is left of the line
 *     {7}          an optional encryption type  *            any one word
 *     ...          any words, also none         {url}        scheme://user:PASSWORD@host
 *     else         the word itself, in any case
 *
 * as in "crypto isakmp key {7} {secret} address ...". A pattern without {secret} protects its
 * lines from the patterns after it. "HEADING => PATTERN" holds only below a line that fits HEADING,
 * up to the next heading or a line that is "!" (tables, blocks of a configuration). Type 4 to 9
 * values become "<secret6:TAG>" and so on: such tags cannot be compared with plain ones. Only type
 * 7 can be undone, with the key in the line "{7} = KEY": its tag is that of what it stands for.
 * Lines that a terminal of 80 columns broke are looked at whole.
 */
#ifndef SESSION_REDACT_H
#define SESSION_REDACT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct redactor;

/* `patterns` is NULL-terminated and copied. A key is drawn at once. */
struct redactor *redactor_new(char *const *patterns);
void redactor_free(struct redactor *r); /* wipes the key */

/* Append `len` bytes, any number of lines, to `out` with the secrets replaced. */
void redactor_apply(const struct redactor *r, const char *bytes, size_t len, struct buf *out);

/* The same for long texts: false, and nothing is appended, when there are no secrets in them. */
bool redactor_find(const struct redactor *r, const char *bytes, size_t len, struct buf *out);

/* The length of the tag that `text` begins with; 0 when it begins with none. */
size_t redact_tag(const char *text);

/* The first tag in it; NULL when it holds none. */
const char *redact_find_tag(const char *text);

#endif
