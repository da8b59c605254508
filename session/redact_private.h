/* SPDX-License-Identifier: ISC */
/* The insides of a redactor, for the files it is made of. */
#ifndef SESSION_REDACT_PRIVATE_H
#define SESSION_REDACT_PRIVATE_H

#include "base/needles.h"
#include "base/text.h"
#include "session/redact.h"

#include <sodium.h>

enum part_kind {
    PART_END,
    PART_WORD,
    PART_ANY,
    PART_REST,
    PART_TYPE,
    PART_SECRET,
    PART_SECRETS,
    PART_URL
};

struct part {
    enum part_kind kind;
    char *word; /* of PART_WORD and PART_URL */
    size_t len;
};

struct pattern {
    struct part *heading; /* NULL: holds everywhere */
    struct part *parts;
};

struct redactor {
    struct pattern *patterns;
    size_t count;
    /*
     * A word of each pattern with a secret, of its heading when it has one: lines without any of
     * them matter only below a heading. NULL when a pattern has no word.
     */
    struct needles *needles;
    char *type7; /* what the reversible encryption adds; NULL: not known */
    unsigned char key[crypto_generichash_KEYBYTES];
};

/*
 * Undo type 7. Returns the length of what it stood for, put into `clear` (`size` bytes); 0 when it
 * is no such text.
 */
size_t redact_type7(const struct redactor *r, struct span text, char *clear, size_t size);

#endif
