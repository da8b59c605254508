/* SPDX-License-Identifier: ISC */
/* The process that switches debugging off when the program that switched it on was killed. */
#include "cli/cli.h"

#include "session/sentinel.h"

#include <stdio.h>
#include <sys/socket.h>

enum { WIRE_FD = 3 };

int cmd_sentinel(void)
{
    int type = 0;
    socklen_t len = sizeof type;
    if (getsockopt(WIRE_FD, SOL_SOCKET, SO_TYPE, &type, &len) != 0 || type != SOCK_SEQPACKET) {
        fputs("peerwalk: " SENTINEL_ARGUMENT " is for the program itself\n", stderr);
        return EXIT_USAGE;
    }
    return sentinel_run(WIRE_FD, SENTINEL_LIMIT_MS) == 0 ? EXIT_PASS : EXIT_PEER;
}
