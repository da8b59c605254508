/* SPDX-License-Identifier: ISC */
/* The insides of a redactor, for the files it is made of. */
#ifndef SESSION_REDACT_PRIVATE_H
#define SESSION_REDACT_PRIVATE_H

#include "base/needles.h"
#include "base/text.h"
#include "session/redact.h"

#include <sodium.h>
#include <stdint.h>

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

enum { REDACT_PLACES = 256, REDACT_NONE = UINT16_MAX };

struct redactor {
    struct pattern *patterns;
    size_t count;
    /*
     * Which patterns may fit, by length and letter of the first word: their numbers in order, and
     * REDACT_NONE at the end.
     */
    uint16_t *candidates[REDACT_PLACES];
    /*
     * A word of each pattern with a secret, of its heading when it has one: lines without any of
     * them matter only below a heading. NULL when a pattern has no word.
     */
    struct needles *needles;
    char *type7; /* what the reversible encryption adds; NULL: not known */
    unsigned char key[crypto_generichash_KEYBYTES];
};

enum {
    REDACT_WORDS = 128, /* of one line; what follows belongs to the last */
    REDACT_MARKS = 4    /* secrets in one line */
};

/* Where in the line a secret stands. */
struct mark {
    struct span word;
    char type; /* '0' when none is given */
};

struct marks {
    struct mark at[REDACT_MARKS];
    size_t count;
};

/* Cut a line into its words. Returns their number, at most REDACT_WORDS. */
size_t redact_cut_words(struct span line, struct span *words);

/* Find the secrets of a line. `below`: which patterns a heading has opened. */
bool redact_matches(const struct redactor *r, const bool *below, struct span *words, size_t count,
                    struct marks *m);

/* A heading opens its own patterns and closes those of the one before. Are any open then? */
bool redact_note_heading(const struct redactor *r, const struct span *w, size_t count, bool *below);

/* Is the word an encryption type? */
bool redact_is_type(struct span word);

/* The patterns that may fit words that begin with this one (which is empty when there are none). */
const uint16_t *redact_candidates(const struct redactor *r, struct span first);

/*
 * Undo type 7. Returns the length of what it stood for, put into `clear` (`size` bytes); 0 when it
 * is no such text.
 */
size_t redact_type7(const struct redactor *r, struct span text, char *clear, size_t size);

#endif
