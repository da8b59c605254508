/* SPDX-License-Identifier: ISC */
/*
 * One line to a router, through jump hosts if need be, with a shell on a terminal: bytes out,
 * bytes in.
 *
 *     transport_new() -> found, connected, (ask -> transport_answer())..., open, data..., down
 *
 * All events come from the loop, none from inside a call.
 */
#ifndef SESSION_TRANSPORT_H
#define SESSION_TRANSPORT_H

#include "base/err.h"
#include "base/loop.h"
#include "session/question.h"
#include "session/route.h"

struct transport;

struct transport_config {
    const struct route *route;
    unsigned connect_timeout_ms; /* 0: ssh_config's, else a default */
    bool legacy;                 /* offer old algorithms too */
};

struct transport_events {
    void (*stage)(void *user, enum peer_state stage); /* CONNECTING, AUTHENTICATING */
    void (*ask)(void *user, const struct question *q);
    void (*note)(void *user, const char *text);
    void (*open)(void *user); /* the shell runs */
    void (*data)(void *user, const char *bytes, size_t len);
    void (*down)(void *user, const struct err *why); /* the end; nothing comes after it */
};

/* Starts at once. `config->route` is borrowed. */
struct transport *transport_new(struct loop *l, const struct transport_config *config,
                                const struct transport_events *events, void *user);

/* Hangs up if need be. Not from within an event. */
void transport_free(struct transport *t);

void transport_write(struct transport *t, const char *bytes, size_t len);
void transport_answer(struct transport *t, const char *answer);

#endif
