/* SPDX-License-Identifier: ISC */
/*
 * One SSH connection to a router, from the key exchange to the hang-up, on the loop. libssh runs
 * only when the descriptor is ready; what its callbacks learn is acted upon after they returned.
 */
#ifndef LAB_LOGIN_H
#define LAB_LOGIN_H

#include "lab/router/router.h"
#include "lab/wire/trouble.h"

#include <libssh/server.h>

struct login;

/* Where one logs in; all is borrowed. */
struct login_place {
    struct router *router;
    ssh_bind bind;
    const struct wire_options *wire;
    uint64_t seed; /* of what the wire does to this login */
};

/*
 * Serve the accepted, non-blocking connection `fd`, which is the login's from now on, also on
 * failure (NULL). `gone` is called once, from the loop, when the connection is over: free it then.
 */
struct login *login_new(struct loop *l, const struct login_place *place, int fd,
                        void (*gone)(void *user, struct login *c), void *user);
void login_free(struct login *c); /* disconnects */

#endif
