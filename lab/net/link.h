/* SPDX-License-Identifier: ISC */
/*
 * The wire: one for all physical interfaces, since a next hop's address says who is meant. Packets
 * arrive in the order in which they were sent, a little later, unless the wire is made worse.
 */
#ifndef LAB_LINK_H
#define LAB_LINK_H

#include "lab/net/acl.h"
#include "lab/router/router.h"

enum packet_kind {
    PACKET_ECHO,
    PACKET_ECHO_REPLY,
    PACKET_UNREACHABLE,
    PACKET_EXCEEDED, /* its time to live was */
    PACKET_IKE,
    PACKET_ESP,
    PACKET_UDP, /* a probe of traceroute */
    PACKET_BGP, /* this and the next: see lab/mpls/bgp_message.h */
    PACKET_LDP
};
enum { PROTO_ICMP = 1, PROTO_UDP = 17, PROTO_ESP = 50, PROTO_AH = 51, PORT_ISAKMP = 500 };
enum { PACKET_LABELS = 3 };

struct packet {
    enum packet_kind kind;
    struct flow flow;
    char vrf[CONF_NAME]; /* the table it is routed by, within a router */
    char in[CONF_NAME];  /* the interface it, or what it came in, arrived at; "": made here */
    unsigned size;
    int ttl;
    bool df;               /* must not be fragmented */
    uint16_t id, sequence; /* echo, or of the echo an error answers */
    unsigned code;         /* PACKET_UNREACHABLE: why */
    uint32_t datagram;     /* fragments of one packet share it with its source; 0: whole */
    unsigned offset;       /* of a fragment's payload */
    bool more;             /* fragments follow */
    uint32_t spi;          /* ESP or AH; its protocol is in the flow */
    uint32_t esp_sequence;
    uint64_t seal;        /* what the SA's key makes of the packet */
    struct packet *inner; /* what an ESP packet carries; owned */
    char *bytes;          /* an IKE message; owned */
    size_t len;
    unsigned label[PACKET_LABELS]; /* MPLS, the top one first */
    size_t labels;
    unsigned vlan; /* the tag of its frame, 0: none */
};

struct packet *packet_copy(const struct packet *p);
void packet_free(struct packet *p);

/* Whoever is on the wire: a router, or an end that is less than one. */
struct station {
    void *user;
    bool (*owns)(void *user, uint32_t address);
    /* A packet for a next hop that it owns; taken over. */
    void (*input)(void *user, uint32_t next_hop, struct packet *p);
};
void link_attach_station(struct link *k, const struct station *s);
void link_detach(struct link *k, const void *user); /* NULL link: nothing */

/* Whether anybody but `from` answers for the address in a VLAN (0: frames are not tagged). */
bool link_reaches(const struct link *k, const void *from, uint32_t next_hop, unsigned vlan);

/* A serial line whose other end is shut is dead, unless it goes without keepalives. NULL: nothing
 */
void link_lines(struct link *k);

/* The n-th router (from 0) with an interface that is up on the network of `near`. */
bool link_neighbor(const struct link *k, const struct router *r, const struct interface *near,
                   size_t n, const struct router **other, const struct interface **far);

/* Put a packet on the wire; takes it over. `next_hop` says who is meant; `from` sends it. */
void link_send(struct link *k, const void *from, uint32_t next_hop, struct packet *p);

/* What is wrong with a wire. Zero is a good one. */
struct link_trouble {
    bool cut;
    unsigned delay_ms;     /* besides the usual */
    unsigned drop_percent; /* of all packets, drawn from the seed */
    int drop_protocol;     /* every packet of this IP protocol, 0: none */
    uint16_t drop_port;    /* of that protocol, those to this port only */
    unsigned mtu;          /* larger packets vanish without a word; 0: none do */
};
void link_trouble(struct link *k, const struct link_trouble *t);

#endif
