/* SPDX-License-Identifier: ISC */
/*
 * Switches debugging off when this process cannot: a second process, the sentinel, is told before
 * debugging is switched on at a router, how to log in there, and when it is off again. If this
 * process ends in between, be it by SIGKILL, or is not heard of any more, being stopped or stuck,
 * the sentinel logs in and switches it off.
 *
 * The process is started when debugging is about to be switched on for the first time: most runs
 * never debug, and none pays for it at its start. It is this program executed anew, not a fork: it
 * has none of our threads, connections and secrets but those it is told, and stays small. It is in
 * a session of its own, so that neither Ctrl-C nor the end of the terminal reach it.
 */
#ifndef SESSION_SENTINEL_H
#define SESSION_SENTINEL_H

#include "session/peer.h"

/* The argument of the program by which main() knows that it is to be the sentinel. */
#define SENTINEL_ARGUMENT "--sentinel"

enum {
    SENTINEL_FD = 3, /* where it listens */
    SENTINEL_LIMIT_MS = 60 * 1000,
    SENTINEL_QUIET_MS = 30 * 1000, /* it acts when nothing was said for so long */
    SENTINEL_BEAT_MS = 5 * 1000    /* so this often something is said while debugging is on */
};

struct sentinel;

/* Nothing is started. `journal` (NULL: none) gets an event when the sentinel has had to act. */
struct sentinel *sentinel_new(const char *platform_file, const char *journal);

/*
 * Debugging is about to be switched on at `side` ("a"; the text is borrowed). `also` is one more
 * line that has to be sent there afterwards, or NULL. Call again when that has changed.
 */
int sentinel_on(struct sentinel *s, const char *side, const struct peer *p, const char *also,
                struct err *e);
void sentinel_off(struct sentinel *s, const char *side);

/* We are here: to be called every SENTINEL_BEAT_MS while debugging is on anywhere. */
void sentinel_beat(struct sentinel *s);

/*
 * Dismiss it. When debugging is still on somewhere it goes to work, and this waits for its end,
 * which may take 20 s: the journal must be closed before. It tells on standard error what has
 * become of it. Accepts NULL.
 */
void sentinel_free(struct sentinel *s);

/*
 * The life of the sentinel itself: listen on `fd`, act when the other end is gone without having
 * said goodbye, or says nothing for `quiet_ms` while debugging is on, for at most `limit_ms`.
 * Returns the number of routers where debugging may be on.
 */
int sentinel_run(int fd, unsigned limit_ms, unsigned quiet_ms);

#endif
