/* SPDX-License-Identifier: ISC */
/* Aggressive mode of a VPN client. */
#include "lab/remote/client_inside.h"

#include "lab/crypto/digest.h"
#include "lab/crypto/offer.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of RFC 2409 in what it offers. */
enum { A_ENCRYPTION = 1, A_HASH, A_AUTH, A_GROUP, PSK = 1, XAUTH_PSK = 65001 };
enum { DES = 1, TRIPLE_DES = 5, MD5 = 1, SHA = 2, KEY_IKE = 1, GROUP = 2 };
enum { PROTO_ISAKMP = 1, DOI_IPSEC = 1 };

static const struct {
    unsigned encryption, hash;
} suites[] = {{TRIPLE_DES, SHA}, {TRIPLE_DES, MD5}, {DES, MD5}};

void client_begin_message(const struct client *c, unsigned exchange, uint32_t message,
                          bool encrypted, struct buf *m)
{
    isakmp_begin(m, &(struct isakmp_header){.icookie = c->keys.icookie,
                                            .rcookie = c->keys.rcookie,
                                            .exchange = exchange,
                                            .flags = encrypted ? ISAKMP_ENCRYPTED : 0,
                                            .message = message});
    if (message == 0)
        return;
    char hash[KEYING_HASH];
    keying_hash(&c->keys, message, hash);
    isakmp_add(m, PAYLOAD_HASH, hash, sizeof hash);
}

void client_add_nonce(struct client *c, char nonce[KEYING_NONCE], struct buf *m)
{
    uint64_t random = client_random(c);
    memcpy(nonce, &random, KEYING_NONCE);
    isakmp_add(m, PAYLOAD_NONCE, nonce, KEYING_NONCE);
}

static void offer_phase1(struct client *c)
{
    struct offer *offer = mem_alloc(sizeof *offer);
    struct offer_proposal *p = &offer->proposal[offer->count++];
    *p = (struct offer_proposal){.number = 1, .protocol = PROTO_ISAKMP};
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        struct offer_transform *t = &p->transform[p->count++];
        *t = (struct offer_transform){.number = (unsigned)p->count, .id = KEY_IKE};
        offer_attribute(t, A_ENCRYPTION, suites[i].encryption);
        offer_attribute(t, A_HASH, suites[i].hash);
        offer_attribute(t, A_GROUP, GROUP);
        offer_attribute(t, A_AUTH, c->script->user ? XAUTH_PSK : PSK);
    }
    buf_clear(&c->offered);
    offer_write(offer, &c->offered);
    free(offer);
}

static void add_identity(const struct client *c, struct buf *m)
{
    struct buf id = {0};
    const char *group = c->script->group;
    put_number(&id, group ? ID_KEY : ID_ADDRESS, 1);
    put_number(&id, PROTO_UDP, 1);
    put_number(&id, PORT_ISAKMP, 2);
    if (group)
        buf_add_str(&id, group);
    else
        put_number(&id, c->own, 4);
    isakmp_add(m, PAYLOAD_ID, id.data, id.len);
    buf_fini(&id);
}

void client_dial(struct client *c)
{
    struct buf m = {0};
    struct buf body = {0};
    c->keys = (struct keying){.icookie = client_random(c)};
    c->secret = (uint32_t)client_random(c) | 1;
    c->message = 0;
    c->keys.public_i = dh_public(GROUP, c->secret);
    offer_phase1(c);
    client_begin_message(c, EXCHANGE_AGGRESSIVE, 0, false, &m);
    isakmp_add(&m, PAYLOAD_SA, c->offered.data, c->offered.len);
    put_number(&body, c->keys.public_i, 4);
    isakmp_add(&m, PAYLOAD_KE, body.data, body.len);
    client_add_nonce(c, c->keys.nonce_i, &m);
    add_identity(c, &m);
    client_enter(c, CLIENT_GREETS);
    client_send(c, &m, true);
    buf_fini(&body);
    buf_fini(&m);
}

/* Tell the gateway why it will hear no more: in clear, for without a common key nothing else is. */
static void refuse_hash(struct client *c)
{
    struct buf m = {0};
    struct buf body = {0};
    client_begin_message(c, EXCHANGE_INFO, 0, false, &m);
    put_number(&body, DOI_IPSEC, 4);
    put_number(&body, PROTO_ISAKMP, 1);
    put_number(&body, 0, 1);
    put_number(&body, NOTIFY_INVALID_HASH, 2);
    isakmp_add(&m, PAYLOAD_NOTIFY, body.data, body.len);
    client_send(c, &m, false);
    client_give_up(c, "the gateway does not prove to know the group's key");
    buf_fini(&body);
    buf_fini(&m);
}

void client_greeted(struct client *c, const struct isakmp_message *m)
{
    int ke = isakmp_find(m, PAYLOAD_KE, 0);
    int nonce = isakmp_find(m, PAYLOAD_NONCE, 0);
    int hash = isakmp_find(m, PAYLOAD_HASH, 0);
    char proof[KEYING_HASH];
    struct buf out = {0};
    if (ke < 0 || nonce < 0 || hash < 0 || m->payload[ke].len < 4 ||
        m->payload[nonce].len != KEYING_NONCE || m->payload[hash].len != KEYING_HASH)
        return;
    c->keys.rcookie = m->h.rcookie;
    c->keys.public_r = (uint32_t)get_number(m->payload[ke].body, 4);
    memcpy(c->keys.nonce_r, m->payload[nonce].body, KEYING_NONCE);
    keying_derive(&c->keys, c->script->key, dh_shared(GROUP, c->secret, c->keys.public_r));
    keying_proof(&c->keys, false, c->offered.data, c->offered.len, proof);
    if (memcmp(proof, m->payload[hash].body, KEYING_HASH) != 0) {
        refuse_hash(c);
        return;
    }
    client_begin_message(c, EXCHANGE_AGGRESSIVE, 0, true, &out);
    keying_proof(&c->keys, true, c->offered.data, c->offered.len, proof);
    isakmp_add(&out, PAYLOAD_HASH, proof, sizeof proof);
    client_enter(c, CLIENT_IDENTIFIES);
    client_send(c, &out, c->script->user != NULL);
    if (!c->script->user) {
        c->address = c->own;
        client_ask_tunnel(c);
    }
    buf_fini(&out);
}
