/* SPDX-License-Identifier: ISC */
/* The insides of a drive: what its peers say (drive.c) and what its walk wants (drive_port.c). */
#ifndef WALK_DRIVE_PRIVATE_H
#define WALK_DRIVE_PRIVATE_H

#include "session/redact.h"
#include "walk/debugging.h"
#include "walk/drive.h"
#include "walk/record.h"

struct errand;

struct drive {
    struct loop *loop;
    struct loop_timer *timer;
    struct redactor *redactor;
    struct walk *walk;
    struct peer *peer[SIDES];
    struct errand *errands; /* commands on their way */
    struct playbook *playbook;
    struct walk_options options;
    const struct peer_config *config;
    struct journal *journal;
    struct record *record; /* NULL: nothing is written down */
    struct debugging *debugging;
    struct drive_handler handler;
    void *user;
    bool closing;    /* drive_close() was called */
    bool peers_told; /* and the peers know */
    bool closed_told;
    bool freeing;
    bool told_trouble; /* that the journal cannot be written */
};

/* Tell a note to the handler and the journal. */
void drive_note(struct drive *d, int side, const char *text);

/* The walk's side; its `user` is the drive. */
extern const struct walk_port drive_port;
void drive_forget_errands(struct drive *d); /* once no peer can reply any more */

#endif
