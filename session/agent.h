/* SPDX-License-Identifier: ISC */
/*
 * The user's key agent, seen through a sieve. libssh offers a server every key that its agent
 * lists; here the keys that IdentityFile names come first, and with IdentitiesOnly alone.
 *
 *     libssh  <-- agent_take_fd(), socketpair -->  sieve  <-- SSH_AUTH_SOCK -->  agent
 *
 * The sieve has a thread of its own because libssh waits for its agent's answers.
 */
#ifndef SESSION_AGENT_H
#define SESSION_AGENT_H

#include "session/sshconfig.h"

#include <libssh/libssh.h>

struct agent;

/* NULL when there is no agent. */
struct agent *agent_new(const struct sshconfig *c);
void agent_free(struct agent *a);

/* The end for libssh, to be taken once; the caller's then. */
int agent_take_fd(struct agent *a);

/* The public part of an identity file, from FILE.pub or from the file itself; NULL: none. */
ssh_key agent_public_key(const char *file);

#endif
