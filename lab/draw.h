/* SPDX-License-Identifier: ISC */
/* Numbers that look random and are not: the same draws for the same seed, on any machine. */
#ifndef LAB_DRAW_H
#define LAB_DRAW_H

#include <stdint.h>

/* The next number of the sequence that a seed, put into *state, begins. */
uint64_t draw(uint64_t *state);

#endif
