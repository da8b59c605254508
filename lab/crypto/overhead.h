/* SPDX-License-Identifier: ISC */
/* How much larger a tunnel makes a packet. */
#ifndef LAB_OVERHEAD_H
#define LAB_OVERHEAD_H

#include "lab/crypto/ipsec.h"

/* The size of a packet sealed with the outbound SAs of one negotiation. */
unsigned ipsec_sealed_size(const struct ident *id, unsigned bundle, unsigned size);

/* The largest packet that is no larger than `mtu` when sealed. */
unsigned ipsec_room(const struct ident *id, unsigned bundle, unsigned mtu);

#endif
