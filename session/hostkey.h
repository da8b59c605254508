/* SPDX-License-Identifier: ISC */
/* Is the server the one that known_hosts names? */
#ifndef SESSION_HOSTKEY_H
#define SESSION_HOSTKEY_H

#include "base/err.h"
#include "session/sshconfig.h"

#include <libssh/libssh.h>

enum hostkey_verdict { HOSTKEY_KNOWN, HOSTKEY_UNKNOWN, HOSTKEY_REFUSED };

/*
 * Judge the key of a session after its key exchange. `text` (heap) gets the question to ask for an
 * unknown key; a key that differs from the known one is refused with both fingerprints in `e`.
 */
enum hostkey_verdict hostkey_check(ssh_session session, const struct sshconfig *c, char **text,
                                   struct err *e);

/* Add the key of the session to known_hosts. */
int hostkey_remember(ssh_session session, const struct sshconfig *c, struct err *e);

/*
 * The full list of host key algorithms with those of the keys known for this host in front, so
 * that the server shows a key that can be compared. On the heap.
 */
char *hostkey_prefer(const struct sshconfig *c, const char *list);

#endif
