/* SPDX-License-Identifier: ISC */
/*
 * Puts two peers under a walk: sends what it wants, tells it what came. Used alike by the console
 * and by headless runs; both only add what talks to a person.
 */
#ifndef WALK_DRIVE_H
#define WALK_DRIVE_H

#include "session/journal.h"
#include "session/peer.h"
#include "session/sentinel.h"
#include "walk/walk.h"

struct drive;

/* Questions of a peer go to `ask`; answer with drive_answer(). All may be NULL. */
struct drive_handler {
    void (*state)(void *user, int side, enum peer_state s, const struct err *why);
    void (*ask)(void *user, int side, enum peer_question q, const char *text, bool echo);
    void (*note)(void *user, int side, const char *text);
    void (*closed)(void *user); /* after drive_close(): both peers are left clean */
};

struct drive *drive_new(struct loop *l, struct playbook *p, const struct walk_options *o,
                        const struct peer_config config[SIDES], const struct drive_handler *h,
                        void *user);

/* Write everything down in a journal, which is borrowed. Before drive_open(). Without one no
 * configuration is changed, for nobody would know the way back after a crash. */
void drive_record(struct drive *d, struct journal *j);

/* Have debugging switched off when this process cannot. Borrowed; before drive_open(). */
void drive_watch(struct drive *d, struct sentinel *s);

void drive_open(struct drive *d);

/* As peer_answer(); that there was an answer is written down, never what it was. */
void drive_answer(struct drive *d, int side, const char *answer);

/* Write down that who ran the walk did not wait for its end; drive_close() is what follows. */
void drive_interrupted(struct drive *d);

/*
 * Leave: a step that runs is stopped and cleans up, then debug goes off and the lines are closed;
 * `closed` is called at the end, from within when nothing is open. A second call does not wait.
 * What could not be switched off is told by `note`, with the lines to type, and is in the journal.
 */
void drive_close(struct drive *d);
void drive_free(struct drive *d);

struct walk *drive_walk(struct drive *d);
struct peer *drive_peer(struct drive *d, int side);

#endif
