/* SPDX-License-Identifier: ISC */
/*
 * IKE of one router: its ISAKMP SAs and the exchanges that run under them. IPsec asks for SAs with
 * ike_request(); packets come in with ike_input().
 */
#ifndef LAB_IKE_H
#define LAB_IKE_H

#include "lab/net/link.h"
#include "lab/router/model.h"

struct ident;

/* One line of `show crypto isakmp sa`. */
struct ike_row {
    uint32_t responder, initiator;
    const char *state;
    uint32_t local, peer;
    unsigned conn;
    bool keyed; /* it has got as far as a key */
    bool established;
    bool deleted;           /* what is left of it will go soon */
    unsigned age_s, left_s; /* since phase 1 was done, and what its lifetime leaves */
    const struct policy *policy;
    const char *vrf;     /* front-door */
    const char *profile; /* ISAKMP profile, "" when none */
    const char *user;    /* of a VPN client, "" when none */
    const char *group;   /* and what it goes by, "" for peers with a key of their own */
    uint32_t assigned;   /* its address from a pool, 0 when none */
    bool client;         /* with addresses and settings given by mode config */
};

struct ike *ike_new(struct router *r);
void ike_free(struct ike *k);

/* The configuration changed: negotiations that have not come to an end start from scratch. */
void ike_refresh(struct ike *k, const struct conf *before);

/* IPsec needs SAs for this identity. */
void ike_request(struct ike *k, struct ident *id);

/* The n-th SA (from 0). False when there are fewer. */
bool ike_row(const struct ike *k, size_t n, struct ike_row *out);

void ike_input(struct ike *k, const struct packet *p);

/* clear crypto isakmp [id]; 0: all. The peers are told about SAs that were established. */
void ike_clear(struct ike *k, unsigned id);

/* An inbound SA is given up: the peer should stop using it. Needs an ISAKMP SA to say so. */
void ike_tell_deleted(struct ike *k, const struct ident *id, int protocol, uint32_t spi);

/* A packet came for an SPI that is not there: tell whoever sent it (invalid-spi-recovery). */
void ike_invalid_spi(struct ike *k, const struct packet *p);

/* Traffic leaves by an identity's SAs: is the peer still there? (dead peer detection) */
void ike_traffic(struct ike *k, const struct ident *id);

/* Whether a negotiation for the identity is under way. */
bool ike_works_on(const struct ike *k, const struct ident *id);

/* Whether a VPN client has this address from a pool. */
bool ike_serves(const struct ike *k, uint32_t address);

/* The identity is gone: nothing may hold on to it. */
void ike_forget(struct ike *k, const struct ident *id);

#endif
