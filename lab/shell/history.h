/* SPDX-License-Identifier: ISC */
/* The commands of a login, for `show history`. The line that edits has its own copy. */
#ifndef LAB_HISTORY_H
#define LAB_HISTORY_H

#include <stddef.h>

enum { HISTORY_MAX = 256, HISTORY_USUAL = 10 };

struct history {
    char *line[HISTORY_MAX]; /* oldest first */
    size_t count;
    size_t size; /* that are kept; 0: none */
};

void history_init(struct history *h);
void history_fini(struct history *h);
void history_add(struct history *h, const char *line);
void history_resize(struct history *h, size_t size);

#endif
