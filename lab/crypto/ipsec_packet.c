/* SPDX-License-Identifier: ISC */
/* Packets through IPsec: matched against crypto maps, wrapped, unwrapped. */
#include "lab/crypto/ipsec.h"

#include "lab/box/card.h"
#include "lab/crypto/digest.h"
#include "lab/crypto/ike.h"
#include "lab/crypto/overhead.h"
#include "lab/net/fragment.h"
#include "lab/net/icmp.h"
#include "lab/net/ip.h"
#include "lab/router/say.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* IOS limits some messages to one a minute; the lab's time runs ten times as fast. */
enum { LOG_INTERVAL_MS = 6000, OUTER_TTL = 255, REQUEST_FLAGS = 0x4004 };

static struct ident *find_ident(struct ipsec *x, const struct interface *i,
                                const struct map_entry *m, const struct entry *e)
{
    struct network here = entry_network(&e->source);
    struct network there = entry_network(&e->dest);
    for (struct ident *id = x->idents; id; id = id->next)
        if (strcmp(id->interface, i->name) == 0 && strcmp(id->map, m->name) == 0 &&
            id->sequence == m->sequence && id->protocol == e->protocol &&
            id->here.address == here.address && id->here.mask == here.mask &&
            id->there.address == there.address && id->there.mask == there.mask)
            return id;
    return NULL;
}

/* The identity that protects a flow leaving by an interface; counts the list's match. */
static struct ident *match_map(struct ipsec *x, const struct interface *i, const struct flow *f)
{
    const struct conf *c = x->r->conf;
    for (size_t k = 0; k < c->maps; k++) {
        const struct map_entry *m = &c->map[k];
        if (strcmp(m->name, i->map) != 0 || !m->list[0])
            continue;
        struct entry *e = acl_find(conf_list(c, m->list), f);
        if (!e)
            continue;
        e->hits++;
        struct ident *id = e->permit ? find_ident(x, i, m, e) : NULL;
        if (id)
            return id;
    }
    return NULL;
}

/* One request for each transform set, AH and ESP of one set counting separately. */
static void say_request(struct ipsec *x, struct ident *id)
{
    const struct map_entry *m = ident_map(x, id);
    for (size_t i = 0; m && i < m->sets; i++) {
        const struct transform_set *set = conf_set(x->r->conf, m->set[i]);
        for (int protocol = IPSEC_AH; set && protocol <= IPSEC_ESP; protocol++) {
            char transform[CONF_NAME];
            if (!set_part(set, protocol, transform))
                continue;
            uint32_t *spi = &id->request_spi[i][protocol - IPSEC_AH];
            *spi = ipsec_new_spi(x);
            struct facts f = {.local = id->local,
                              .peer = id->peer,
                              .here = &id->here,
                              .there = &id->there,
                              .source = id->local,
                              .dest = id->peer,
                              .source_proxy = &id->here,
                              .dest_proxy = &id->there,
                              .transform = transform,
                              .protocol = protocol,
                              .spi = *spi,
                              .life_s = m->life_s,
                              .life_kb = m->life_kb,
                              .flags = REQUEST_FLAGS};
            say(x->r, SAY_SA_REQUEST, &f);
        }
    }
}

static void request(struct ipsec *x, struct ident *id)
{
    uint64_t now = router_uptime_ms(x->r);
    if (id->requested_ms && now - id->requested_ms < IPSEC_REQUEST_MS)
        return;
    id->requested_ms = now;
    say_request(x, id);
    ike_request(x->r->ike, id);
}

static uint64_t seal(const struct ipsec_sa *sa, const struct packet *p)
{
    uint64_t text[] = {p->flow.source, p->flow.dest, p->size, p->sequence, p->id};
    return digest(sa->key, text, sizeof text);
}

/* Of one bundle AH is the outer header. */
static struct ipsec_sa *outer_sa(const struct ident *id)
{
    struct ipsec_sa *esp = ident_sa(id, false, IPSEC_ESP);
    struct ipsec_sa *ah = ident_sa(id, false, IPSEC_AH);
    return !esp || (ah && ah->bundle >= esp->bundle) ? ah : esp;
}

