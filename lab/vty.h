/* SPDX-License-Identifier: ISC */
/*
 * One line of a router: a shell behind a keyboard and a screen. Bytes typed go in, bytes for the
 * terminal come out; echo, editing, history, help, paging and log lines are made here. Knows no
 * network: the owner moves the bytes, and calls vty_run() after each wake().
 */
#ifndef LAB_VTY_H
#define LAB_VTY_H

#include "lab/router.h"

#include <stdbool.h>
#include <stddef.h>

struct vty;

/*
 * A new login on `r`, with the first prompt on its screen. `wake` is called when something has
 * happened outside the functions below: fetch the output and call vty_run(). It must only take
 * note. After the functions below, fetch without being asked.
 */
struct vty *vty_new(struct router *r, void (*wake)(void *user), void *user);
void vty_free(struct vty *v);

/* Bytes that vty_input() would take now: type-ahead is bounded. */
size_t vty_room(const struct vty *v);

/* Type. Returns how many bytes were taken. */
size_t vty_input(struct vty *v, const char *bytes, size_t len);

/* Go on with what was typed ahead. */
void vty_run(struct vty *v);

/* What waits for the terminal (valid until the next call), and to say how much of it was sent. */
const char *vty_output(const struct vty *v, size_t *len);
void vty_eat(struct vty *v, size_t len);

/* The user has left, or the terminal was hopelessly behind: send the rest and hang up. */
bool vty_ended(const struct vty *v);

/* Nothing happens until somebody types. */
bool vty_idle(const struct vty *v);

#endif
