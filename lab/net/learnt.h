/* SPDX-License-Identifier: ISC */
/* Routes a router has not from its configuration but from somebody: BGP, reverse-route injection.
 */
#ifndef LAB_LEARNT_H
#define LAB_LEARNT_H

#include "lab/router/model.h"

/* Add a route, in place of one from the same source to the same network in its VRF. Copied. */
void route_learn(struct router *r, const struct route *what);

/* Forget the routes of a source to a network; false when there was none. */
bool route_forget(struct router *r, enum route_source source, const char *vrf,
                  const struct network *to);

/* Forget all routes of a source in a VRF (NULL: in all). */
void route_forget_all(struct router *r, enum route_source source, const char *vrf);

#endif