static void wrap(struct ipsec *x, struct ident *id, struct packet *p, bool df)
{
    struct ipsec_sa *outer = outer_sa(id);
    assert(outer);
    if (!engine_encrypt(x->r, p->size)) {
        id->send_errors++;
        packet_free(p);
        return;
    }
    struct packet *q = mem_alloc(sizeof *q);
    *q = (struct packet){.kind = PACKET_ESP,
                         .flow = {.source = id->local,
                                  .dest = id->peer,
                                  .protocol = outer->protocol == IPSEC_AH ? PROTO_AH : PROTO_ESP},
                         .size = ipsec_sealed_size(id, outer->bundle, p->size),
                         .ttl = OUTER_TTL,
                         .df = df,
                         .spi = outer->spi,
                         .seal = seal(outer, p),
                         .inner = p};
    for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (!sa->inbound && sa->bundle == outer->bundle) {
            sa->packets++;
            sa->bytes += p->size;
            id->digests += strstr(sa->transform, "hmac") != NULL;
        }
    id->encaps++;
    ip_output_plain(x->r, q);
}

/*
 * Through the tunnel, in pieces where the sealed packet would not fit; with "after-encryption" and
 * in transport mode it is the sealed packet that is cut. "df-bit clear" overrules the sender.
 */
static void protect(struct ipsec *x, const struct interface *out, struct ident *id,
                    struct packet *p)
{
    const struct conf *c = x->r->conf;
    const struct ipsec_sa *sa = outer_sa(id);
    unsigned room = ipsec_room(id, sa->bundle, interface_ip_mtu(out));
    enum df_bit rule = out->df_bit ? out->df_bit : c->df_bit;
    bool df = rule == DF_SET || (rule != DF_CLEAR && p->df);
    if (p->size > room && p->df && rule != DF_CLEAR) {
        icmp_error(x->r, p, PACKET_UNREACHABLE, UNREACHABLE_TOO_BIG);
        packet_free(p);
        return;
    }
    while (!c->fragment_after && !sa->transport && p->size > room)
        wrap(x, id, fragment_cut(x->r, p, room), df);
    wrap(x, id, p, df);
}

bool ipsec_output(struct ipsec *x, const struct interface *out, struct packet *p)
{
    ipsec_expire(x);
    struct ident *id = match_map(x, out, &p->flow);
    if (!id)
        return false;
    if (ident_sa(id, false, IPSEC_ESP) || ident_sa(id, false, IPSEC_AH)) {
        protect(x, out, id, p);
        return true;
    }
    id->send_errors++;
    packet_free(p);
    request(x, id);
    return true;
}

static struct ipsec_sa *find_sa(struct ipsec *x, const struct packet *p, struct ident **owner)
{
    int protocol = p->flow.protocol == PROTO_AH ? IPSEC_AH : IPSEC_ESP;
    for (struct ident *id = x->idents; id; id = id->next)
        for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
            if (sa->inbound && sa->spi == p->spi && sa->protocol == protocol &&
                id->local == p->flow.dest) {
                *owner = id;
                return sa;
            }
    return NULL;
}

static bool due(struct ipsec *x, uint64_t *last)
{
    uint64_t now = router_uptime_ms(x->r);
    if (*last && now - *last < LOG_INTERVAL_MS)
        return false;
    *last = now;
    return true;
}

static bool inside(const struct network *n, uint32_t address)
{
    return ((address ^ n->address) & n->mask) == 0;
}

static void unwrap(struct ipsec *x, struct ident *id, struct ipsec_sa *with, struct packet *p)
{
    struct packet *inner = p->inner;
    p->inner = NULL;
    bool sound = engine_decrypt(x->r, p->size) && seal(with, inner) == p->seal;
    memcpy(inner->in, p->in, sizeof inner->in);
    packet_free(p);
    if (!sound || !inside(&id->there, inner->flow.source) || !inside(&id->here, inner->flow.dest)) {
        id->recv_errors++;
        packet_free(inner);
        return;
    }
    for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (sa->inbound && sa->bundle == with->bundle) {
            sa->packets++;
            sa->bytes += inner->size;
            id->verified += strstr(sa->transform, "hmac") != NULL;
        }
    id->decaps++;
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
    if (due(x, &x->invalid_spi_ms))
        say(x->r, SAY_LOG_INVALID_SPI,
            &(struct facts){.source = p->flow.source,
                            .dest = p->flow.dest,
                            .number = p->flow.protocol,
                            .spi = p->spi,
                            .interface = interface_of(x->r->conf, p->flow.dest)});
    packet_free(p);
}

bool ipsec_refuses_clear(struct ipsec *x, const struct interface *in, const struct flow *f)
{
    struct flow back = flow_reversed(f);
    struct ident *id = match_map(x, in, &back);
    if (!id)
        return false;
    id->recv_errors++;
    if (due(x, &x->not_ipsec_ms))
        say(x->r, SAY_LOG_NOT_IPSEC,
            &(struct facts){.dest = f->dest, .source = f->source, .protocol = f->protocol});
    return true;
}
