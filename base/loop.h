/* SPDX-License-Identifier: ISC */
/*
 * The one event loop of a process: descriptors, timers, signals and name look-ups, over libuv.
 * Callbacks run from loop_run() only. Every watch, timer and look-up is freed by its own _free
 * function, also from within its callback; loop_free() expects none left but tolerates them.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct loop;
struct loop_watch;
struct loop_timer;
struct loop_signal;
struct loop_lookup;

enum { LOOP_READ = 1, LOOP_WRITE = 2 };

struct loop *loop_new(void);
void loop_free(struct loop *l);

/* Run callbacks until loop_stop() or until nothing is left to wait for. */
void loop_run(struct loop *l);

/* Run what is ready; wait for one event first when `wait`. Returns whether anything is left. */
bool loop_step(struct loop *l, bool wait);

/* Leave loop_run() after the callback that is running. */
void loop_stop(struct loop *l);

/* Milliseconds since an arbitrary start; never goes backward; current, not cached. */
uint64_t loop_now_ms(const struct loop *l);

/* Call `fn` when `fd` is ready. The descriptor stays the caller's and must outlive the watch. */
struct loop_watch *loop_watch_new(struct loop *l, int fd, int events,
                                  void (*fn)(void *user, int events), void *user);
void loop_watch_set(struct loop_watch *w, int events); /* 0 pauses */
void loop_watch_free(struct loop_watch *w);

/* A timer at rest; loop_timer_set() starts it (once) or moves it, loop_timer_stop() rests it. */
struct loop_timer *loop_timer_new(struct loop *l, void (*fn)(void *user), void *user);
void loop_timer_set(struct loop_timer *t, uint64_t ms);
void loop_timer_stop(struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);

struct loop_signal *loop_signal_new(struct loop *l, int signum, void (*fn)(void *user, int signum),
                                    void *user);
void loop_signal_free(struct loop_signal *s);

/*
 * Resolve host and port to all their addresses. `fn` is called once, with a list in the order to
 * try (valid during the call) or with count 0 and the resolver's sentence.
 */
struct loop_address {
    struct sockaddr_storage addr;
    socklen_t len;
};
typedef void loop_lookup_fn(void *user, const struct loop_address *list, int count,
                            const char *problem);
struct loop_lookup *loop_lookup_new(struct loop *l, const char *host, const char *port,
                                    loop_lookup_fn *fn, void *user);
void loop_lookup_free(struct loop_lookup *q); /* cancels when it has not been answered */

#endif
