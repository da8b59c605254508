/* SPDX-License-Identifier: ISC */
/*
 * A long and unreliable piece of wire between a client and the SSH server: what goes in at one end
 * comes out at the other later, slowly, up to a point, or not at all. All by timers of the loop.
 */
#ifndef LAB_CABLE_H
#define LAB_CABLE_H

#include "lab/wire/trouble.h"

#include "base/loop.h"

#include <stdbool.h>

struct cable;

/* Whether these options need a cable at all. */
bool cable_needed(const struct wire_options *o);

/*
 * Lay a cable from `client`, a connected non-blocking socket that is the cable's from now on, to a
 * new socket for the server, put into *server. `gone` is called once, from the loop, when either
 * end has hung up and the rest was delivered: free the cable then. NULL, with `client` closed, on
 * failure.
 */
struct cable *cable_new(struct loop *l, const struct wire_options *o, int client, int *server,
                        void (*gone)(void *user, struct cable *c), void *user);
void cable_free(struct cable *c);

#endif
