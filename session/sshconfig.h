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

/* What to do about a host key that is not known. One that has changed is refused always. */
enum sshconfig_strict { STRICT_ASK, STRICT_YES, STRICT_ACCEPT_NEW };

struct sshconfig_files {
    char **at; /* `count` of them */
    size_t count;
    size_t capacity;
};

struct sshconfig {
    char *name; /* the target without user and port */
    char *host; /* what to connect to */
    char *user;
    char *port;
    int family;                         /* AF_UNSPEC, AF_INET, AF_INET6 */
    char *bind_address;                 /* NULL: any */
    char *host_key_alias;               /* the name in the known_hosts files; NULL: host and port */
    struct sshconfig_files known_hosts; /* new keys go into the first; may be none */
    struct sshconfig_files global_known_hosts; /* the system's */
    enum sshconfig_strict strict;
    struct sshconfig_files identities; /* key files */
    bool identities_only;              /* keys of the agent that are not named stay unused */
    char *identity_agent;              /* its socket; NULL: as the environment says; "none" */
    char *preferred;                   /* authentication methods in their order; NULL: not said */
    bool no_public_key, no_challenge, no_password; /* methods that are switched off */
    unsigned connect_timeout_s;                    /* 0: not said */
    unsigned alive_interval_s;                     /* 0: no keepalives */
    bool alive_said;              /* else the interval is for the user of this to choose */
    unsigned alive_count;         /* so many of them may stay unanswered */
    unsigned rsa_bits;            /* RSA keys may not be shorter; 0: not said */
    char *proxy_jump;             /* NULL: none */
    char *proxy_command;          /* NULL: none */
    char *lists[ALGORITHM_LISTS]; /* as written; NULL: not said */
    char *note; /* what is written there and not done, for the user; NULL: nothing */
};

/*
 * Read what applies to `target` ([user@]host[:port]). `file` replaces ~/.ssh/config and
 * /etc/ssh/ssh_config; a missing file is an error only when it was named here. Everything that
 * must be known is filled in: user, port, known_hosts, identities. `Match exec` is never run: its
 * block does not apply, and `note` says so.
 */
int sshconfig_read(struct sshconfig *c, const char *target, const char *file, struct err *e);
void sshconfig_fini(struct sshconfig *c);

void sshconfig_files_add(struct sshconfig_files *f, const char *path);
void sshconfig_files_clear(struct sshconfig_files *f);

/* Is a method of authentication ("publickey") allowed? */
bool sshconfig_allows(const struct sshconfig *c, const char *method);

#endif
