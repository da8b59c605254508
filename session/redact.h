/* SPDX-License-Identifier: ISC */
/*
 * Secrets never get past the session's edge: each is replaced by "<secret:TAG>", TAG being a keyed
 * digest (libsodium generichash, key of this run). Equal secrets get equal tags within a run, and
 * nothing can be read back. Which words of a line are secret is data: a pack's platform.json lists
 * patterns as words separated by blanks, where {secret} stands for the word to replace, {7} for an
 * optional encryption type, * for any one word and ... for the rest of the line, for example
 * "crypto isakmp key {7} {secret} address ...". Type 6 and type 7, 8 and 9 values become
 * "<secret6:TAG>" and so on: such tags cannot be compared with plain ones.
 */
#ifndef SESSION_REDACT_H
#define SESSION_REDACT_H

#include "base/buf.h"

#include <stddef.h>

struct redactor;

/* `patterns` is NULL-terminated and copied. A key is drawn at once. */
struct redactor *redactor_new(char *const *patterns);
void redactor_free(struct redactor *r); /* wipes the key */

/* Append `len` bytes, any number of lines, to `out` with the secrets replaced. */
void redactor_apply(const struct redactor *r, const char *bytes, size_t len, struct buf *out);

#endif
