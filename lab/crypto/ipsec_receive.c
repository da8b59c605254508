/* SPDX-License-Identifier: ISC */
/* Packets that come in through IPsec: found by SPI, checked, unwrapped. */
#include "lab/crypto/ipsec.h"

#include "lab/box/card.h"
#include "lab/crypto/ike.h"
#include "lab/net/ip.h"
#include "lab/router/say.h"

#include <string.h>

enum { WINDOW = 64 };

static struct ipsec_sa *find_sa(struct ipsec *x, const struct packet *p, struct ident **owner)
{
    int protocol = p->flow.protocol == PROTO_AH ? IPSEC_AH : IPSEC_ESP;
    for (struct ident *id = x->idents; id; id = id->next)
        for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
            if (sa->inbound && sa->spi == p->spi && sa->protocol == protocol &&
                id->local == p->flow.dest && strcmp(id->vrf, p->vrf) == 0) {
                *owner = id;
                return sa;
            }
    return NULL;
}

/* Whether a packet came before, or so late that nobody can tell (RFC 2401, appendix C). */
static bool is_replay(const struct ipsec_sa *sa, uint32_t sequence)
{
    if (!strstr(sa->transform, "hmac") || sequence > sa->sequence)
        return false;
    uint32_t back = sa->sequence - sequence;
    return back >= WINDOW || (sa->window >> back & 1);
}

static void take_note(struct ipsec_sa *sa, uint32_t sequence)
{
    if (sequence > sa->sequence) {
        uint32_t ahead = sequence - sa->sequence;
        sa->window = ahead < WINDOW ? sa->window << ahead | 1 : 1;
        sa->sequence = sequence;
    } else if (sa->sequence - sequence < WINDOW) {
        sa->window |= 1ULL << (sa->sequence - sequence);
    }
}

static bool inside(const struct network *n, uint32_t address)
{
    return ((address ^ n->address) & n->mask) == 0;
}

/* Would we have sent the answer by the same identity? If not, two of our lists overlap. */
static bool identity_fits(struct ipsec *x, const struct ident *id, const struct packet *inner)
{
    const struct interface *i = conf_interface(x->r->conf, id->interface);
    struct flow back = flow_reversed(&inner->flow);
    return i && inside(&id->there, inner->flow.source) && inside(&id->here, inner->flow.dest) &&
           match_flow(x, i, id->inside, &back, false) == id;
}

static void say_refused(struct ipsec *x, const struct ident *id, const struct ipsec_sa *sa,
                        enum ipsec_log kind, const struct packet *inner)
{
    static const enum saying words[IPSEC_LOGS] = {
        [LOG_IDENTITY] = SAY_LOG_IDENTITY, [LOG_REPLAY] = SAY_LOG_REPLAY, [LOG_MAC] = SAY_LOG_MAC};
    if (ipsec_log_due(x, kind))
        say(x->r, words[kind],
            &(struct facts){.conn = sa->conn,
                            .local = id->local,
                            .peer = id->peer,
                            .source = inner->flow.source,
                            .dest = inner->flow.dest,
                            .protocol = inner->flow.protocol,
                            .here = &id->here,
                            .there = &id->there});
}

/* What is wrong with a packet for this SA, in the order in which it is found out. */
static bool refuse(struct ipsec *x, struct ident *id, const struct ipsec_sa *sa,
                   const struct packet *p)
{
    if (!engine_decrypt(x->r, p->size)) {
        id->recv_errors++;
        return true;
    }
    bool replay = is_replay(sa, p->esp_sequence);
    bool sound = ipsec_seal(sa, p->inner) == p->seal;
    if (!replay && sound && identity_fits(x, id, p->inner))
        return false;
    say_refused(x, id, sa, replay ? LOG_REPLAY : sound ? LOG_IDENTITY : LOG_MAC, p->inner);
    id->replays += replay;
    id->recv_errors++;
    return true;
}

static void unwrap(struct ipsec *x, struct ident *id, struct ipsec_sa *with, struct packet *p)
{
    if (refuse(x, id, with, p)) {
        packet_free(p);
        return;
    }
    struct packet *inner = p->inner;
    p->inner = NULL;
    take_note(with, p->esp_sequence);
    memcpy(inner->in, p->in, sizeof inner->in);
    packet_free(p);
    bool digest = false;
    for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (sa->inbound && sa->bundle == with->bundle) {
            sa->packets++;
            sa->bytes += inner->size;
            digest = digest || strstr(sa->transform, "hmac");
        }
    id->verified += digest;
    id->decaps++;
    id->heard_ms = router_uptime_ms(x->r);
    memcpy(inner->vrf, id->inside, sizeof inner->vrf);
    ipsec_used(x, id);
    ip_input(x->r, NULL, inner);
}

/* The interface whose address a packet came to. */
static const char *interface_of(const struct conf *c, uint32_t address)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (conf_address(c, &c->interface[i]) == address)
            return c->interface[i].name;
    return "";
}

void ipsec_input(struct ipsec *x, struct packet *p)
{
    struct ident *id = NULL;
    ipsec_expire(x);
    struct ipsec_sa *sa = find_sa(x, p, &id);
    if (sa) {
        unwrap(x, id, sa, p);
        return;
    }
    if (ipsec_log_due(x, LOG_SPI))
        say(x->r, SAY_LOG_INVALID_SPI,
            &(struct facts){.source = p->flow.source,
                            .dest = p->flow.dest,
                            .number = p->flow.protocol,
                            .spi = p->spi,
                            .interface = interface_of(x->r->conf, p->flow.dest)});
    if (x->r->conf->invalid_spi_recovery)
        ike_invalid_spi(x->r->ike, p);
    packet_free(p);
}

bool ipsec_refuses_clear(struct ipsec *x, const struct interface *in, const struct flow *f)
{
    struct flow back = flow_reversed(f);
    struct ident *id = match_flow(x, in, NULL, &back, true);
    if (!id)
        return false;
    id->recv_errors++;
    if (ipsec_log_due(x, LOG_CLEAR))
        say(x->r, SAY_LOG_NOT_IPSEC,
            &(struct facts){.dest = f->dest, .source = f->source, .protocol = f->protocol});
    return true;
}
