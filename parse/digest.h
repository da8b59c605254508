/* SPDX-License-Identifier: ISC */
/*
 * What the messages of one end come down to, in an amount of memory that does not depend on how
 * many there are: conversations (exchange.h) with their messages, and of the messages that belong
 * to none the first and the last of each signature. How many there were and how many are left out
 * is told.
 */
#ifndef PARSE_DIGEST_H
#define PARSE_DIGEST_H

#include "parse/signature.h"

struct digest;

struct digest *digest_new(const struct signature_set *set);
void digest_free(struct digest *d);

/*
 * Texts one after the other; lines count on. They have to outlive the digest. Returns the number of
 * lines of all texts so far.
 */
size_t digest_add(struct digest *d, const char *text, size_t len);

struct digest_result {
    json_t *matches;  /* as signature_scan() gives them */
    json_t *exchange; /* as exchange_json() does */
    /* { "messages", "conversations": all there were, "messages_left_out",
     *   "conversations_left_out", "unreadable": messages that a pattern gave up on } */
    json_t *heard;
};

/* References for the caller. */
struct digest_result digest_result(struct digest *d);

#endif
