/* SPDX-License-Identifier: ISC */
/*
 * The line a user edits at a prompt: text, cursor, history, and what of it stands on the screen.
 * Every change compares the screen with what it should show and appends the fewest bytes that bring
 * it there, with nothing but printable characters and backspaces, as IOS does on any terminal. A
 * line too long for the screen scrolls sideways behind a '$'.
 */
#ifndef LAB_LINE_H
#define LAB_LINE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum { LINE_LIMIT = 510, LINE_HISTORY = 20 };

struct line {
    char text[LINE_LIMIT + 1];
    size_t len;
    size_t at;      /* cursor, 0..len */
    bool secret;    /* a password: nothing shows */
    size_t columns; /* that the text may take on the screen; 0: no end */
    size_t shift;   /* text left of the screen */
    struct buf shown;
    size_t shown_at;
    char *history[LINE_HISTORY]; /* oldest first */
    size_t history_count;
    size_t history_at; /* == history_count: none chosen */
};

void line_fini(struct line *l);

/* An empty line after a prompt of `prompt` columns on a screen `width` wide (0: endless). */
void line_start(struct line *l, size_t prompt, size_t width, bool secret);

/* The prompt was printed anew: print the line after it. */
void line_show(struct line *l, struct buf *out);

/* False when there is no room. */
bool line_insert(struct line *l, char c, struct buf *out);
/* Put `text` in place of the whole line. */
void line_set(struct line *l, const char *text, struct buf *out);

void line_backspace(struct line *l, struct buf *out);
void line_delete(struct line *l, struct buf *out);
void line_cut_head(struct line *l, struct buf *out); /* from the start to the cursor */
void line_cut_tail(struct line *l, struct buf *out);
void line_cut_word(struct line *l, struct buf *out); /* left of the cursor */
void line_cut_next_word(struct line *l, struct buf *out);
void line_move(struct line *l, size_t at, struct buf *out); /* past the end: to the end */
void line_word_left(struct line *l, struct buf *out);
void line_word_right(struct line *l, struct buf *out);
void line_transpose(struct line *l, struct buf *out);

/* Add the line to the history, unless empty or the same as the latest. */
void line_remember(struct line *l);
/* Step through the history: -1 to older lines, 1 to newer ones. */
void line_recall(struct line *l, int step, struct buf *out);

#endif
