/* SPDX-License-Identifier: ISC */
/*
 * What one line adds to the router's words: a banner, odd bytes in replies, another host name. The
 * router knows nothing of it but the host name. Drawn from a seed, so that the same commands give
 * the same bytes.
 */
#ifndef LAB_NOISE_H
#define LAB_NOISE_H

#include "lab/router/router.h"
#include "lab/wire/trouble.h"

/* In what comes from here: nothing is sent for NOISE_REST_MS, and this byte never. */
enum { NOISE_REST = 0x1f, NOISE_REST_MS = 100 };

struct noise;

/* For one login on `r`; `names` are the WIRE_... to play. */
struct noise *noise_new(struct router *r, unsigned names, uint64_t seed);
void noise_free(struct noise *n);

/* What `r` has to be told before anybody logs in. */
void noise_prepare(struct router *r, unsigned names);

/* What comes before the first prompt. */
void noise_banner(const struct noise *n, struct buf *out);

/* A command is about to run. */
void noise_command(struct noise *n);

/* A piece of a reply as it goes to the screen. */
void noise_reply(struct noise *n, const char *text, size_t len, struct buf *out);

#endif
