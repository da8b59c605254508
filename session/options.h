/* SPDX-License-Identifier: ISC */
/* What a connection is set to before it is made. */
#ifndef SESSION_OPTIONS_H
#define SESSION_OPTIONS_H

#include "base/err.h"
#include "session/sshconfig.h"

#include <libssh/libssh.h>

struct transport_config {
    const struct sshconfig *ssh;
    unsigned connect_timeout_ms;
    bool legacy;
};

/*
 * Set up a fresh session. *proxied tells whether libssh makes the line itself, through a command
 * (ProxyJump, ProxyCommand); else it wants a connected descriptor.
 */
int options_apply(ssh_session session, const struct transport_config *config, bool *proxied,
                  struct err *e);

/* Are algorithms offered that are off by default? */
bool options_are_legacy(const struct transport_config *config);

#endif
