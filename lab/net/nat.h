/* SPDX-License-Identifier: ISC */
/* Network address translation of sources: inside to outside, and back. */
#ifndef LAB_NAT_H
#define LAB_NAT_H

#include "lab/net/net.h"

/* One line of `show ip nat translations`. Ports are ICMP identifiers for ICMP. */
struct nat_entry {
    struct nat_entry *next;
    int protocol;
    uint32_t local, global, outside;
    uint16_t local_port, global_port, outside_port;
    uint64_t used_ms;
};

/* Whether the router answers on an interface for an address that stands for somebody inside. */
bool nat_answers(const struct conf *c, const struct interface *i, uint32_t address);

/* A packet leaves by an interface: translate its source when a rule says so. */
void nat_out(struct router *r, const struct interface *out, struct packet *p);

/* A packet came in by an interface: give back the address it is meant for. */
void nat_in(struct router *r, const struct interface *in, struct packet *p);

/* Forget what has not been used for long. */
void nat_expire(struct router *r);

/* Forget what was translated dynamically. */
void nat_clear(struct net *n);

#endif
