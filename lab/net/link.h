/* SPDX-License-Identifier: ISC */
/*
 * The wire: packets travel in the order in which they were sent and arrive a little later, each at
 * the router whose port owns the next hop.
 */
#ifndef LAB_LINK_H
#define LAB_LINK_H

#include "lab/net/acl.h"
#include "lab/router/router.h"

enum packet_kind { PACKET_ECHO, PACKET_ECHO_REPLY, PACKET_IKE, PACKET_ESP };
enum { PROTO_ICMP = 1, PROTO_UDP = 17, PROTO_ESP = 50, PROTO_AH = 51, PORT_ISAKMP = 500 };

struct packet {
    enum packet_kind kind;
    struct flow flow;
    unsigned size;
    int ttl;
    uint16_t id, sequence; /* echo */
    uint32_t spi;          /* ESP or AH; its protocol is in the flow */
    uint32_t esp_sequence;
    uint64_t seal;        /* what the SA's key makes of the packet */
    struct packet *inner; /* what an ESP packet carries; owned */
    char *bytes;          /* an IKE message; owned */
    size_t len;
};

struct packet *packet_copy(const struct packet *p);
void packet_free(struct packet *p);

/* Put a packet on the wire; takes it over. `next_hop` says who is meant. */
void link_send(struct link *k, struct router *from, uint32_t next_hop, struct packet *p);
void link_detach(struct link *k, struct router *r); /* NULL link: nothing */

#endif
