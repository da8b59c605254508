/* SPDX-License-Identifier: ISC */
/* The messages of a VPN client, as initiator of everything but XAUTH. */
#include "lab/remote/client_inside.h"

#include "lab/crypto/digest.h"
#include "lab/crypto/offer.h"
#include "lab/remote/attribute.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of RFC 2407 and 2409 in what it offers. */
enum {
    P1_ENCRYPTION = 1,
    P1_HASH,
    P1_AUTH,
    P1_GROUP,
    PSK = 1,
    XAUTH_PSK = 65001,
    KEY_IKE = 1,
    GROUP = 2
};
enum { P1_DES = 1, P1_3DES = 5, MD5 = 1, SHA = 2 };
enum { P2_LIFE_TYPE = 1, P2_LIFE, P2_GROUP, P2_ENCAPS, P2_AUTH, LIFE_SECONDS = 1, TUNNEL = 1 };
enum { P2_DES = 2, P2_3DES = 3, LIFE_S = 3600, PROTO_ISAKMP = 1, DOI_IPSEC = 1 };
enum { XAUTH_PASSED = 1, SPLIT_LEN = 8, DELETE_LEN = 12 };

static const struct {
    unsigned phase1, phase2, hash;
} suites[] = {{P1_3DES, P2_3DES, SHA}, {P1_3DES, P2_3DES, MD5}, {P1_DES, P2_DES, MD5}};
enum { SUITES = sizeof suites / sizeof suites[0] };

static void begin(const struct client *c, unsigned exchange, uint32_t message, bool encrypted,
                  struct buf *m)
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

