/* SPDX-License-Identifier: ISC */
/*
 * One line of typing: UTF-8 text with a cursor that steps over whole characters (a base with its
 * combining ones), and a history. A secret is never shown, never kept, and wiped when done.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum { INPUT_LIMIT = 1024, HISTORY_LIMIT = 100 };

struct input {
    char text[INPUT_LIMIT];
    size_t len;
    size_t cursor; /* byte; always at the start of a character */
    bool secret;
    char *history[HISTORY_LIMIT]; /* the oldest first */
    size_t history_count;
    size_t history_at; /* history_count: the line being typed */
};

enum input_move { MOVE_LEFT, MOVE_RIGHT, MOVE_HOME, MOVE_END };
enum input_erase { ERASE_BACK, ERASE_HERE, ERASE_WORD, ERASE_BEFORE, ERASE_AFTER };

void input_fini(struct input *in);

/* Begin a new line that holds `text`; the history stays. */
void input_start(struct input *in, const char *text, bool secret);
void input_wipe(struct input *in);

void input_insert(struct input *in, int key);
void input_move(struct input *in, enum input_move move);
void input_erase(struct input *in, enum input_erase what);

/* Keep the line (unless it is empty, secret or as the one before). */
void input_remember(struct input *in);

/* Put an older (-1) or newer (+1) line of the history in place of this one. */
void input_recall(struct input *in, int direction);

/*
 * The part of the line that shows in `width` columns, so that the cursor is in it: bytes from
 * *first on, *len of them, and the cursor's column. Nothing of a secret shows.
 */
void input_window(const struct input *in, size_t width, size_t *first, size_t *len, size_t *cursor);

#endif
