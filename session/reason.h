/* SPDX-License-Identifier: ISC */
/* What libssh complains about, in words that tell what to do. */
#ifndef SESSION_REASON_H
#define SESSION_REASON_H

#include <stdbool.h>

/*
 * The sentence for one of libssh's error texts, on the heap. `who`: "the router" or another host;
 * `legacy`: old algorithms are on.
 */
char *reason_explain(const char *libssh, const char *who, bool legacy);

#endif
