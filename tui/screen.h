/* SPDX-License-Identifier: ISC */
/*
 * The whole screen as a grid of cells in memory. Views place rows on it, one over the other; a
 * printer (curses, or a file) then reads it back as runs of one role. Nothing here knows a
 * terminal.
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "tui/rows.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { CELL_CHARS = 3 }; /* a base character and up to two combining ones */

struct cell {
    uint32_t ch[CELL_CHARS]; /* ch[0] 0: the right half of a wide character */
    uint8_t role;
};

struct screen {
    size_t width, height;
    struct cell *cell; /* width * height */
    bool ascii;        /* what is not ASCII becomes '?' */
    bool cursor;       /* the cursor shows, at: */
    size_t cursor_row, cursor_column;
};

struct area {
    size_t row, column, height, width;
};

void screen_fini(struct screen *s);

/* Set the size and blank it. */
void screen_clear(struct screen *s, size_t width, size_t height);

/* Put rows [first, first + area height) into an area; rows that are missing stay blank. */
void screen_place(struct screen *s, struct area a, const struct rows *rows, size_t first);

/* Blank an area in a role. */
void screen_fill(struct screen *s, struct area a, enum role role);

/*
 * The run of equal role that starts at *column of `row`: its UTF-8 text is put into `out` (cleared
 * first), *column moves behind it. Returns false at the end of the row.
 */
bool screen_run(const struct screen *s, size_t row, size_t *column, struct buf *out,
                enum role *role);

void screen_print(const struct screen *s, FILE *out);

#endif
