/* SPDX-License-Identifier: ISC */
/* What the messages of quick mode carry: proposals, nonces, key exchange, identities, lifetimes. */
#include "lab/crypto/ike_sa.h"

#include "lab/crypto/digest.h"

#include <string.h>

static void add_identity(struct buf *m, const struct network *n, int protocol, uint16_t port)
{
    struct buf id = {0};
    bool host = n->mask == UINT32_MAX;
    put_number(&id, host ? ID_ADDRESS : ID_SUBNET, 1);
    put_number(&id, (uint64_t)protocol, 1);
    put_number(&id, port, 2);
    put_number(&id, n->address, 4);
    if (!host)
        put_number(&id, n->mask, 4);
    isakmp_add(m, PAYLOAD_ID, id.data, id.len);
    buf_fini(&id);
}

static bool read_identity(const struct isakmp_message *m, int n, struct network *out, int *protocol,
                          uint16_t *port)
{
    int at = isakmp_find(m, PAYLOAD_ID, n);
    if (at < 0 || m->payload[at].len < 8)
        return false;
    const unsigned char *body = m->payload[at].body;
    *protocol = body[1];
    *port = (uint16_t)get_number(body + 2, 2);
    out->address = (uint32_t)get_number(body + 4, 4);
    out->mask = m->payload[at].len >= 12 ? (uint32_t)get_number(body + 8, 4) : UINT32_MAX;
    return true;
}

void quick_add_body(struct ike *k, struct quick *q, const struct offer *offer, unsigned pfs,
                    struct buf *m)
{
    struct buf body = {0};
    uint64_t random = router_random(k->r);
    char *nonce = q->initiator ? q->nonce_i : q->nonce_r;
    memcpy(nonce, &random, IKE_NONCE);
    offer_write(offer, &body);
    isakmp_add(m, PAYLOAD_SA, body.data, body.len);
    isakmp_add(m, PAYLOAD_NONCE, nonce, IKE_NONCE);
    if (pfs) {
        q->secret = (uint32_t)router_random(k->r) | 1;
        buf_clear(&body);
        put_number(&body, pfs, 1);
        put_number(&body, dh_public(pfs, q->secret), 4);
        isakmp_add(m, PAYLOAD_KE, body.data, body.len);
    }
    const struct ident *id = q->id;
    const struct network *ends[] = {&id->here, &id->there};
    const uint16_t ports[] = {id->here_port, id->there_port};
    add_identity(m, ends[!q->initiator], id->protocol, ports[!q->initiator]);
    add_identity(m, ends[q->initiator], id->protocol, ports[q->initiator]);
    buf_fini(&body);
}

bool quick_read_body(const struct ike_sa *sa, struct quick *q, const struct isakmp_message *m,
                     struct offer *offer, struct proposal_asked *a)
{
    int at = isakmp_find(m, PAYLOAD_SA, 0);
    int nonce = isakmp_find(m, PAYLOAD_NONCE, 0);
    int ke = isakmp_find(m, PAYLOAD_KE, 0);
    int protocol;
    *a = (struct proposal_asked){.local = sa->local,
                                 .peer = sa->peer,
                                 .we_asked = q->initiator,
                                 .ours = q->initiator ? q->id : NULL};
    if (at < 0 || nonce < 0 || m->payload[nonce].len != IKE_NONCE ||
        !offer_read(m->payload[at].body, m->payload[at].len, offer) ||
        !read_identity(m, q->initiator ? 0 : 1, &a->here, &a->protocol, &a->here_port) ||
        !read_identity(m, q->initiator ? 1 : 0, &a->there, &protocol, &a->there_port))
        return false;
    memcpy(q->initiator ? q->nonce_r : q->nonce_i, m->payload[nonce].body, IKE_NONCE);
    if (ke >= 0 && m->payload[ke].len == 5) {
        a->pfs = m->payload[ke].body[0];
        q->shared = (uint32_t)get_number(m->payload[ke].body + 1, 4);
    }
    return true;
}

void quick_add_lifetime(const struct quick *q, struct buf *m)
{
    struct buf body = {0};
    put_number(&body, 1, 4); /* the IPsec DOI */
    put_number(&body, (uint64_t)q->agreed.part[0].protocol, 1);
    put_number(&body, 4, 1);
    put_number(&body, NOTIFY_RESPONDER_LIFETIME, 2);
    put_number(&body, q->agreed.part[0].spi_in, 4);
    put_number(&body, q->agreed.life_s, 4);
    put_number(&body, q->agreed.life_kb, 4);
    isakmp_add(m, PAYLOAD_NOTIFY, body.data, body.len);
    buf_fini(&body);
}

void quick_take_lifetime(struct ike *k, const struct ike_sa *sa, struct quick *q,
                         const struct isakmp_message *m)
{
    enum { LIFE_AT = 12, LIFE_LEN = 20 };
    int at = isakmp_find(m, PAYLOAD_NOTIFY, 0);
    if (at < 0 || m->payload[at].len != LIFE_LEN)
        return;
    const unsigned char *body = m->payload[at].body;
    struct facts f = sa_facts_of(sa);
    f.text = "RESPONDER_LIFETIME";
    f.protocol = body[4];
    f.spi = (uint32_t)get_number(body + 8, 4);
    f.message = q->message;
    say(k->r, SAY_NOTIFY, &f);
    unsigned life_s = (unsigned)get_number(body + LIFE_AT, 4);
    unsigned life_kb = (unsigned)get_number(body + LIFE_AT + 4, 4);
    q->agreed.life_s = life_s < q->agreed.life_s ? life_s : q->agreed.life_s;
    q->agreed.life_kb = life_kb < q->agreed.life_kb ? life_kb : q->agreed.life_kb;
}
