/* SPDX-License-Identifier: ISC */
/*
 * The reply of one command on its way to the screen: a page at a time, then " --More-- " until a
 * key is pressed. What does not fit is held back here.
 */
#ifndef LAB_PAGER_H
#define LAB_PAGER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct pager {
    struct buf held;
    size_t length; /* lines of the screen; 0: no paging */
    size_t width;  /* columns of the screen; 0: lines never wrap */
    size_t rows;   /* that may still be printed */
    size_t column;
    bool waits; /* for a key, with " --More-- " on the screen */
    bool quit;  /* the user wants no more of this reply */
    char last;
};

void pager_fini(struct pager *p);

/* A command starts. */
void pager_start(struct pager *p, size_t length, size_t width);

/* Its reply, in pieces of any size; a bare newline gets its carriage return. */
void pager_add(struct pager *p, const char *text, size_t len, struct buf *out);

/* A key while the pager waits: blank for a page, return for a line, any other ends the reply. */
void pager_key(struct pager *p, char key, struct buf *out);

#endif
