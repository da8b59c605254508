/* SPDX-License-Identifier: ISC */
#include "lab/crypto/ike_sa.h"

#include "lab/config/conf_remote.h"
#include "lab/crypto/digest.h"
#include "lab/net/ip.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { IP_UDP_HEADER = 28, IKE_TTL = 255 };

struct ike_sa *ike_new_sa(struct ike *k, uint32_t local, uint32_t peer, bool initiator)
{
    struct ike_sa *sa = mem_alloc(sizeof *sa);
    struct ike_sa **last = &k->sas;
    while (*last)
        last = &(*last)->next;
    *last = sa;
    sa->conn = router_new_conn(k->r, CONN_IKE);
    sa->initiator = initiator;
    sa->local = local;
    sa->peer = peer;
    sa->began_ms = router_uptime_ms(k->r);
    return sa;
}

const char *ike_secret(const struct ike *k, const struct ike_sa *sa)
{
    const struct conf *c = k->r->conf;
    if (sa->client.group[0])
        return sa->client.secret[0] ? sa->client.secret : NULL;
    const struct key *key = conf_key(c, sa->vrf, conf_profile(c, sa->profile), sa->peer);
    return key ? key->secret : NULL;
}

static void free_sa(struct ike_sa *sa)
{
    while (sa->quicks)
        quick_free(sa, sa->quicks);
    buf_fini(&sa->offered);
    buf_fini(&sa->out.bytes);
    free(sa);
}

/* Who waited for something from it may ask again with the next packet. */
static void disappoint(struct ike_sa *sa)
{
    for (size_t i = 0; i < sa->pendings; i++)
        sa->pending[i]->requested_ms = 0;
    for (struct quick *q = sa->quicks; q; q = q->next)
        if (q->initiator && !q->over && q->id)
            q->id->requested_ms = 0;
}

void ike_delete_sa(struct ike *k, struct ike_sa *sa, const char *reason)
{
    struct ike_sa **at = &k->sas;
    while (*at != sa)
        at = &(*at)->next;
    *at = sa->next;
    if (reason) {
        ike_say_text(k, sa, SAY_DELETE_SA, reason);
        ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PHASE1_DEL", IKE_STEP_GONE);
    }
    ike_remember(k, sa);
    disappoint(sa);
    /* A client's tunnel does not outlive what it was negotiated under. */
    if (sa->client.address)
        dynamic_end(k->r->ipsec, sa->client.address);
    free_sa(sa);
}

void ike_put_on_wire(struct ike *k, const struct ike_sa *sa, const struct buf *bytes)
{
    struct packet *p = mem_alloc(sizeof *p);
    *p = (struct packet){.kind = PACKET_IKE,
                         .flow = {.source = sa->local,
                                  .dest = sa->peer,
                                  .protocol = PROTO_UDP,
                                  .source_port = PORT_ISAKMP,
                                  .dest_port = PORT_ISAKMP},
                         .size = (unsigned)bytes->len + IP_UDP_HEADER,
                         .ttl = IKE_TTL,
                         .bytes = mem_ndup(bytes->data, bytes->len),
                         .len = bytes->len};
    memcpy(p->vrf, sa->vrf, sizeof p->vrf);
    /* Up to 12.3 IKE looks for the way to a peer in a VRF in the global table, too. */
    struct hop hop;
    if (sa->vrf[0] && k->r->release < IOS_15 && !ip_route(k->r, "", sa->peer, &hop))
        packet_free(p);
    else
        ip_output_plain(k->r, p);
}

void ike_send(struct ike *k, struct ike_sa *sa, struct buf *m)
{
    isakmp_end(m, sa->keys.skeyid_e);
    ike_say(k, sa, SAY_SENDING);
    ike_put_on_wire(k, sa, m);
}

void ike_send_kept(struct ike *k, struct ike_sa *sa, struct sending *out, struct buf *m,
                   bool answer)
{
    ike_send(k, sa, m);
    buf_clear(&out->bytes);
    buf_add(&out->bytes, m->data, m->len);
    out->retries = 0;
    out->awaited = answer;
    out->due_ms = answer ? router_uptime_ms(k->r) + IKE_RETRY_MS : 0;
    ike_set_timer(k);
}

void ike_resend(struct ike *k, struct ike_sa *sa, struct sending *out, int phase, uint32_t message)
{
    struct facts f = sa_facts_of(sa);
    f.number = phase;
    f.message = message;
    say(k->r, SAY_RETRANSMIT_DUE, &f);
    if (out->bytes.len == 0) {
        say(k->r, phase == 2 ? SAY_NODE_DEAD : SAY_RETRANSMIT_NONE, &f);
        return;
    }
    ike_say_again(k, sa, phase, message);
    out->due_ms = router_uptime_ms(k->r) + IKE_LATE_MS;
    ike_set_timer(k);
}

struct ike *ike_new(struct router *r)
{
    struct ike *k = mem_alloc(sizeof *k);
    k->r = r;
    k->timer = alarm_new(r->world, ike_on_timer, k);
    return k;
}

