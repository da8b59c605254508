/* SPDX-License-Identifier: ISC */
/*
 * The time the models live in. With a loop it is the loop's own time; without one it stands still
 * until world_step() moves it to the next alarm, so that a test sees an hour pass in an instant and
 * the same run twice gives the same stamps.
 */
#ifndef LAB_WORLD_H
#define LAB_WORLD_H

#include "base/loop.h"

#include <stdbool.h>
#include <stdint.h>

struct world;
struct alarm;

/* `l` may be NULL: the world then moves by world_step() and world_pass() alone. */
struct world *world_new(struct loop *l);
void world_free(struct world *w); /* every alarm has to be free by then */

/* Milliseconds since some start; never goes back. */
uint64_t world_now_ms(const struct world *w);

/* Without a loop: go on to the next alarm and ring it. False when none is set. */
bool world_step(struct world *w);

/* Without a loop: let this much time pass and ring every alarm on the way. */
void world_pass(struct world *w, uint64_t ms);

/* An alarm at rest. Alarms due at the same time ring in the order in which they were set. */
struct alarm *alarm_new(struct world *w, void (*fn)(void *user), void *user);
void alarm_set(struct alarm *a, uint64_t in_ms); /* rings once; moves it when it was set */
void alarm_stop(struct alarm *a);
void alarm_free(struct alarm *a); /* NULL: nothing; also from within its function */

#endif
