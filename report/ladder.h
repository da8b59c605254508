/* SPDX-License-Identifier: ISC */
/*
 * The conversation of two ends side by side: what one sent and the other received is one rung, what
 * an end said of itself stands on its side. Made of both ends' own logs, in the order in which
 * their lines were heard here; drawn by whoever asks for it.
 *
 *      |------------- MM_NO_STATE ------------->|
 *      |                                        | accept: atts are acceptable
 *      |-------------- MM_KEY_EXCH ---------x   |
 */
#ifndef REPORT_LADDER_H
#define REPORT_LADDER_H

#include "report/account.h"

enum rung_kind {
    RUNG_CROSSED,  /* both ends tell of it */
    RUNG_SENT,     /* the other end does not tell that it came */
    RUNG_RECEIVED, /* nor this one's peer that it was sent */
    RUNG_SAID      /* by `side` of itself */
};

struct rung {
    enum rung_kind kind;
    int side;          /* who sent, or said it; of RUNG_RECEIVED: who received */
    uint64_t ms;       /* since the first rung */
    bool bad;          /* an error or a refusal */
    int phase;         /* 0: none is told */
    const char *state; /* "" when none is told */
    const char *what;  /* "send", "refuse", ... */
    const char *text;  /* the line */
};

struct ladder {
    struct rung *rung; /* texts are the account's */
    size_t count;
    size_t left_out; /* rungs in the middle of a long one */
    int only;        /* the side that alone was heard, and so is believed; -1: both were */
};

/* No rungs when nothing was heard. */
void ladder_init(struct ladder *l, const struct account *a);
void ladder_fini(struct ladder *l);

/* The words on a rung, on the heap: "phase 1: MM_NO_STATE", "refuse: ...". */
char *rung_label(const struct rung *r);

/* What must be said beneath a ladder, on the heap. */
char *ladder_legend(const struct ladder *l, const char *const names[SIDES]);

/* As text: array of lines of at most `width` columns. `names` are the two ends. New reference. */
json_t *ladder_text(const struct ladder *l, const char *const names[SIDES], size_t width);

#endif
