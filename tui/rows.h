/* SPDX-License-Identifier: ISC */
/*
 * What a view yields: rows, each a sequence of runs of text with a role. Whatever is added passes
 * text_visible(), so nothing a router sends can reach the terminal as control. Rows go to a screen
 * (tui/screen.h) or straight to a file. `struct rows r = {0};` is an empty one; it keeps its memory
 * when cleared, so that a view drawn again and again does not allocate.
 */
#ifndef TUI_ROWS_H
#define TUI_ROWS_H

#include "base/buf.h"
#include "tui/theme.h"

#include <stddef.h>
#include <stdio.h>

struct run {
    enum role role;
    size_t at, len; /* bytes in `text` */
};

struct row {
    size_t first, count; /* runs */
    size_t columns;
    enum role fill; /* what the rest of the row is drawn with */
};

struct rows {
    struct buf text;
    struct run *run;
    size_t run_count, run_cap;
    struct row *row;
    size_t count, cap;
};

void rows_fini(struct rows *r);
void rows_clear(struct rows *r);

/* Begin a row; what follows is added to it. */
void rows_begin(struct rows *r, enum role fill);

void rows_add(struct rows *r, enum role role, const char *bytes, size_t len);
void rows_text(struct rows *r, enum role role, const char *text);
void rows_printf(struct rows *r, enum role role, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Add at most `columns` of the text, from column `left` of it on; signs tell what is cut. */
void rows_fit(struct rows *r, enum role role, const char *bytes, size_t len, size_t left,
              size_t columns, bool ascii);

/* Fill the row with blanks up to `column`, or with a sign. */
void rows_pad(struct rows *r, enum role role, size_t column);
void rows_rule(struct rows *r, enum role role, size_t column, const char *sign);

/*
 * Add words to the row that was begun, going on in new rows at `indent` before `width` is passed;
 * a word longer than a row is cut. Newlines in the text begin rows.
 */
void rows_wrap(struct rows *r, enum role role, size_t indent, size_t width, const char *text);

/* Add `count` rows (or as many as there are) of another, from `first` on. */
void rows_append(struct rows *r, const struct rows *from, size_t first, size_t count);

/* The columns of the row begun last. */
size_t rows_column(const struct rows *r);

/* One line a row, without blanks at the ends. */
void rows_print(const struct rows *r, FILE *out);

#endif
