/* SPDX-License-Identifier: ISC */
/*
 * The two vtys of a peer. The command vty is opened first and asks its questions; as soon as its
 * shell runs the monitor vty follows with the same answers, so that nobody is asked twice.
 */
#ifndef SESSION_PAIR_H
#define SESSION_PAIR_H

#include "session/vty.h"

struct pair;

struct pair_events {
    void (*stage)(void *user, enum peer_state stage); /* of the command vty, up to PREPARING */
    void (*ask)(void *user, const struct question *q);
    void (*note)(void *user, const char *text);
    void (*ready)(void *user); /* commands can be sent, and it is clear who listens */
    void (*reply)(void *user, const struct dialogue_event *reply);
    void (*line)(void *user, const char *line, size_t len, uint64_t at);
    void (*sent)(void *user, bool monitor, const char *bytes, size_t len, bool secret);
    void (*single)(void *user, const struct err *why); /* there is no monitor vty (any more) */
    void (*down)(void *user, const struct err *why);   /* the command vty is gone */
};

/* Starts at once. `config->monitor`: a second vty listens. Everything in it is borrowed. */
struct pair *pair_new(struct loop *l, const struct vty_config *config,
                      const struct pair_events *events, void *user);
void pair_free(struct pair *p); /* not from within an event */

/* The answer to the question asked last; NULL refuses. */
void pair_answer(struct pair *p, const char *answer);

struct vty *pair_commands(struct pair *p);
struct vty *pair_monitor(struct pair *p); /* NULL unless it listens */

#endif
