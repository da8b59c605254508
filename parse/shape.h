/* SPDX-License-Identifier: ISC */
/*
 * The shape of a text: the text with numbers made equal that no pattern tells apart. What patterns
 * say about one text of a shape they say about all of them, groups at the same places of the shape
 * included, so a text has to be matched only the first time its shape is seen.
 *
 *     00:27:07: FACILITY (0:12): came from 10.1.1.1, message ID = 1919850095
 *     00:11:01: FACILITY (0:11): came from 10.25.250.7, message ID = 23340951
 *
 * Equal are: the digits of a number beside a colon or a point, or of four digits and more, but for
 * a 0 in front, and all behind 0x; and the lengths of 1 to 3 digits beside a point alone, of 5 to
 * 10 digits elsewhere. The values of short numbers stay: "phase 1", "error 32".
 */
#ifndef PARSE_SHAPE_H
#define PARSE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the numbers of a text are: behind any "0x", up to their ends. */
enum { SHAPE_BYTES_MAX = 4096, SHAPE_ROOM = SHAPE_BYTES_MAX + 8 };
struct shape_numbers {
    size_t count;
    uint16_t at[SHAPE_BYTES_MAX / 2 + 1], end[SHAPE_BYTES_MAX / 2 + 1];
};

/*
 * Write the shape of `text`, of at most SHAPE_BYTES_MAX bytes, to `out`, which has SHAPE_ROOM of
 * them, and return its length, at most `len`.
 */
size_t shape_write(const char *text, size_t len, char *out, struct shape_numbers *numbers);

/*
 * A place in a text, told by what all texts of its shape have in common: how many numbers end
 * before it, and how far behind the last of them it is. False when it is within a number.
 */
bool shape_place(const struct shape_numbers *numbers, size_t at, uint32_t *place);
size_t shape_place_in(const struct shape_numbers *numbers, uint32_t place);

/* Does a pattern tell numbers apart whose shapes are equal? True when in doubt. */
bool shape_hides(const char *pattern);

#endif
