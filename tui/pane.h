/* SPDX-License-Identifier: ISC */
/*
 * Where a pane stands in a transcript. A place is a block and a row of it: 0 is the command, 1 and
 * on are the lines. Moving costs the rows moved over and finding a block its logarithm, never the
 * length of the transcript. A pane that follows shows the end, whatever comes.
 */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include "walk/transcript.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct place {
    uint64_t block;
    size_t line;
};

struct pane {
    bool follow;
    struct place top; /* when it does not follow */
    size_t left;      /* columns scrolled sideways */
};

/* The place behind (or before) one. False, and unchanged, at the end (or start). */
bool pane_after(const struct transcript *t, struct place *p);
bool pane_before(const struct transcript *t, struct place *p);

/* The place at the top of `height` rows. False when there is nothing to show. */
bool pane_top(const struct pane *pane, const struct transcript *t, size_t height,
              struct place *top);

/* Move by rows; at the last row the pane follows again. */
void pane_scroll(struct pane *pane, const struct transcript *t, size_t height, long rows);
void pane_home(struct pane *pane, const struct transcript *t);
void pane_end(struct pane *pane);

/* Bring a place into view, with some rows before it. */
void pane_reveal(struct pane *pane, const struct transcript *t, size_t height, struct place place);

#endif
