/* SPDX-License-Identifier: ISC */
/* What a VPN client says and hears once greeted: XAUTH, mode configuration, quick mode. */
#include "lab/remote/client_inside.h"

#include "lab/crypto/offer.h"
#include "lab/remote/attribute.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of RFC 2407 in what it offers. */
enum { A_LIFE_TYPE = 1, A_LIFE, A_GROUP, A_ENCAPS, A_AUTH, LIFE_SECONDS = 1, TUNNEL = 1 };
enum { DES = 2, TRIPLE_DES = 3, MD5 = 1, SHA = 2, LIFE_S = 3600, PROTO_ISAKMP = 1 };
enum { XAUTH_PASSED = 1, SPLIT_LEN = 8, DELETE_LEN = 12 };
enum { NOTIFY_AT = 6, SPI_AT = 8 }; /* in the body of a notification or a delete */

static const struct {
    unsigned cipher, hash;
} suites[] = {{TRIPLE_DES, SHA}, {TRIPLE_DES, MD5}, {DES, MD5}};

static void send_attributes(struct client *c, const struct attributes *a, uint32_t message,
                            bool answer)
{
    struct buf m = {0};
    struct buf body = {0};
    client_begin_message(c, EXCHANGE_TRANSACTION, message, true, &m);
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
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        struct offer_proposal *p = &offer->proposal[offer->count++];
        *p = (struct offer_proposal){
            .number = (unsigned)i + 1, .protocol = IPSEC_ESP, .spi = c->spi, .count = 1};
        p->transform[0] = (struct offer_transform){.number = 1, .id = suites[i].cipher};
        offer_attribute(&p->transform[0], A_ENCAPS, TUNNEL);
        offer_attribute(&p->transform[0], A_LIFE_TYPE, LIFE_SECONDS);
        offer_attribute(&p->transform[0], A_LIFE, LIFE_S);
        offer_attribute(&p->transform[0], A_AUTH, suites[i].hash);
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
    client_begin_message(c, EXCHANGE_QUICK, c->message, true, &m);
    offer_phase2(c, &body);
    isakmp_add(&m, PAYLOAD_SA, body.data, body.len);
    client_add_nonce(c, c->nonce_i, &m);
    add_network(&m, &(struct network){c->address, UINT32_MAX});
    add_network(&m, &c->behind);
    client_enter(c, CLIENT_AGREES);
    client_send(c, &m, true);
    buf_fini(&body);
    buf_fini(&m);
}

void client_tell_user(struct client *c)
{
    struct attributes *reply = mem_alloc(sizeof *reply);
    reply->kind = CONFIG_REPLY;
    attributes_add_text(reply, ATTRIBUTE_XAUTH_USER, c->script->user);
    attributes_add_text(reply, ATTRIBUTE_XAUTH_PASSWORD, c->script->password);
    client_enter(c, CLIENT_IDENTIFIES);
    send_attributes(c, reply, c->message, true);
    free(reply);
}

/* The gateway wants to know who we are, or says whether it knows us. */
static void take_question(struct client *c, const struct attributes *a, uint32_t message)
{
    struct attributes *reply = mem_alloc(sizeof *reply);
    if (a->kind == CONFIG_REQUEST) {
        c->message = message;
        client_enter(c, CLIENT_TYPES);
    } else if (attributes_find(a, ATTRIBUTE_XAUTH_STATUS)) {
        reply->kind = CONFIG_ACK;
        send_attributes(c, reply, message, false);
        if (attributes_number(a, ATTRIBUTE_XAUTH_STATUS) != XAUTH_PASSED)
            client_give_up(c, "user or password refused");
        else if (c->state == CLIENT_IDENTIFIES) /* else the acknowledgement was lost */
            client_ask_address(c);
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
        if (c->state == CLIENT_IDENTIFIES || a->kind == CONFIG_SET)
            take_question(c, a, m->h.message);
        else if (c->state == CLIENT_CONFIGURES && a->kind == CONFIG_REPLY &&
                 m->h.message == c->message)
            take_address(c, a);
    }
    free(a);
}

/* The third message. Nothing answers it: when it is lost the gateway repeats the second. */
static void confirm_tunnel(struct client *c)
{
    struct buf m = {0};
    client_begin_message(c, EXCHANGE_QUICK, c->message, true, &m);
    client_send(c, &m, false);
    buf_fini(&m);
}

