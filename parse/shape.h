/* SPDX-License-Identifier: ISC */
/*
 * The shape of a text: the text with numbers made equal that no pattern tells apart. What patterns
 * say about one text of a shape they say about all of them, groups at the same places of the shape
 * included, so a text has to be matched only the first time its shape is seen.
 *
 *     00:27:07: FACILITY (0:12): came from 10.1.1.1, message ID = 1919850095
 *     00:11:01: FACILITY (0:11): came from 10.25.250.7, message ID = 23340951
 *
 * Equal are: the digits 1 to 9 of a number beside a colon or a point, or of four digits and more,
 * or behind 0x; and the lengths of 1 to 3 digits beside a point alone, of 5 to 10 digits elsewhere.
 * The values of short numbers stay: "phase 1", "error 32".
 */
#ifndef PARSE_SHAPE_H
#define PARSE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Write the shape of `text`, which is at most as long, to `out` and return its length. `back`, if
 * not NULL, has room for len + 1: the place in the text of each byte of the shape, and of its end.
 */
size_t shape_write(const char *text, size_t len, char *out, uint16_t *back);

/* Does a pattern tell numbers apart whose shapes are equal? True when in doubt. */
bool shape_hides(const char *pattern);

#endif
