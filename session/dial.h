/* SPDX-License-Identifier: ISC */
/* A TCP connection to a name: look it up, then try its addresses in turn until one answers. */
#ifndef SESSION_DIAL_H
#define SESSION_DIAL_H

#include "base/err.h"
#include "base/loop.h"

struct dial;

struct dial_events {
    void (*found)(void *user); /* the name is resolved, connecting begins */
    /* The end: a connected non-blocking descriptor that is the callee's now, or -1 and why. */
    void (*done)(void *user, int fd, const struct err *why);
};

struct dial_target {
    const char *host; /* a name or an address; fe80::1%eth0 has its interface */
    const char *port;
    int family;               /* AF_UNSPEC: any */
    const char *bind_address; /* to call from; NULL: any */
    unsigned timeout_ms;      /* for all addresses together */
};

/* The events come from the loop; `target` is copied. */
struct dial *dial_new(struct loop *l, const struct dial_target *target,
                      const struct dial_events *events, void *user);
void dial_free(struct dial *d); /* gives up when it is not done; not from within found() */

#endif
