/* SPDX-License-Identifier: ISC */
/*
 * The time the models live in. At first it stands still until world_step() moves it to the next
 * alarm, so that a test sees an hour pass in an instant and the same run twice gives the same
 * stamps. Once it has joined a loop it goes on as the loop's own time does.
 */
#ifndef LAB_WORLD_H
#define LAB_WORLD_H

#include "base/loop.h"

#include <stdbool.h>
#include <stdint.h>

struct world;
struct alarm;

/* Time is moved by world_step() and world_pass() alone until world_join(). */
struct world *world_new(void);
void world_free(struct world *w); /* every alarm has to be free by then */

/* From now on time passes with the loop's, which must outlive the world. */
void world_join(struct world *w, struct loop *l);

/* Milliseconds since some start; never goes back. */
uint64_t world_now_ms(const struct world *w);

/* By hand: go on to the next alarm and ring it. False when none is set. */
bool world_step(struct world *w);

/* By hand: let this much time pass and ring every alarm on the way. */
void world_pass(struct world *w, uint64_t ms);

/* An alarm at rest. Alarms due at the same time ring in the order in which they were set. */
struct alarm *alarm_new(struct world *w, void (*fn)(void *user), void *user);
void alarm_set(struct alarm *a, uint64_t in_ms); /* rings once; moves it when it was set */
void alarm_stop(struct alarm *a);
void alarm_free(struct alarm *a); /* NULL: nothing; also from within its function */

#endif
