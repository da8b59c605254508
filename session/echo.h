/* SPDX-License-Identifier: ISC */
/*
 * The echo of a typed command, found in the lines that come back. A device may break it over
 * several lines at the terminal's width, scroll it sideways behind a '$', or redraw it.
 */
#ifndef SESSION_ECHO_H
#define SESSION_ECHO_H

#include "base/text.h"

struct echo {
    const char *command; /* borrowed */
    size_t matched;      /* bytes of it that complete lines have echoed so far */
};

enum echo_result {
    ECHO_OTHER, /* the line has nothing to do with it */
    ECHO_PART,  /* the line is a piece, more must follow */
    ECHO_WHOLE
};

/* Take the next complete line, without a prompt in front of it. */
enum echo_result echo_line(struct echo *e, struct span line);

#endif
