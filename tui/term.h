/* SPDX-License-Identifier: ISC */
/*
 * The terminal, through curses: taken over with term_open(), given back on every way out (return,
 * exit, want of memory, a crash). Only term.c and paint.c include curses.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "base/err.h"
#include "tui/screen.h"

#include <stdbool.h>
#include <stddef.h>

struct term;

/* NULL when standard input or output is no terminal, or one that curses does not know. */
struct term *term_open(bool color, struct err *e);
void term_close(struct term *t);

bool term_utf8(const struct term *t);
void term_size(const struct term *t, size_t *width, size_t *height);

/* The window has another size now. */
void term_resized(struct term *t);

/* The next key that was pressed, K_NONE when there is none left. Never waits for one. */
int term_key(struct term *t);

/* Standard input reports input and has none: the terminal is gone. */
bool term_gone(const struct term *t);

void term_paint(struct term *t, const struct screen *s);

/* Next time paint every cell, whatever is thought to be there. */
void term_redraw(struct term *t);

#endif
