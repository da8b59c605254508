/* SPDX-License-Identifier: ISC */
/*
 * Switches debugging off when this process cannot: a second process, the sentinel, is told before
 * debugging is switched on at a router, how to log in there, and when it is off again. If this
 * process ends in between, be it by SIGKILL, the sentinel logs in and switches it off.
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
    SENTINEL_LIMIT_MS = 60 * 1000
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

/*
 * Dismiss it. When debugging is still on somewhere it goes to work, and this waits for its end,
 * which may take 20 s: the journal must be closed before. It tells on standard error what has
 * become of it. Accepts NULL.
 */
void sentinel_free(struct sentinel *s);

/*
 * The life of the sentinel itself: listen on `fd`, act when the other end is gone without having
 * said goodbye, for at most so long. Returns the number of routers where debugging may be on.
 */
int sentinel_run(int fd, unsigned limit_ms);

#endif
