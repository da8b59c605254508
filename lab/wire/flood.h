/* SPDX-License-Identifier: ISC */
/* Debugging that somebody forgot: log lines without end for a line with `terminal monitor`. */
#ifndef LAB_FLOOD_H
#define LAB_FLOOD_H

#include "lab/wire/tty.h"

#include "base/loop.h"

struct flood;

/* So many lines a second for `v`, which must outlive the flood. */
struct flood *flood_new(struct loop *l, unsigned rate, struct tty *v);
void flood_free(struct flood *f);

#endif
