/* SPDX-License-Identifier: ISC */
/* The way of a packet through a router: routes, filters, crypto maps. */
#ifndef LAB_IP_H
#define LAB_IP_H

#include "lab/net/link.h"
#include "lab/router/model.h"

/* Where a route leads. `route` is NULL for a connected network. */
struct hop {
    struct interface *out;
    uint32_t address; /* the next router or the destination itself */
    const struct route *route;
    struct network to;
};

/* The best route in a VRF ("" is global). False when there is none whose interface is up. */
bool ip_route(const struct router *r, const char *vrf, uint32_t dest, struct hop *hop);

/* Whether an interface of the VRF that is up has the address. */
bool ip_is_own(const struct conf *c, const char *vrf, uint32_t address);

/* Send a packet of this router or on its way through it; takes it over. False: no route. */
bool ip_output(struct router *r, struct packet *p);

/* As ip_output(), past the crypto map: for IKE and for what is encrypted already. */
bool ip_output_plain(struct router *r, struct packet *p);

/*
 * A packet arrived at an interface, or (NULL) came out of a tunnel or from the router itself and is
 * in its VRF already; taken over.
 */
void ip_input(struct router *r, const char *interface, struct packet *p);

#endif
