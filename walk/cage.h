/* SPDX-License-Identifier: ISC */
/*
 * Runs what strangers may have written, on a thread of its own with a large stack: for so much
 * processor time, and within so much memory of libjq.
 *
 * Work that goes beyond is asked to stop (cage_limits.stop). What does not even do that, because a
 * single instruction of libjq never ends or wants it all, is left behind for good: its thread is
 * put to sleep at its next allocation, and whatever it holds stays with it.
 */
#ifndef WALK_CAGE_H
#define WALK_CAGE_H

#include <stdbool.h>
#include <stddef.h>

struct cage;

struct cage_limits {
    unsigned ms;              /* of processor time */
    size_t bytes;             /* more than there were before */
    void (*stop)(void *user); /* called once at most, from any thread, while the work goes on */
};

enum cage_end {
    CAGE_DONE,      /* in time, within the limits */
    CAGE_SLOW,      /* asked to stop for want of time, and did */
    CAGE_LARGE,     /* asked to stop for want of memory, and did */
    CAGE_LEFT_SLOW, /* left behind: nothing that `user` leads to may be touched again */
    CAGE_LEFT_LARGE,
    CAGE_CLOSED /* not begun: no thread can be had, or too much was left behind before */
};

struct cage *cage_new(void);
void cage_free(struct cage *c); /* accepts NULL */

/* Run work(user) and wait for its end. */
enum cage_end cage_run(struct cage *c, const struct cage_limits *limits, void (*work)(void *user),
                       void *user);

/*
 * For jq_memory.c: an allocation is about to bring what libjq has up to `bytes`, on whatever
 * thread. Does not return when the work on this thread is to be left behind.
 */
void cage_grows(size_t bytes);

#endif
