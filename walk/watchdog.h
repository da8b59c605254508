/* SPDX-License-Identifier: ISC */
/* Calls a function from another thread unless it is freed in time. */
#ifndef WALK_WATCHDOG_H
#define WALK_WATCHDOG_H

struct watchdog;

/* NULL when no thread can be had. `bark` must be safe while the caller computes. */
struct watchdog *watchdog_new(unsigned ms, void (*bark)(void *user), void *user);

/* After this `bark` neither runs nor will run. Accepts NULL. */
void watchdog_free(struct watchdog *w);

#endif
