/* SPDX-License-Identifier: ISC */
/*
 * Label distribution between neighbours: out of every interface that switches labels a router tells
 * the next routers of its routes what it calls its networks, and again every few seconds.
 */
#ifndef LAB_LDP_H
#define LAB_LDP_H

#include "lab/mpls/bgp_message.h"
#include "lab/mpls/mpls.h"

struct ldp *ldp_new(struct mpls *m);
void ldp_free(struct ldp *l);

/* Routes or interfaces changed. */
void ldp_refresh(struct ldp *l);

void ldp_input(struct ldp *l, const struct packet *p);

/* What a neighbour calls a network; 0 when it said nothing (lately). */
unsigned ldp_label(const struct ldp *l, uint32_t neighbor, const struct network *to);

/* The n-th neighbour that was heard lately, 0 when there are fewer. */
uint32_t ldp_neighbor(const struct ldp *l, size_t n);

#endif
