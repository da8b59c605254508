/* SPDX-License-Identifier: ISC */
/* Packets that leave through IPsec: matched against crypto maps, wrapped. */
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

enum { OUTER_TTL = 255, REQUEST_FLAGS = 0x4000 };

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
            bool transport = ipsec_is_transport(set, id->local, id->peer, &id->here, &id->there);
            *spi = ipsec_new_spi(x);
            struct facts f = {.local = id->local,
                              .peer = id->peer,
                              .here = &id->here,
                              .there = &id->there,
                              .ip_protocol = id->protocol,
                              .here_port = id->here_port,
                              .there_port = id->there_port,
                              .source = id->local,
                              .dest = id->peer,
                              .source_proxy = &id->here,
                              .dest_proxy = &id->there,
                              .transform = transform,
                              .protocol = protocol,
                              .spi = *spi,
                              .life_s = m->life_s,
                              .life_kb = m->life_kb,
                              .mode = ipsec_mode(transport),
                              .flags = REQUEST_FLAGS | ipsec_flags(transport, m->pfs)};
            say(x->r, SAY_SA_REQUEST, &f);
        }
    }
}

void ipsec_request(struct ipsec *x, struct ident *id)
{
    uint64_t now = router_uptime_ms(x->r);
    if (id->requested_ms && now - id->requested_ms < IPSEC_REQUEST_MS)
        return;
    id->requested_ms = now;
    say_request(x, id);
    ike_request(x->r->ike, id);
}

uint64_t ipsec_seal(const struct ipsec_sa *sa, const struct packet *p)
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
                         .esp_sequence = ++outer->sequence,
                         .seal = ipsec_seal(outer, p),
                         .inner = p};
    memcpy(q->vrf, id->vrf, sizeof q->vrf);
    bool digest = false;
    for (struct ipsec_sa *sa = id->sas; sa; sa = sa->next)
        if (!sa->inbound && sa->bundle == outer->bundle) {
            sa->packets++;
            sa->bytes += p->size;
            digest = digest || strstr(sa->transform, "hmac");
        }
    id->digests += digest;
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
    ike_traffic(x->r->ike, id);
    ipsec_used(x, id);
}

bool ipsec_output(struct ipsec *x, const struct interface *out, struct packet *p)
{
    ipsec_expire(x);
    struct ident *id = match_flow(x, out, p->vrf, &p->flow, true);
    if (!id)
        return false;
    if (ident_sa(id, false, IPSEC_ESP) || ident_sa(id, false, IPSEC_AH)) {
        protect(x, out, id, p);
        return true;
    }
    id->send_errors++;
    /* Another run of packets may ask at once: what failed before may have been mended since. */
    if (id->asker != p->id)
        id->requested_ms = 0;
    id->asker = p->id;
    packet_free(p);
    ipsec_request(x, id);
    return true;
}
