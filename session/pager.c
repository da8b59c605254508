/* SPDX-License-Identifier: ISC */
#include "session/pager.h"

#include <string.h>

enum { WIPE_MAX = 80 };

bool pager_waits(const char *more, struct span line)
{
    size_t n = strlen(more);
    while (line.len > 0 && line.at[line.len - 1] == ' ')
        line.len--;
    return line.len >= n && memcmp(line.at + line.len - n, more, n) == 0;
}

static size_t count(struct span rest, size_t from, char c, size_t most)
{
    size_t n = 0;
    while (n < most && from + n < rest.len && rest.at[from + n] == c)
        n++;
    return n;
}

long pager_wipe(struct span rest)
{
    /* The pager's own last blank may come after the rest of it was read. */
    size_t at = count(rest, 0, ' ', 1);
    if (at == rest.len)
        return -1;
    char back = rest.at[at];
    if (back != '\b' && back != '\r')
        return 0;
    size_t moves = count(rest, at, back, back == '\r' ? 1 : WIPE_MAX);
    at += moves;
    if (at == rest.len)
        return -1;
    if (rest.at[at] == '\n')
        return 0;
    size_t blanks = count(rest, at, ' ', back == '\r' ? WIPE_MAX : moves);
    at += blanks;
    if (at == rest.len)
        return -1;
    size_t again = count(rest, at, back, back == '\r' ? 1 : moves);
    at += again;
    return at == rest.len && again < moves ? -1 : (long)at;
}