static void take_tunnel(struct client *c, const struct isakmp_message *m)
{
    struct offer *offer = mem_alloc(sizeof *offer);
    int at = isakmp_find(m, PAYLOAD_SA, 0);
    int nonce = isakmp_find(m, PAYLOAD_NONCE, 0);
    if (at >= 0 && nonce >= 0 && m->payload[nonce].len == KEYING_NONCE &&
        offer_read(m->payload[at].body, m->payload[at].len, offer)) {
        memcpy(c->nonce_r, m->payload[nonce].body, KEYING_NONCE);
        c->in = (struct ipsec_sa){.inbound = true, .protocol = IPSEC_ESP, .spi = c->spi};
        c->out = (struct ipsec_sa){.protocol = IPSEC_ESP, .spi = offer->proposal[0].spi};
        c->in.key = keying_spi(&c->keys, c->nonce_i, c->nonce_r, 0, IPSEC_ESP, c->in.spi);
        c->out.key = keying_spi(&c->keys, c->nonce_i, c->nonce_r, 0, IPSEC_ESP, c->out.spi);
        confirm_tunnel(c);
        client_enter(c, CLIENT_CONNECTED);
    }
    free(offer);
}

/* Dead peer detection: say that we are there. */
static void answer_alive(struct client *c, const unsigned char *body, size_t len)
{
    struct buf m = {0};
    struct buf reply = {0};
    buf_add(&reply, body, len);
    reply.data[NOTIFY_AT] = (char)(NOTIFY_R_U_THERE_ACK >> 8 & 0xff);
    reply.data[NOTIFY_AT + 1] = (char)(NOTIFY_R_U_THERE_ACK & 0xff);
    client_begin_message(c, EXCHANGE_INFO, (uint32_t)client_random(c) | 1, true, &m);
    isakmp_add(&m, PAYLOAD_NOTIFY, reply.data, reply.len);
    client_send(c, &m, false);
    buf_fini(&reply);
    buf_fini(&m);
}

static void take_notify(struct client *c, const unsigned char *body, size_t len)
{
    if (c->state == CLIENT_CONNECTED && get_number(body + NOTIFY_AT, 2) == NOTIFY_R_U_THERE)
        answer_alive(c, body, len);
    else if (c->state != CLIENT_CONNECTED)
        client_give_up(c, "the gateway has refused");
}

static void take_info(struct client *c, const struct isakmp_message *m)
{
    int gone = isakmp_find(m, PAYLOAD_DELETE, 0);
    int notify = isakmp_find(m, PAYLOAD_NOTIFY, 0);
    if (gone >= 0 && m->payload[gone].len >= DELETE_LEN) {
        const unsigned char *body = m->payload[gone].body;
        /* Of IPsec SAs only the one it sends by counts: the gateway lets go of older ones, too. */
        if (body[4] == PROTO_ISAKMP || get_number(body + SPI_AT, 4) == c->out.spi)
            client_give_up(c, "the gateway has hung up");
    } else if (notify >= 0 && m->payload[notify].len >= SPI_AT) {
        take_notify(c, m->payload[notify].body, m->payload[notify].len);
    }
}

void client_hear(struct client *c, char *bytes, size_t len)
{
    struct isakmp_message m;
    struct isakmp_header h;
    if (!isakmp_peek(bytes, len, &h) || h.icookie != c->keys.icookie ||
        !isakmp_read(bytes, len, c->keys.skeyid_e, &m))
        return;
    if (h.exchange == EXCHANGE_AGGRESSIVE && c->state == CLIENT_GREETS)
        client_greeted(c, &m);
    else if (h.exchange == EXCHANGE_TRANSACTION)
        take_transaction(c, &m);
    else if (h.exchange == EXCHANGE_QUICK && c->state == CLIENT_AGREES && h.message == c->message)
        take_tunnel(c, &m);
    else if (h.exchange == EXCHANGE_QUICK && c->state == CLIENT_CONNECTED &&
             h.message == c->message)
        confirm_tunnel(c);
    else if (h.exchange == EXCHANGE_INFO)
        take_info(c, &m);
}
