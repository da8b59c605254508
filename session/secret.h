/* SPDX-License-Identifier: ISC */
/*
 * Memory for what a person types to get in: locked, so that it is not swapped, kept out of core
 * dumps, and wiped when it is given back.
 */
#ifndef SESSION_SECRET_H
#define SESSION_SECRET_H

#include <stddef.h>

char *secret_alloc(size_t size); /* zeroed; never NULL */
char *secret_dup(const char *text);
void secret_free(char *secret); /* NULL is fine */

/*
 * No core dumps of this program from now on, and no debugger of another user: libssh copies what it
 * is handed, and what a router prints passes through buffers that are not locked.
 */
void secret_no_dumps(void);

/* Wipe all of what the C library gave, and free it. */
void secret_forget(char *text);

#endif
