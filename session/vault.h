/* SPDX-License-Identifier: ISC */
/*
 * The answers given while a line to a peer was made, kept in locked memory for the second one, and
 * for the day when the line is lost, so that nobody is asked twice. Wiped when freed.
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

/*
 * The same, but once only: when the question comes again the answer was wrong. One that was just
 * put has been used. vault_renew() lets all be used once more.
 */
const char *vault_use(struct vault *v, enum peer_question q, const char *text);
void vault_renew(struct vault *v);

#endif
