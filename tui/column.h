/* SPDX-License-Identifier: ISC */
/*
 * UTF-8 text by terminal columns: a wide character takes two, a combining one none. Everything that
 * cuts, pads or scrolls text goes through here, never by bytes.
 */
#ifndef TUI_COLUMN_H
#define TUI_COLUMN_H

#include <stddef.h>
#include <stdint.h>

enum { COLUMN_CHAR_SIZE = 5 }; /* room for one character and its NUL */

/* The character at *p, which moves behind it, at most to `end`; *width gets its columns. */
uint32_t column_next(const char **p, const char *end, int *width);

/* The bytes of the longest front of `text` that fits in `columns`; *used gets its columns. */
size_t column_cut(const char *text, size_t len, size_t columns, size_t *used);

/* Columns of `len` bytes of text. */
size_t column_count(const char *text, size_t len);

/* Write one character as UTF-8 with a NUL. Returns its bytes. */
size_t column_encode(uint32_t c, char out[COLUMN_CHAR_SIZE]);

#endif
