/* SPDX-License-Identifier: ISC */
/*
 * Lists of SSH algorithms, always written out in full: libssh 0.10 refuses "+name", "-name" and
 * "^name" when asked, and ignores them silently in a configuration file.
 */
#ifndef SESSION_ALGORITHMS_H
#define SESSION_ALGORITHMS_H

#include <stdbool.h>

enum algorithm_list {
    ALGORITHM_KEX,
    ALGORITHM_HOST_KEY,
    ALGORITHM_PUBLIC_KEY,
    ALGORITHM_CIPHER,
    ALGORITHM_MAC,
    ALGORITHM_LISTS
};

/*
 * The list to offer, on the heap, best first. `spec` is as in ssh_config: a list of its own, or
 * one that adds to (+), takes from (-) or goes before (^) the safe default; NULL is the default.
 * `legacy` adds what old routers need behind all else.
 */
char *algorithms_list(enum algorithm_list which, const char *spec, bool legacy);

/*
 * What a list of ssh_config makes of `base`, on the heap. Patterns to add stand for the names in
 * `all` that fit them.
 */
char *algorithms_expand(const char *base, const char *spec, const char *all);

/* The names of one list that are in another too, on the heap. */
char *algorithms_common(const char *list, const char *other);

/* Does the list hold anything that is off by default because it is old? */
bool algorithms_have_legacy(enum algorithm_list which, const char *list);

#endif
