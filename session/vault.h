/* SPDX-License-Identifier: ISC */
/*
 * The answers given while the first line to a peer was made, kept in locked memory for the second
 * one, so that nobody is asked twice. Wiped when freed.
 */
#ifndef SESSION_VAULT_H
#define SESSION_VAULT_H

#include "session/peer.h"

struct vault;

struct vault *vault_new(void);
void vault_free(struct vault *v);

/* Keep an answer in place of an earlier one to the same question. */
void vault_put(struct vault *v, enum peer_question q, const char *text, const char *answer);

/* The answer to this question, NULL when there was none. Valid until the next call. */
const char *vault_get(const struct vault *v, enum peer_question q, const char *text);

/* All that have a text, in the order in which they came. */
void vault_each(const struct vault *v, peer_answer_fn *fn, void *user);

#endif
