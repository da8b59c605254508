/* SPDX-License-Identifier: ISC */
/*
 * A router's time of day. Without somebody to set it the clock says what the release makes of
 * having been switched on: 1 March of a year long ago, or what its calendar kept.
 */
#ifndef LAB_CLOCK_H
#define LAB_CLOCK_H

#include "lab/router/model.h"

#include <time.h>

/* What a clock on the wall shows, in UTC or in the configured zone. */
struct wall {
    struct tm t;
    unsigned ms;
    char zone[16];
};
void clock_read(const struct router *r, bool local, struct wall *out);

/* clock set: from now on it is `t`, in the configured zone. */
void clock_set(struct router *r, const struct tm *t);

/* "12:00:00.000 UTC Tue Nov 24 2026", with '*' in front of a clock that nobody has set. */
enum { CLOCK_TEXT = 80 };
char *clock_long(const struct router *r, bool msec, char out[CLOCK_TEXT]);

#endif
