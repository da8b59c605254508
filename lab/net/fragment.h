/* SPDX-License-Identifier: ISC */
/* Packets in pieces. */
#ifndef LAB_FRAGMENT_H
#define LAB_FRAGMENT_H

#include "lab/net/net.h"

/* Cut off a first piece that fits in `mtu`; what follows stays in `p`, which has to be larger. */
struct packet *fragment_cut(struct router *r, struct packet *p, unsigned mtu);

/* A packet that has arrived: itself, when whole; NULL while pieces are missing. Taken over. */
struct packet *fragment_join(struct router *r, struct packet *p);

#endif