static void add_nonce(struct client *c, char nonce[KEYING_NONCE], struct buf *m)
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
    for (size_t i = 0; i < SUITES; i++) {
        struct offer_transform *t = &p->transform[p->count++];
        *t = (struct offer_transform){.number = (unsigned)p->count, .id = KEY_IKE};
        offer_attribute(t, P1_ENCRYPTION, suites[i].phase1);
        offer_attribute(t, P1_HASH, suites[i].hash);
        offer_attribute(t, P1_GROUP, GROUP);
        offer_attribute(t, P1_AUTH, c->script->user ? XAUTH_PSK : PSK);
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
    c->keys.public_i = dh_public(GROUP, c->secret);
    offer_phase1(c);
    begin(c, EXCHANGE_AGGRESSIVE, 0, false, &m);
    isakmp_add(&m, PAYLOAD_SA, c->offered.data, c->offered.len);
    put_number(&body, c->keys.public_i, 4);
    isakmp_add(&m, PAYLOAD_KE, body.data, body.len);
    add_nonce(c, c->keys.nonce_i, &m);
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
    begin(c, EXCHANGE_INFO, 0, false, &m);
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

static void send_attributes(struct client *c, const struct attributes *a, uint32_t message,
                            bool answer)
{
    struct buf m = {0};
    struct buf body = {0};
    begin(c, EXCHANGE_TRANSACTION, message, true, &m);
    attributes_write(a, &body);
    isakmp_add(&m, PAYLOAD_ATTRIBUTES, body.data, body.len);
    client_send(c, &m, answer);
    buf_fini(&body);
    buf_fini(&m);
}

void client_ask_address(struct client *c)
{
    static const enum attribute_type wanted[] = {
        ATTRIBUTE_ADDRESS, ATTRIBUTE_NETMASK, ATTRIBUTE_DNS,   ATTRIBUTE_DNS,
        ATTRIBUTE_NBNS,    ATTRIBUTE_NBNS,    ATTRIBUTE_SPLIT, ATTRIBUTE_DOMAIN};
    struct attributes *a = mem_alloc(sizeof *a);
    a->kind = CONFIG_REQUEST;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        attributes_add(a, wanted[i], NULL, 0);
    c->message = (uint32_t)client_random(c) | 1;
    client_enter(c, CLIENT_CONFIGURES);
    send_attributes(c, a, c->message, true);
    free(a);
}

static void add_network(struct buf *m, const struct network *n)
{
    struct buf id = {0};
    bool host = n->mask == UINT32_MAX;
    put_number(&id, host ? ID_ADDRESS : ID_SUBNET, 1);
    put_number(&id, 0, 3); /* any protocol, any port */
    put_number(&id, n->address, 4);
    put_number(&id, n->mask, host ? 0 : 4);
    isakmp_add(m, PAYLOAD_ID, id.data, id.len);
    buf_fini(&id);
}

static void offer_phase2(struct client *c, struct buf *body)
{
    struct offer *offer = mem_alloc(sizeof *offer);
    for (size_t i = 0; i < SUITES; i++) {
        struct offer_proposal *p = &offer->proposal[offer->count++];
        *p = (struct offer_proposal){
            .number = (unsigned)i + 1, .protocol = IPSEC_ESP, .spi = c->spi, .count = 1};
        p->transform[0] = (struct offer_transform){.number = 1, .id = suites[i].phase2};
        offer_attribute(&p->transform[0], P2_ENCAPS, TUNNEL);
        offer_attribute(&p->transform[0], P2_LIFE_TYPE, LIFE_SECONDS);
        offer_attribute(&p->transform[0], P2_LIFE, LIFE_S);
        offer_attribute(&p->transform[0], P2_AUTH, suites[i].hash);
    }
    offer_write(offer, body);
    free(offer);
}

void client_ask_tunnel(struct client *c)
{
    struct buf m = {0};
    struct buf body = {0};
    c->message = (uint32_t)client_random(c) | 1;
    c->spi = (uint32_t)client_random(c) | 0x1000;
    begin(c, EXCHANGE_QUICK, c->message, true, &m);
    offer_phase2(c, &body);
    isakmp_add(&m, PAYLOAD_SA, body.data, body.len);
    add_nonce(c, c->nonce_i, &m);
    add_network(&m, &(struct network){c->address, UINT32_MAX});
    add_network(&m, &c->behind);
    client_enter(c, CLIENT_AGREES);
    client_send(c, &m, true);
    buf_fini(&body);
    buf_fini(&m);
}

static void take_greeting(struct client *c, const struct isakmp_message *m)
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
    begin(c, EXCHANGE_AGGRESSIVE, 0, true, &out);
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

/* The gateway wants to know who we are, or says whether it knows us. */
static void take_question(struct client *c, const struct attributes *a, uint32_t message)
{
    struct attributes *reply = mem_alloc(sizeof *reply);
    if (a->kind == CONFIG_REQUEST) {
        reply->kind = CONFIG_REPLY;
        attributes_add_text(reply, ATTRIBUTE_XAUTH_USER, c->script->user);
        attributes_add_text(reply, ATTRIBUTE_XAUTH_PASSWORD, c->script->password);
        send_attributes(c, reply, message, true);
    } else if (attributes_find(a, ATTRIBUTE_XAUTH_STATUS)) {
        reply->kind = CONFIG_ACK;
        send_attributes(c, reply, message, false);
        if (attributes_number(a, ATTRIBUTE_XAUTH_STATUS) == XAUTH_PASSED)
            client_ask_address(c);
        else
            client_give_up(c, "user or password refused");
    }
    free(reply);
}

static void take_address(struct client *c, const struct attributes *a)
{
    const struct attribute *split = attributes_find(a, ATTRIBUTE_SPLIT);
    c->address = attributes_number(a, ATTRIBUTE_ADDRESS);
    c->dns = attributes_number(a, ATTRIBUTE_DNS);
    c->behind = (struct network){0};
    if (split && split->len >= SPLIT_LEN) {
        const unsigned char *value = (const unsigned char *)split->value;
        c->behind.address = (uint32_t)get_number(value, 4);
        c->behind.mask = (uint32_t)get_number(value + 4, 4);
    }
    if (c->address)
        client_ask_tunnel(c);
    else
        client_give_up(c, "got no address");
}

static void take_transaction(struct client *c, const struct isakmp_message *m)
{
    struct attributes *a = mem_alloc(sizeof *a);
    int at = isakmp_find(m, PAYLOAD_ATTRIBUTES, 0);
    if (at >= 0 && attributes_read(m->payload[at].body, m->payload[at].len, a)) {
        if (c->state == CLIENT_IDENTIFIES)
            take_question(c, a, m->h.message);
        else if (c->state == CLIENT_CONFIGURES && a->kind == CONFIG_REPLY &&
                 m->h.message == c->message)
            take_address(c, a);
    }
    free(a);
}

static void take_tunnel(struct client *c, const struct isakmp_message *m)
{
    struct offer *offer = mem_alloc(sizeof *offer);
    struct buf out = {0};
    int at = isakmp_find(m, PAYLOAD_SA, 0);
    int nonce = isakmp_find(m, PAYLOAD_NONCE, 0);
    if (at >= 0 && nonce >= 0 && m->payload[nonce].len == KEYING_NONCE &&
        offer_read(m->payload[at].body, m->payload[at].len, offer)) {
        memcpy(c->nonce_r, m->payload[nonce].body, KEYING_NONCE);
        c->in = (struct ipsec_sa){.inbound = true, .protocol = IPSEC_ESP, .spi = c->spi};
        c->out = (struct ipsec_sa){.protocol = IPSEC_ESP, .spi = offer->proposal[0].spi};
        c->in.key = keying_spi(&c->keys, c->nonce_i, c->nonce_r, 0, IPSEC_ESP, c->in.spi);
        c->out.key = keying_spi(&c->keys, c->nonce_i, c->nonce_r, 0, IPSEC_ESP, c->out.spi);
        begin(c, EXCHANGE_QUICK, c->message, true, &out);
        client_send(c, &out, false);
        client_enter(c, CLIENT_CONNECTED);
    }
    buf_fini(&out);
    free(offer);
}

static void take_info(struct client *c, const struct isakmp_message *m)
{
    int at = isakmp_find(m, PAYLOAD_DELETE, 0);
    if (at >= 0 && m->payload[at].len >= DELETE_LEN) {
        const unsigned char *body = m->payload[at].body;
        /* Of IPsec SAs only the one it sends by counts: the gateway lets go of older ones, too. */
        if (body[4] == PROTO_ISAKMP || get_number(body + 8, 4) == c->out.spi)
            client_give_up(c, "the gateway has hung up");
    } else if (isakmp_find(m, PAYLOAD_NOTIFY, 0) >= 0 && c->state != CLIENT_CONNECTED)
        client_give_up(c, "the gateway has refused");
}

void client_hear(struct client *c, char *bytes, size_t len)
{
    struct isakmp_message m;
    struct isakmp_header h;
    if (!isakmp_peek(bytes, len, &h) || h.icookie != c->keys.icookie ||
        !isakmp_read(bytes, len, c->keys.skeyid_e, &m))
        return;
    if (h.exchange == EXCHANGE_AGGRESSIVE && c->state == CLIENT_GREETS)
        take_greeting(c, &m);
    else if (h.exchange == EXCHANGE_TRANSACTION)
        take_transaction(c, &m);
    else if (h.exchange == EXCHANGE_QUICK && c->state == CLIENT_AGREES && h.message == c->message)
        take_tunnel(c, &m);
    else if (h.exchange == EXCHANGE_INFO)
        take_info(c, &m);
}
