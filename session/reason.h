/* SPDX-License-Identifier: ISC */
/* What libssh complains about, in words that tell what to do. */
#ifndef SESSION_REASON_H
#define SESSION_REASON_H

/* The algorithms that were offered. */
enum reason_crypto {
    REASON_SAFE,
    REASON_JUMP,  /* the safe ones, to a host on the way: --legacy-crypto is not for it */
    REASON_LEGACY /* the old ones, too */
};

/* The sentence for an error text of libssh, on the heap. `who`: "the router" or another host. */
char *reason_explain(const char *libssh, const char *who, enum reason_crypto crypto);

#endif
