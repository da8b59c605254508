/* SPDX-License-Identifier: ISC */
/*
 * A walk out of its journal: a `struct walk` that is told what happened instead of walking, so that
 * every face of a walk is a face of its journal too. Nothing is judged again: verdicts, causes and
 * the outcome are those that were written down. Nothing can be sent.
 *
 *     retelling_open() -> retelling_watch(), walk_observe() -> retelling_next()... -> ..._free()
 *
 * The journal may be torn, still be written, be of a later version, or a stranger's: what is not
 * understood is counted and left out.
 */
#ifndef WALK_RETELL_H
#define WALK_RETELL_H

#include "session/peer.h"
#include "walk/walk.h"

struct retelling;

/* What happened besides the walk's own events. All may be NULL. */
struct retell_handler {
    void (*state)(void *user, int side, enum peer_state s, const struct err *why);
    void (*note)(void *user, int side, const char *text);
};

/*
 * Read as far as the walk is known. With `transcripts` what the peers said is kept, as in a walk
 * that happens; without, memory does not grow with the journal. NULL on failure.
 */
struct retelling *retelling_open(const char *path, bool transcripts, struct err *e);
void retelling_free(struct retelling *r);
void retelling_watch(struct retelling *r, const struct retell_handler *h, void *user);

struct walk *retelling_walk(struct retelling *r);
const struct playbook *retelling_playbook(const struct retelling *r);

/* The event "open": who, where, with what; see record.h. Borrowed. */
const json_t *retelling_head(const struct retelling *r);

/*
 * Take the next event. 1: taken; 0: there is none any more; else an error, after which
 * no more comes.
 */
int retelling_next(struct retelling *r, struct err *e);

/* When the event that comes next happened, in ms since the first. False: none comes. */
bool retelling_due(const struct retelling *r, uint64_t *ms);

/* When the event that was taken last happened: in ms, and by the wall clock as it was written. */
uint64_t retelling_now_ms(const struct retelling *r);
const char *retelling_at(const struct retelling *r);

/* How the journal ends; whole after retelling_next() has returned 0. */
struct retelling_end {
    bool ended;            /* the walk came to its end */
    bool left;             /* and if not: both lines were closed by the run itself */
    bool torn;             /* its last line is not whole */
    bool written;          /* a run has it open */
    bool resumed;          /* a later run has gone on in it, to settle what this one owed */
    bool interrupted;      /* by who ran it */
    bool debugging[SIDES]; /* may still be on */
    bool owed[SIDES];      /* a configuration is not proven to be as before a change */
    size_t unknown;        /* events that this program does not know */
    long long later; /* version of its format, where that is later than this program's; else 0 */
};
struct retelling_end retelling_end(const struct retelling *r);

#endif
