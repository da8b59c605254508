/* SPDX-License-Identifier: ISC */
/*
 * Label switching of one router:
 *
 *   labels (label.h)   what this router calls its networks
 *   ldp    (ldp.h)     what its neighbours call theirs
 *   bgp    (bgp.h)     what other provider edges call the networks of a VRF
 *   cef    (cef.h)     where packets therefore go, and which neighbours can be reached
 *
 * ip.c hands over packets that carry labels or are about to get some.
 */
#ifndef LAB_MPLS_H
#define LAB_MPLS_H

#include "lab/mpls/cef.h"
#include "lab/mpls/label.h"
#include "lab/net/ip.h"

struct mpls {
    struct router *r;
    struct labels labels;
    struct ldp *ldp;
    struct bgp *bgp;
    struct cef_drops drops;
    struct alarm *notice;
};

struct mpls *mpls_new(struct router *r);
void mpls_free(struct mpls *m);

/* The configuration changed. */
void mpls_refresh(struct mpls *m);

/* Routes that are not from BGP came or went: look at them soon. */
void mpls_notice(struct mpls *m);

/* A packet with labels arrived; taken over. */
void mpls_input(struct mpls *m, const struct interface *in, struct packet *p);

/* A packet leaves by `hop`: it gets the labels it needs. False when it cannot, and must not go. */
bool mpls_impose(struct mpls *m, const struct hop *hop, struct packet *p);

/* The labels for the way, the top one first, into `label`; their number, or -1: none leads there.
 */
int mpls_stack(const struct mpls *m, const struct hop *hop, unsigned label[PACKET_LABELS]);

/* A message of BGP or LDP for this router. */
void mpls_message(struct mpls *m, const struct packet *p);

/* A card forgets what it was told: the LFIB no longer has the labels of a VRF as advertised. */
void mpls_scramble(struct mpls *m, const char *vrf);

#endif
