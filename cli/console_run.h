/* SPDX-License-Identifier: ISC */
/* Opens the console on a pair of peers, for the subcommands that do so. */
#ifndef CLI_CONSOLE_RUN_H
#define CLI_CONSOLE_RUN_H

#include "cli/peers.h"

struct console_args {
    struct peers peers;
    const char *playbook; /* id or file */
    bool ascii;
    bool step; /* wait for a key before every step */
};

/* Run the console until the user leaves it. Returns the exit code; complains itself. */
int console_run(struct console_args *a);

#endif
