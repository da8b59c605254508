/* SPDX-License-Identifier: ISC */
/*
 * The way to a target: the jump hosts that ProxyJump names, in the order to go through them, and
 * the target last. Each has settings of its own.
 */
#ifndef SESSION_ROUTE_H
#define SESSION_ROUTE_H

#include "session/sshconfig.h"

struct route {
    struct sshconfig *hops; /* `count` of them; hops[count - 1] is the target */
    size_t count;
    size_t capacity;
};

/*
 * Read what ssh_config says about a target and the hosts before it. As with OpenSSH a jump host's
 * own ProxyJump counts only for the first of a list. A ProxyCommand is read as the ProxyJump it
 * amounts to, or refused. `known_hosts` replaces the files of each hop unless it is NULL.
 */
int route_read(struct route *r, const char *target, const char *file, const char *known_hosts,
               struct err *e);
void route_fini(struct route *r);

const struct sshconfig *route_target(const struct route *r); /* NULL before route_read() */

#endif
