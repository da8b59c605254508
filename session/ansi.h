/* SPDX-License-Identifier: ISC */
/* Takes a terminal's escape sequences (ECMA-48) out of what a device says. */
#ifndef SESSION_ANSI_H
#define SESSION_ANSI_H

#include "base/buf.h"

#include <stddef.h>

/* Where in a sequence the stream stands; all zero at first. */
struct ansi {
    int state;
    size_t len; /* of the sequence so far */
};

/*
 * Append to `out` what is text of these bytes. A sequence may come in pieces. A control character,
 * an end of line first of all, breaks one off and is kept: no sequence can swallow lines.
 */
void ansi_strip(struct ansi *a, const char *bytes, size_t len, struct buf *out);

#endif
