/* SPDX-License-Identifier: ISC */
/* A conversation as it is kept: bounded, with texts of its own. */
#ifndef PARSE_EXCHANGE_PRIVATE_H
#define PARSE_EXCHANGE_PRIVATE_H

#include "parse/exchange.h"

enum phase { NONE, TRYING, DONE, FAILED };

enum {
    TALKS_MAX = 96, /* then the half that tells least goes */
    NODES_MAX = 48, /* of one conversation */
    FIRST_MAX = 128,
    LAST_MAX = 128,
    TELLING_MAX = 32,
    WORD_SIZE = 48 /* an address, a number, a state; longer is cut */
};

/* A text of an event; "" for none. */
struct word {
    char text[WORD_SIZE];
};

/* One negotiation of phase 2. */
struct node {
    struct word id;
    enum phase phase;
    struct word refused_by;
};

struct spoken {
    uint64_t match;
    struct word node;
};

/* The first, the last, and of those in between some that tell a cause. */
struct messages {
    size_t firsts, lasts, tellings; /* all there were of each kind; the last two are rings */
    struct spoken first[FIRST_MAX], last[LAST_MAX], telling[TELLING_MAX];
    bool tells[LAST_MAX]; /* whether the message in `last` would go to `telling` */
};

struct talk {
    struct word key, peer, role, state, refused_by;
    enum phase phase1;
    bool begun;     /* its first packet was seen */
    bool processed; /* something else than that was seen */
    bool deleted;
    size_t node_count;
    size_t node;      /* the one that events without a number belong to */
    size_t ended;     /* 1 + index of the one that came to an end last, 0 for none */
    uint64_t touched; /* when the last event came */
    uint64_t heard;   /* messages, left out ones counted */
    struct messages messages;
    struct node nodes[NODES_MAX];
};

struct exchange {
    struct talk *talks[TALKS_MAX];
    size_t count;
    size_t current; /* index of the talk of the last event; TALKS_MAX for none */
    uint64_t clock;
    struct exchange_count counted;
};

/* Make room for another conversation. */
void exchange_thin(struct exchange *x);

void messages_add(struct messages *m, const struct spoken *s, bool tells);

/* All that are kept, in order, into `out` (room for FIRST_MAX + LAST_MAX + TELLING_MAX). */
size_t messages_kept(const struct messages *m, struct spoken *out);

#endif
