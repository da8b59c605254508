/* SPDX-License-Identifier: ISC */
/*
 * IPsec of one router: an identity for every permit entry of a crypto access list that is applied,
 * with its SAs and counters.
 */
#ifndef LAB_IPSEC_H
#define LAB_IPSEC_H

#include "lab/net/link.h"
#include "lab/router/model.h"

enum { IPSEC_AH = 2, IPSEC_ESP = 3, IPSEC_IPCOMP = 4 }; /* protocol ids of RFC 2407 */

/*
 * How long one request stands before traffic makes another one: the packets of one default ping
 * (at the lab's pace, see ping.h) share a request.
 */
enum { IPSEC_REQUEST_MS = 850 };

struct ipsec_sa {
    struct ipsec_sa *next;
    bool inbound;
    int protocol; /* IPSEC_AH, IPSEC_ESP */
    uint32_t spi;
    unsigned conn, flow;
    unsigned bundle; /* SAs made by one negotiation share it; higher is newer */
    char transform[CONF_NAME];
    bool transport;
    unsigned life_s, life_kb;
    uint64_t created_ms;
    uint64_t packets, bytes;
    uint64_t key;
};

struct ident {
    struct ident *next;
    char interface[CONF_NAME];
    char map[CONF_NAME];
    unsigned sequence;
    uint32_t local, peer;
    struct network here, there; /* what is protected at this end and at the other */
    int protocol;
    uint16_t here_port, there_port;
    struct ipsec_sa *sas;
    uint64_t encaps, decaps, digests, verified, send_errors, recv_errors;
    char dynamic[CONF_NAME];   /* made for a peer by this dynamic map, "" when configured */
    unsigned dynamic_sequence; /* the entry of it */
    bool reverse_route;        /* has put a route to the other end */
    uint64_t made_ms;          /* when the peer asked for it */
    uint32_t request_spi[CONF_MAX_SETS][2]; /* what was asked for: AH and ESP of each set */
    uint64_t requested_ms;                  /* when SAs were last asked for; 0 never */
};

struct ipsec {
    struct router *r;
    struct ident *idents; /* in the order of interfaces, map entries and list entries */
    unsigned flows, bundles;
    uint64_t not_ipsec_ms; /* when the last clear packet was logged */
    uint64_t invalid_spi_ms;
};

struct ipsec *ipsec_new(struct router *r);
void ipsec_free(struct ipsec *x);

/* The configuration changed: identities come and go with crypto maps and access lists. */
void ipsec_refresh(struct ipsec *x);

/* The map entry an identity stands for, or NULL. */
const struct map_entry *ident_map(const struct ipsec *x, const struct ident *id);

/* A packet leaves by an interface with a crypto map. True when IPsec took it (sent or dropped). */
bool ipsec_output(struct ipsec *x, const struct interface *out, struct packet *p);

/* An ESP or AH packet for this router; taken over. */
void ipsec_input(struct ipsec *x, struct packet *p);

/* Whether a packet in clear must not come in here because the other end should have encrypted it.
 */
bool ipsec_refuses_clear(struct ipsec *x, const struct interface *in, const struct flow *f);

/* What a negotiation agreed upon: one SA a direction for each protocol. */
struct ipsec_agreed {
    size_t count;
    struct {
        int protocol;
        char transform[CONF_NAME]; /* "esp-des esp-md5-hmac" */
        uint32_t spi_in, spi_out;
        uint64_t key_in, key_out;
    } part[2];
    bool transport;
    bool as_heard; /* the other end asked */
    unsigned life_s, life_kb;
};
void ipsec_install(struct ipsec *x, struct ident *id, const struct ipsec_agreed *a);

uint32_t ipsec_new_spi(struct ipsec *x);
struct ipsec_sa *ident_sa(const struct ident *id, bool inbound, int protocol); /* newest or NULL */
void ipsec_expire(struct ipsec *x); /* drop what has outlived its lifetime */
unsigned ipsec_life_left_s(const struct ipsec *x, const struct ipsec_sa *sa);

/* Delete SAs, with their debug lines. */
void ident_delete_sas(struct ipsec *x, struct ident *id);
void ipsec_delete_spi(struct ipsec *x, uint32_t peer, int protocol, uint32_t spi);
void ipsec_delete_peer(struct ipsec *x, uint32_t peer); /* 0: all */

#endif
