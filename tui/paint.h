/* SPDX-License-Identifier: ISC */
/* Puts a screen on the curses window: the only place where roles meet attributes of a terminal. */
#ifndef TUI_PAINT_H
#define TUI_PAINT_H

#include "tui/screen.h"

#include <stdbool.h>

/* After curses is up: set up the colours. Returns whether there are any. */
bool paint_start(bool color);

/* `run` is scratch memory. */
void paint_screen(const struct screen *s, bool color, struct buf *run);

#endif
