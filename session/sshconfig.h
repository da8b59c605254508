/* SPDX-License-Identifier: ISC */
/*
 * What ssh_config says about one target: the part of it that a session needs. libssh's own reader
 * is not used: it drops lists with `+`, `-` and `^`, and does not tell what it read.
 */
#ifndef SESSION_SSHCONFIG_H
#define SESSION_SSHCONFIG_H

#include "base/err.h"
#include "session/algorithms.h"

#include <stdbool.h>
#include <stddef.h>

enum sshconfig_strict { STRICT_ASK, STRICT_YES, STRICT_ACCEPT_NEW };

struct sshconfig {
    char *name; /* the target without user and port */
    char *host; /* what to connect to */
    char *user;
    char *port;
    char *known_hosts;
    char **identities; /* key files, identity_count of them */
    size_t identity_count;
    size_t identity_capacity;
    bool identities_only;       /* keys of the agent that are not named here stay unused */
    unsigned connect_timeout_s; /* 0: not said */
    unsigned alive_interval_s;  /* 0: no keepalives */
    unsigned alive_count;       /* so many of them may stay unanswered */
    enum sshconfig_strict strict;
    char *proxy_jump; /* NULL: none */
    char *proxy_command;
    char *lists[ALGORITHM_LISTS]; /* as written; NULL: not said */
};

/*
 * Read what applies to `target` ([user@]host[:port]). `file` replaces ~/.ssh/config and
 * /etc/ssh/ssh_config; a missing file is an error only when it was named here. Everything that
 * must be known is filled in: user, port, known_hosts, identities. Match understands all, host,
 * originalhost and user; a block with other criteria does not apply.
 */
int sshconfig_read(struct sshconfig *c, const char *target, const char *file, struct err *e);
void sshconfig_fini(struct sshconfig *c);

#endif
