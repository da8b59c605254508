/* SPDX-License-Identifier: ISC */
/* debug ip packet. */
#ifndef LAB_IP_DEBUG_H
#define LAB_IP_DEBUG_H

#include "lab/net/net.h"
#include "lab/router/say.h"

/*
 * Say what happens to a packet (SAY_IP_...): `out` is where it goes, or NULL; `hop` the next
 * router's address, for what is forwarded. Only what the processor switches is seen.
 */
void ip_debug(struct router *r, enum saying what, const struct packet *p,
              const struct interface *out, uint32_t hop);

/* Whether packets on their way from one interface to another go through the processor. */
bool ip_process_switched(const struct router *r, const struct packet *p,
                         const struct interface *out);

#endif
