/* SPDX-License-Identifier: ISC */
/* What a connection is set to before it is made. */
#ifndef SESSION_OPTIONS_H
#define SESSION_OPTIONS_H

#include "base/err.h"
#include "session/sshconfig.h"

#include <libssh/libssh.h>

/* Of one hop on the way to the target. Borrowed. */
struct hop_options {
    const struct sshconfig *ssh;
    unsigned connect_timeout_ms; /* 0: ssh_config's, else a default */
    bool legacy;
    bool jump; /* a host on the way, not the target */
};

/* Set up a fresh session, that wants a connected descriptor. */
int options_apply(ssh_session session, const struct hop_options *o, struct err *e);

/* Are algorithms offered that are off by default? */
bool options_are_legacy(const struct sshconfig *c, bool legacy);

unsigned options_connect_ms(const struct hop_options *o);

#endif
