/* SPDX-License-Identifier: ISC */
/* Settles what a journal says is owed, as text or JSON on standard output. */
#ifndef CLI_UNDO_RUN_H
#define CLI_UNDO_RUN_H

#include <stdbool.h>

struct undo_args {
    const char *file;
    const char *ssh_config, *known_hosts; /* instead of those of that run; or NULL */
    unsigned timeout_ms;                  /* 0: the session's own */
    bool legacy_crypto;                   /* besides where that run had it */
    bool yes;                             /* send the lines without asking */
    bool json;
};

/* Both return the exit code, and complain themselves. */
int undo_run(const struct undo_args *a);
int undo_list(bool json); /* the journals that owe something */

#endif
