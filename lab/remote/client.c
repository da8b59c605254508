/* SPDX-License-Identifier: ISC */
/* The life of a VPN client: dialling, waiting, pinging, and its packets. */
#include "lab/remote/client_inside.h"

#include "lab/grammar/grammar.h"

#include "base/mem.h"

#include <stdlib.h>

/* At the lab's pace, see lab/shell/ping.h. */
enum {
    FIRST_DIAL_MS = 1000,
    REDIAL_MS = 5000,
    SPREAD_MS = 3000, /* of both, so that clients do not dial in step */
    ANSWER_MS = 2500,
    TYPING_MS = 1500,
    RESENDS = 3,
    PING_MS = 1000,
    LOST_PINGS = 15,   /* in a row, after answered ones: the tunnel has gone */
    VAIN_PINGS = 120,  /* none of which was ever answered: the same */
    RENEW_PINGS = 3300 /* under the same SAs, which live for an hour */
};
enum { PING_SIZE = 100, PING_ID = 1, CLIENT_TTL = 128, HEADERS = 28, ESP_OVERHEAD = 56 };

uint64_t client_random(struct client *c)
{
    /* splitmix64, as a router's */
    uint64_t z = c->random += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static void put_on_wire(struct client *c, const struct buf *bytes)
{
    struct packet *p = mem_alloc(sizeof *p);
    *p = (struct packet){.kind = PACKET_IKE,
                         .flow = {.source = c->own,
                                  .dest = c->gateway,
                                  .protocol = PROTO_UDP,
                                  .source_port = PORT_ISAKMP,
                                  .dest_port = PORT_ISAKMP},
                         .size = (unsigned)bytes->len + HEADERS,
                         .ttl = CLIENT_TTL,
                         .bytes = mem_ndup(bytes->data, bytes->len),
                         .len = bytes->len};
    link_send(c->link, c, c->uplink, p);
}

void client_send(struct client *c, struct buf *m, bool answer)
{
    isakmp_end(m, c->keys.skeyid_e);
    put_on_wire(c, m);
    if (!answer)
        return;
    buf_clear(&c->sent);
    buf_add(&c->sent, m->data, m->len);
    c->resends = 0;
    alarm_set(c->timer, ANSWER_MS);
}

void client_enter(struct client *c, enum client_state state)
{
    c->state = state;
    if (state == CLIENT_TYPES)
        alarm_set(c->timer, TYPING_MS);
    if (state != CLIENT_CONNECTED)
        return;
    c->trouble = "";
    c->unanswered = 0;
    alarm_stop(c->timer);
    alarm_set(c->pinger, PING_MS);
}

void client_give_up(struct client *c, const char *trouble)
{
    c->trouble = trouble;
    c->state = CLIENT_WAITS;
    c->address = 0;
    alarm_stop(c->pinger);
    alarm_set(c->timer, REDIAL_MS + client_random(c) % SPREAD_MS);
}

static void on_timer(void *user)
{
    struct client *c = user;
    if (c->state == CLIENT_WAITS) {
        c->dials++;
        client_dial(c);
    } else if (c->state == CLIENT_TYPES) {
        client_tell_user(c);
    } else if (c->state == CLIENT_IDENTIFIES && c->resends == RESENDS && !c->message) {
        client_ask_address(c); /* a gateway that asks for no user */
    } else if (c->resends < RESENDS) {
        c->resends++;
        put_on_wire(c, &c->sent);
        alarm_set(c->timer, ANSWER_MS);
    } else {
        client_give_up(c, "no answer");
    }
}

static void seal_and_send(struct client *c, struct packet *inner)
{
    struct packet *p = mem_alloc(sizeof *p);
    *p = (struct packet){.kind = PACKET_ESP,
                         .flow = {.source = c->own, .dest = c->gateway, .protocol = PROTO_ESP},
                         .size = inner->size + ESP_OVERHEAD,
                         .ttl = CLIENT_TTL,
                         .spi = c->out.spi,
                         .esp_sequence = ++c->out.sequence,
                         .seal = ipsec_seal(&c->out, inner),
                         .inner = inner};
    link_send(c->link, c, c->uplink, p);
}

static void on_pinger(void *user)
{
    struct client *c = user;
    if (c->unanswered++ == (c->in.packets > 0 ? LOST_PINGS : VAIN_PINGS)) {
        client_give_up(c, "nothing comes back any more");
        return;
    }
    if (c->out.sequence >= RENEW_PINGS) {
        client_ask_tunnel(c);
        return;
    }
    struct packet *p = mem_alloc(sizeof *p);
    *p = (struct packet){.kind = PACKET_ECHO,
                         .flow = {.source = c->address, .dest = c->target, .protocol = PROTO_ICMP},
                         .size = PING_SIZE,
                         .ttl = CLIENT_TTL,
                         .id = PING_ID,
                         .sequence = ++c->sequence};
    c->pings++;
    seal_and_send(c, p);
    alarm_set(c->pinger, PING_MS);
}

static bool owns(void *user, uint32_t address)
{
    return address == ((struct client *)user)->own;
}

/* What came out of the tunnel. */
static void take_inner(struct client *c, struct packet *p)
{
    c->in.packets++;
    if (p->kind == PACKET_ECHO_REPLY && p->flow.dest == c->address) {
        c->answers++;
        c->unanswered = 0;
    } else if (p->kind == PACKET_ECHO && p->flow.dest == c->address) {
        struct packet *reply = packet_copy(p);
        reply->kind = PACKET_ECHO_REPLY;
        reply->flow = flow_reversed(&p->flow);
        seal_and_send(c, reply);
    }
    packet_free(p);
}

static void input(void *user, uint32_t next_hop, struct packet *p)
{
    struct client *c = user;
    (void)next_hop;
    if (p->flow.source == c->gateway && p->kind == PACKET_IKE && c->state != CLIENT_WAITS) {
        client_hear(c, p->bytes, p->len);
    } else if (p->kind == PACKET_ESP && c->state == CLIENT_CONNECTED && p->spi == c->in.spi &&
               p->inner && ipsec_seal(&c->in, p->inner) == p->seal) {
        struct packet *inner = p->inner;
        p->inner = NULL;
        take_inner(c, inner);
    }
    packet_free(p);
}

static uint32_t address_of(const char *text)
{
    unsigned address = 0;
    grammar_ip(text, &address);
    return address;
}

struct client *client_new(struct world *w, struct link *k, const struct client_script *s,
                          uint64_t seed)
{
    struct client *c = mem_alloc(sizeof *c);
    c->script = s;
    c->link = k;
    c->random = seed;
    c->trouble = "";
    c->own = address_of(s->address);
    c->uplink = address_of(s->uplink);
    c->gateway = address_of(s->gateway);
    c->target = address_of(s->ping);
    c->timer = alarm_new(w, on_timer, c);
    c->pinger = alarm_new(w, on_pinger, c);
    link_attach_station(k, &(struct station){c, owns, input});
    alarm_set(c->timer, FIRST_DIAL_MS + client_random(c) % SPREAD_MS);
    return c;
}

void client_free(struct client *c)
{
    if (!c)
        return;
    link_detach(c->link, c);
    alarm_free(c->timer);
    alarm_free(c->pinger);
    buf_fini(&c->sent);
    buf_fini(&c->offered);
    free(c);
}

struct client_report client_report(const struct client *c)
{
    return (struct client_report){.state = c->state,
                                  .address = c->address,
                                  .dns = c->dns,
                                  .dials = c->dials,
                                  .pings = c->pings,
                                  .answers = c->answers,
                                  .trouble = c->trouble};
}
