/* SPDX-License-Identifier: ISC */
/*
 * The shape of a text: the text with numbers made equal that no pattern tells apart, as long as it
 * was. What patterns say about one text of a shape they say about all of them, groups at the same
 * places included, so a text has to be matched only the first time its shape is seen.
 *
 *     00:27:07: ISAKMP (0:12): retransmitting phase 1 MM_NO_STATE, message ID = 0
 *     00:11:01: ISAKMP (0:11): retransmitting phase 1 MM_NO_STATE, message ID = 0
 *
 * Equal are: the digits 1 to 9 of a number of four digits and more or beside a colon or a point,
 * and the digits behind 0x. The values of short numbers stay: "phase 1", "error 32".
 */
#ifndef PARSE_SHAPE_H
#define PARSE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Write the shape of `text`, which is as long, to `out`. */
void shape_write(const char *text, size_t len, char *out);

/* Does a pattern tell numbers apart whose shapes are equal? True when in doubt. */
bool shape_hides(const char *pattern);

#endif
