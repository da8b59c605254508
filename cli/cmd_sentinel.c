/* SPDX-License-Identifier: ISC */
/* The process that switches debugging off when the program that switched it on was killed. */
#include "cli/cli.h"

#include "session/sentinel.h"

#include <stdio.h>
#include <sys/socket.h>

int cmd_sentinel(void)
{
    int type = 0;
    socklen_t len = sizeof type;
    if (getsockopt(SENTINEL_FD, SOL_SOCKET, SO_TYPE, &type, &len) != 0 || type != SOCK_SEQPACKET) {
        fputs("peerwalk: " SENTINEL_ARGUMENT " is for the program itself\n", stderr);
        return EXIT_USAGE;
    }
    int left = sentinel_run(SENTINEL_FD, SENTINEL_LIMIT_MS, SENTINEL_QUIET_MS);
    return left == 0 ? EXIT_PASS : EXIT_PEER;
}
