/* SPDX-License-Identifier: ISC */
/*
 * Keeps account of the debugging that was switched on at each side, by a step or by a line that
 * somebody typed, until the router has confirmed that it is off. It is in the journal, and told to
 * the sentinel, before the line goes out.
 */
#ifndef WALK_DEBUGGING_H
#define WALK_DEBUGGING_H

#include "session/sentinel.h"
#include "walk/record.h"

struct debugging;

/* Borrows all. */
struct debugging *debugging_new(const struct platform *os, struct peer *const peer[SIDES]);
void debugging_free(struct debugging *d);

/* Where to write it down, and who sees to it when we cannot. */
void debugging_record(struct debugging *d, struct record *r, struct journal *j);
void debugging_watch(struct debugging *d, struct loop *l, struct sentinel *s);

/*
 * A line is about to go to a side. False when it switches debugging on and there would be nobody to
 * switch it off, with the reason: it goes out all the same, but somebody should know.
 */
bool debugging_before(struct debugging *d, int side, const char *line, struct err *e);

/* It got this id from peer_send(). */
void debugging_sent(struct debugging *d, int side, const char *line, uint64_t id);

/* Besides, this line has to be sent when the side is left; NULL: no more. */
void debugging_leave_with(struct debugging *d, int side, const char *line);

/* The handler's off() of a peer. */
void debugging_confirmed(struct debugging *d, int side, const char *command, uint64_t id);

/* What has to be typed at the router, on the heap; NULL when nothing is owed. */
char *debugging_owed(const struct debugging *d, int side);

#endif
