/* SPDX-License-Identifier: ISC */
/* ICMP: types and codes of packets, and the errors a router answers with. */
#ifndef LAB_ICMP_H
#define LAB_ICMP_H

#include "lab/net/net.h"

/* Codes of PACKET_UNREACHABLE (RFC 792, RFC 1812). */
enum {
    UNREACHABLE_NET = 0,
    UNREACHABLE_HOST = 1,
    UNREACHABLE_PORT = 3,
    UNREACHABLE_TOO_BIG = 4,
    UNREACHABLE_PROHIBITED = 13
};

int icmp_type(const struct packet *p); /* ICMP_ANY for what is not ICMP */
bool icmp_is_error(const struct packet *p);

/* Tell whoever sent `p`, that is not taken over. IOS sends two errors a second at most. */
void icmp_error(struct router *r, const struct packet *p, enum packet_kind kind, unsigned code);

#endif
