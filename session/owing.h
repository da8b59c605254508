/* SPDX-License-Identifier: ISC */
/*
 * Which journals may tell of something that is not put back yet, so that the next run need not
 * read them all: a link below the state directory for each, made before the first risky line goes
 * out and removed when the journal says that all is settled.
 */
#ifndef SESSION_OWING_H
#define SESSION_OWING_H

#include "base/err.h"

/* On the disk on return. */
int owing_mark(const char *journal, struct err *e);
void owing_clear(const char *journal);

/*
 * The journals that are marked and that no living run writes; the newest of them, at most
 * OWING_MAX. A NULL-terminated list, freed with owing_list_free(). Marks of journals that are gone
 * are removed.
 */
enum { OWING_MAX = 100 };
char **owing_list(void);
void owing_list_free(char **list);

#endif
