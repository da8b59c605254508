/* SPDX-License-Identifier: ISC */
/*
 * The inside of a VPN client, shared by client.c (life and packets), client_greet.c (phase
 * 1) and client_ike.c (what follows).
 */
#ifndef LAB_CLIENT_INSIDE_H
#define LAB_CLIENT_INSIDE_H

#include "lab/crypto/ipsec.h"
#include "lab/crypto/isakmp.h"
#include "lab/crypto/keying.h"
#include "lab/remote/client.h"

struct client {
    const struct client_script *script;
    struct link *link;
    struct alarm *timer; /* an answer is overdue, or it is time to dial */
    struct alarm *pinger;
    uint64_t random;
    uint32_t own, uplink, gateway, target;
    enum client_state state;
    const char *trouble;
    unsigned dials, resends;
    struct buf sent;    /* the latest message that waits for an answer */
    struct buf offered; /* SA payload of phase 1 */
    struct keying keys;
    uint32_t secret;  /* of Diffie-Hellman */
    uint32_t message; /* of the transaction or quick mode that is open */
    uint32_t address, dns;
    struct network behind;                             /* what the tunnel is for */
    char nonce_i[KEYING_NONCE], nonce_r[KEYING_NONCE]; /* of quick mode */
    uint32_t spi;                                      /* offered in it */
    struct ipsec_sa in, out;
    uint16_t sequence;
    unsigned unanswered;
    uint64_t pings, answers;
};

uint64_t client_random(struct client *c);

/* Send what is in `m` (begun, not ended); `answer`: it is sent again until one comes. */
void client_send(struct client *c, struct buf *m, bool answer);

void client_enter(struct client *c, enum client_state state);
void client_give_up(struct client *c, const char *trouble); /* dials again later */

/* client_greet.c */
void client_dial(struct client *c);
void client_greeted(struct client *c, const struct isakmp_message *m);
void client_begin_message(const struct client *c, unsigned exchange, uint32_t message,
                          bool encrypted, struct buf *m);
void client_add_nonce(struct client *c, char nonce[KEYING_NONCE], struct buf *m);

/* client_ike.c */
void client_tell_user(struct client *c);
void client_ask_address(struct client *c);
void client_ask_tunnel(struct client *c);
void client_hear(struct client *c, char *bytes, size_t len);

#endif
