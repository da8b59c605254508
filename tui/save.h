/* SPDX-License-Identifier: ISC */
/* The screen as text in a file: what a colleague is sent. */
#ifndef TUI_SAVE_H
#define TUI_SAVE_H

#include "base/err.h"
#include "tui/screen.h"

/* The finding in full, then the screen, into a new file of mode 0600; never over another one. */
int save_write(const char *path, const struct screen *screen, const struct rows *finding,
               struct err *e);

#endif
