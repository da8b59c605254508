/* SPDX-License-Identifier: ISC */
/*
 * Text helpers: splitting into lines, and making the bytes of a stranger safe to print. Device
 * output is data and never terminal control, so whatever goes to a terminal or a report passes
 * text_visible() first.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A piece of somebody else's bytes; not NUL-terminated. */
struct span {
    const char *at;
    size_t len;
};

/*
 * The next line of [*pos, end): without its CR and LF, which are skipped. Returns false at the end.
 * A last line without newline counts; an empty rest does not.
 */
bool text_next_line(const char **pos, const char *end, struct span *line);

/*
 * Append `bytes` to `out` so that any terminal shows them as text: control bytes as ^X, DEL as ^?,
 * invalid UTF-8 as <hex>, characters that text_is_hidden() and more than a few combining ones on
 * one place as <U+hex>, tabs as blanks up to the next multiple of 8. All other UTF-8 passes.
 * Newlines are shown as ^J: give it one line.
 */
void text_visible(struct buf *out, const char *bytes, size_t len);

/* Print a NUL-terminated text so; its newlines, and they alone, stay what they are. */
void text_print(FILE *out, const char *text);

/* Print each line of it so, behind the same beginning. */
void text_print_lines(FILE *out, const char *before, const char *text);

/* Does a character control the terminal, reorder what stands around it, or show nothing at all? */
bool text_is_hidden(uint32_t character);

/*
 * Decode the UTF-8 sequence at `at`. Returns its length, or 0 when it is not well formed; a
 * surrogate, or beyond U+10FFFF, or longer than need be, is not.
 */
size_t text_decode(const char *at, size_t left, uint32_t *character);

/* Columns a NUL-terminated UTF-8 text takes on a terminal (wide characters count two). */
size_t text_columns(const char *utf8);

/* Bytes of its longest beginning, in whole characters, that takes at most so many columns. */
size_t text_fits(const char *utf8, size_t columns);

bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);

/* Edit distance between two short words, for lists of near names. */
size_t text_distance(const char *a, const char *b);

#endif
