/* SPDX-License-Identifier: ISC */
#include "session/echo.h"

#include <string.h>

enum {
    SCREEN_COLUMNS = 2048,
    SCROLLED_TAIL = 8 /* this much of a command's end behind a '$' is the command */
};

/* What a terminal would show of the line: backspaces and carriage returns move the cursor. */
static size_t render(struct span line, char *screen)
{
    size_t at = 0, len = 0;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.at[i];
        if (c == '\b') {
            at -= at > 0;
        } else if (c == '\r') {
            at = 0;
        } else if ((unsigned char)c >= ' ' && at < SCREEN_COLUMNS) {
            screen[at++] = c;
            len = at > len ? at : len;
        }
    }
    while (len > 0 && screen[len - 1] == ' ')
        len--;
    return len;
}

static size_t trimmed(const char *text)
{
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return n;
}

/* The line was scrolled: a '$' and then the end of the command, maybe after leftovers. */
static bool is_scrolled(const char *screen, size_t len, const char *command, size_t want)
{
    const char *dollar = memchr(screen, '$', len);
    if (!dollar)
        return false;
    size_t tail = len - (size_t)(dollar + 1 - screen);
    return tail >= SCROLLED_TAIL && tail < want &&
           memcmp(dollar + 1, command + want - tail, tail) == 0;
}

enum echo_result echo_line(struct echo *e, struct span line)
{
    char screen[SCREEN_COLUMNS];
    size_t len = render(line, screen);
    const char *left = e->command + e->matched;
    size_t want = trimmed(left);
    if (len == want && memcmp(screen, left, len) == 0)
        return ECHO_WHOLE;
    if (is_scrolled(screen, len, e->command, trimmed(e->command)))
        return ECHO_WHOLE;
    if (len == 0 || len > want || memcmp(screen, left, len) != 0)
        return ECHO_OTHER;
    /* A break may fall on a blank, which render() took for the line's end. */
    e->matched += len;
    while (e->command[e->matched] == ' ')
        e->matched++;
    return ECHO_PART;
}
