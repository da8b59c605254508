/* SPDX-License-Identifier: ISC */
/*
 * A jump host: an SSH connection that carries the line to the next host. What is written to the
 * descriptor it hands out goes through it:
 *
 *     us  <-- descriptor, socketpair -->  jump  <== SSH ==>  jump host  <-- TCP -->  next host
 */
#ifndef SESSION_JUMP_H
#define SESSION_JUMP_H

#include "session/connection.h"

struct jump;

struct jump_events {
    void (*ask)(void *user, const struct question *q);
    void (*note)(void *user, const char *text);
    void (*open)(void *user, int fd);                /* the next host is reached; fd: callee's */
    void (*down)(void *user, const struct err *why); /* the end; nothing comes after it */
};

/* `fd` is taken as by connection_new(). `next` is the host to go on to; borrowed. */
struct jump *jump_new(struct loop *l, const struct hop_options *options, int fd,
                      const struct sshconfig *next, const struct jump_events *events, void *user);
void jump_free(struct jump *j); /* not from within an event */

void jump_answer(struct jump *j, const char *answer);

#endif
