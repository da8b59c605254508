/* SPDX-License-Identifier: ISC */
/* Interfaces that go up and down, and the messages about it. */
#ifndef LAB_LINES_H
#define LAB_LINES_H

#include "lab/router/model.h"

/* The configuration changed: tell which interfaces came up or went down with it. */
void lines_refresh(struct router *r, const struct conf *before);

/* The line of a serial interface is dead, or not. */
void lines_set_dead(struct router *r, struct interface *i, bool dead);

#endif