void ike_free(struct ike *k)
{
    if (!k)
        return;
    while (k->sas) {
        struct ike_sa *next = k->sas->next;
        free_sa(k->sas);
        k->sas = next;
    }
    alarm_free(k->timer);
    free(k);
}

static struct ike_sa *find_sa(struct ike *k, const struct packet *p, const struct isakmp_header *h)
{
    for (struct ike_sa *sa = k->sas; sa; sa = sa->next)
        if (sa->keys.icookie == h->icookie && sa->peer == p->flow.source &&
            strcmp(sa->vrf, p->vrf) == 0 &&
            (h->rcookie == 0 || sa->keys.rcookie == 0 || sa->keys.rcookie == h->rcookie))
            return sa;
    return NULL;
}

/* What takes the messages of each kind of exchange. */
static const struct exchange {
    unsigned number;
    bool opens;   /* its first message opens an SA */
    bool phase_1; /* a message that comes twice is answered twice, and nothing else happens */
    void (*input)(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m);
} exchanges[] = {
    {EXCHANGE_MAIN, true, true, main_input},
    {EXCHANGE_AGGRESSIVE, true, true, aggressive_input},
    {EXCHANGE_QUICK, false, false, quick_input},
    {EXCHANGE_TRANSACTION, false, false, client_input},
    {EXCHANGE_INFO, false, false, info_input},
};

static const struct exchange *find_exchange(unsigned number)
{
    for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++)
        if (exchanges[i].number == number)
            return &exchanges[i];
    return NULL;
}

/* The first message of somebody else's phase 1 opens an SA; any other without SA is a stray. */
static struct ike_sa *accept_sa(struct ike *k, const struct packet *p,
                                const struct isakmp_header *h)
{
    const struct exchange *x = find_exchange(h->exchange);
    if (h->rcookie != 0 || !x || !x->opens || h->next != PAYLOAD_SA) {
        say(k->r, SAY_LOG_NO_SA, &(struct facts){.peer = p->flow.source});
        return NULL;
    }
    struct facts f = {
        .peer = p->flow.source, .local = p->flow.dest, .vrf = p->vrf[0] ? p->vrf : "Global"};
    if (h->exchange == EXCHANGE_AGGRESSIVE && k->r->conf->remote->aggressive_off) {
        say(k->r, SAY_LOG_AG_DISABLED, &f);
        return NULL;
    }
    say(k->r, SAY_RECEIVED_NEW, &f);
    say(k->r, SAY_PEER_OF_PACKET, &f);
    struct ike_sa *sa = ike_new_sa(k, p->flow.dest, p->flow.source, false);
    sa->keys.icookie = h->icookie;
    sa->keys.rcookie = router_random(k->r);
    sa->state = h->exchange == EXCHANGE_AGGRESSIVE ? AG_NO_STATE : MM_NO_STATE;
    const struct isakmp_profile *profile = conf_profile_of(k->r->conf, p->vrf, p->flow.source);
    memcpy(sa->vrf, p->vrf, sizeof sa->vrf);
    if (profile)
        memcpy(sa->profile, profile->name, sizeof sa->profile);
    return sa;
}

/* A message of phase 1 that came before: ours has been lost on the way. */
static bool is_duplicate(struct ike *k, struct ike_sa *sa, uint64_t mark)
{
    struct facts f = sa_facts_of(sa);
    f.number = 1;
    if (sa->last_in != mark)
        return false;
    say(k->r, SAY_DUPLICATE, &f);
    ike_resend(k, sa, &sa->out, 1, 0);
    return true;
}

static void dispatch(struct ike *k, struct ike_sa *sa, char *bytes, size_t len)
{
    struct isakmp_message m;
    uint64_t mark = digest(0, bytes, len);
    struct isakmp_header h;
    isakmp_peek(bytes, len, &h);
    const struct exchange *x = find_exchange(h.exchange);
    if (!x || (x->phase_1 && is_duplicate(k, sa, mark)))
        return;
    if (!isakmp_read(bytes, len, sa->keys.skeyid_e, &m)) {
        main_malformed(k, sa, &m);
        return;
    }
    if (m.h.flags & ISAKMP_ENCRYPTED && m.h.message != 0)
        ike_say(k, sa, SAY_ENGINE_HMAC);
    m.mark = mark;
    if (x->phase_1)
        sa->last_in = mark;
    x->input(k, sa, &m);
}

void ike_input(struct ike *k, const struct packet *p)
{
    struct isakmp_header h;
    if (k->r->conf->isakmp_off || !isakmp_peek(p->bytes, p->len, &h))
        return;
    struct ike_sa *sa = find_sa(k, p, &h);
    if (sa) {
        sa->heard_ms = router_uptime_ms(k->r);
        ike_say(k, sa, SAY_RECEIVED);
    } else
        sa = accept_sa(k, p, &h);
    if (!sa)
        return;
    char *bytes = mem_ndup(p->bytes, p->len);
    dispatch(k, sa, bytes, p->len);
    free(bytes);
    ike_set_timer(k);
}
