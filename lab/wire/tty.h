/* SPDX-License-Identifier: ISC */
/*
 * One line of a router: a shell behind a keyboard and a screen. Bytes typed go in, bytes for the
 * terminal come out; echo, editing, history, help, paging and log lines are made here. Knows no
 * network: the owner moves the bytes, and calls tty_run() after each wake().
 */
#ifndef LAB_TTY_H
#define LAB_TTY_H

#include "lab/router/router.h"

#include <stdbool.h>
#include <stddef.h>

struct tty;
struct noise;

/*
 * A new login on `r`, with the first prompt on its screen. `noise` (the tty's from now on; NULL:
 * none) gets between the router's words. `wake` is called when something has
 * happened outside the functions below: fetch the output and call tty_run(). It must only take
 * note. After the functions below, fetch without being asked.
 */
struct tty *tty_new(struct router *r, struct noise *noise, void (*wake)(void *user), void *user);
void tty_free(struct tty *v);

/* Bytes that tty_input() would take now: type-ahead is bounded. */
size_t tty_room(const struct tty *v);

/* Type. Returns how many bytes were taken. */
size_t tty_input(struct tty *v, const char *bytes, size_t len);

/* Go on with what was typed ahead. */
void tty_run(struct tty *v);

/* `terminal monitor` is on; a log line for it. */
bool tty_monitors(const struct tty *v);
void tty_log(struct tty *v, const char *line);

/* What waits for the terminal (valid until the next call), and to say how much of it was sent. */
const char *tty_output(const struct tty *v, size_t *len);
void tty_eat(struct tty *v, size_t len);

/* Noise made the line rest (tty_output() is empty then): after NOISE_REST_MS eat 1 byte. */
bool tty_rests(const struct tty *v);

/* The user has left, or the terminal was hopelessly behind: send the rest and hang up. */
bool tty_ended(const struct tty *v);

/* Nothing happens until somebody types. */
bool tty_idle(const struct tty *v);

#endif
