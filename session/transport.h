/* SPDX-License-Identifier: ISC */
/*
 * One SSH connection with one shell on a terminal: bytes out, bytes in. The only user of libssh's
 * session calls beside the steps it hands the session to (hostkey.h, auth.h).
 *
 *     transport_new() -> found, connected, (ask -> transport_answer())..., open, data..., down
 *
 * All events come from the loop, none from inside a call.
 */
#ifndef SESSION_TRANSPORT_H
#define SESSION_TRANSPORT_H

#include "base/err.h"
#include "base/loop.h"
#include "session/options.h"
#include "session/peer.h"

struct transport;

struct transport_events {
    void (*stage)(void *user, enum peer_state stage); /* CONNECTING, AUTHENTICATING */
    void (*ask)(void *user, enum peer_question q, const char *text, bool echo);
    void (*note)(void *user, const char *text);
    void (*open)(void *user); /* the shell runs */
    void (*data)(void *user, const char *bytes, size_t len);
    void (*down)(void *user, const struct err *why); /* the end; nothing comes after it */
};

/* Starts at once. `config->ssh` is borrowed. */
struct transport *transport_new(struct loop *l, const struct transport_config *config,
                                const struct transport_events *events, void *user);

/* Hangs up if need be. Not from within an event. */
void transport_free(struct transport *t);

void transport_write(struct transport *t, const char *bytes, size_t len);
void transport_answer(struct transport *t, const char *answer);

#endif
