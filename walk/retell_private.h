/* SPDX-License-Identifier: ISC */
/* The insides of a retelling: reading in retell.c, what each event means in retell_event.c. */
#ifndef WALK_RETELL_PRIVATE_H
#define WALK_RETELL_PRIVATE_H

#include "session/journal_read.h"
#include "walk/retell.h"

struct retelling {
    struct journal_reader *reader;
    bool transcripts, stopped;
    struct playbook *book;
    struct walk *walk;
    struct retell_handler handler;
    void *user;
    json_t *head, *last, *ahead; /* events: the first, the one taken, the one that comes */
    uint64_t now_ms, due_ms, base_ms;
    struct err trouble; /* why nothing comes after `last` */
    struct retelling_end end;
    bool closed[SIDES];
    bool named[SIDES];          /* a router has said its name when it was ready */
    uint64_t base_block[SIDES]; /* blocks of the runs before the one that goes on */
    int pending;       /* step whose end waits for the causes, which are written after it; or -1 */
    size_t kept_bytes; /* of replies */
    size_t missing;    /* blocks that had to be made up */
};

/* Do to the walk what an event says, and tell its observers. */
void retell_event(struct retelling *r, const json_t *event);

/* Tell what waits for an event that has not come. */
void retell_flush(struct retelling *r);

#endif
