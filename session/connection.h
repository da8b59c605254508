/* SPDX-License-Identifier: ISC */
/*
 * One SSH connection over a descriptor: key exchange, host key, authentication, keepalives. What
 * happens on it then is the owner's matter: work() is called whenever something may go on.
 *
 *     connection_new() -> authenticating, (ask -> connection_answer())..., work..., down
 *
 * All events come from the loop, none from inside a call.
 */
#ifndef SESSION_CONNECTION_H
#define SESSION_CONNECTION_H

#include "base/buf.h"
#include "base/loop.h"
#include "session/options.h"
#include "session/question.h"

#include <libssh/libssh.h>

struct connection;

struct connection_events {
    void (*authenticating)(void *user);
    void (*ask)(void *user, const struct question *q);
    void (*note)(void *user, const char *text);
    bool (*work)(void *user);                        /* true: call again at once */
    void (*down)(void *user, const struct err *why); /* the end; nothing comes after it */
};

/* `fd`, connected, is the connection's own from now on. */
struct connection *connection_new(struct loop *l, const struct hop_options *options, int fd,
                                  const struct connection_events *events, void *user);

/* Hangs up if need be. Channels are freed before. Not from within an event. */
void connection_free(struct connection *c);

void connection_answer(struct connection *c, const char *answer);

/* For the owner's work. */
ssh_session connection_session(struct connection *c);
void connection_kick(struct connection *c);           /* work() soon, from the loop */
void connection_limit(struct connection *c, bool on); /* down when it takes too long */
void connection_fail(struct connection *c, int code); /* down with libssh's complaint */
void connection_down(struct connection *c, const struct err *why);

/* Write what the channel's window takes and eat it. False when the connection went down. */
bool connection_write(struct connection *c, ssh_channel channel, struct buf *from);

#endif
