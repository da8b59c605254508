/* SPDX-License-Identifier: ISC */
/* What stands for something else in the values of ssh_config: ~, %h, ${HOME}. */
#ifndef SESSION_SSHTOKENS_H
#define SESSION_SSHTOKENS_H

#include "session/sshconfig.h"

const char *sshtokens_home(void);
const char *sshtokens_user(void); /* who runs this program */

/*
 * A file name or command: `~/`, `~user/`, `%d %h %i %k %L %l %n %p %r %u %%`, `${NAME}`.
 * Else as is.
 */
char *sshtokens_expand(const struct sshconfig *c, const char *text);

/* A HostName: `%h` is the name that was given; any other % is part of an address (fe80::1%eth0). */
char *sshtokens_host(const char *name, const char *text);

#endif
