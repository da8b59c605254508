/* SPDX-License-Identifier: ISC */
#include "lab/crypto/ike_sa.h"

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

void ike_delete_sa(struct ike *k, struct ike_sa *sa, const char *reason)
{
    struct ike_sa **at = &k->sas;
    while (*at != sa)
        at = &(*at)->next;
    *at = sa->next;
    if (reason)
        ike_say_text(k, sa, SAY_DELETE_SA, reason);
    free_sa(sa);
}

void ike_put_on_wire(struct ike *k, const struct ike_sa *sa, const struct buf *bytes)
{
    struct packet *p = mem_alloc(sizeof *p);
    *p = (struct packet){.kind = PACKET_IKE,
                         .flow = {sa->local, sa->peer, PROTO_UDP, PORT_ISAKMP, PORT_ISAKMP},
                         .size = (unsigned)bytes->len + IP_UDP_HEADER,
                         .ttl = IKE_TTL,
                         .bytes = mem_ndup(bytes->data, bytes->len),
                         .len = bytes->len};
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
    out->due_ms = answer ? router_uptime_ms(k->r) + IKE_RETRY_MS : 0;
    ike_set_timer(k);
}

void ike_resend(struct ike *k, struct ike_sa *sa, const struct sending *out, int phase)
{
    struct facts f = sa_facts_of(sa);
    f.number = phase;
    if (out->bytes.len == 0)
        return;
    say(k->r, SAY_RETRANSMIT_DUE, &f);
    ike_say(k, sa, SAY_SENDING);
    ike_put_on_wire(k, sa, &out->bytes);
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

/* The newest SA with the peer that is up, or on its way there. */
static struct ike_sa *usable_sa(struct ike *k, uint32_t peer)
{
    struct ike_sa *best = NULL;
    for (struct ike_sa *sa = k->sas; sa; sa = sa->next)
        if (sa->peer == peer && !sa->failed &&
            (!best || sa->state == QM_IDLE || best->state != QM_IDLE))
            best = sa;
    return best;
}

static void add_pending(struct ike_sa *sa, struct ident *id)
{
    for (size_t i = 0; i < sa->pendings; i++)
        if (sa->pending[i] == id)
            return;
    if (sa->pendings < sizeof sa->pending / sizeof sa->pending[0])
        sa->pending[sa->pendings++] = id;
}

/* What failed before makes room for a new try. */
static void delete_failed(struct ike *k, uint32_t peer)
{
    for (struct ike_sa *sa = k->sas, *next; sa; sa = next) {
        next = sa->next;
        if (sa->peer == peer && sa->failed)
            ike_delete_sa(k, sa, "gen_ipsec_isakmp_delete but doi isakmp");
    }
}

/* Traffic asks again: the peer may be back, so do not wait out the rest of the interval. */
static void hurry(struct ike *k, struct ike_sa *sa)
{
    uint64_t now = router_uptime_ms(k->r);
    if (sa->out.due_ms && now + IKE_RETRY_MS >= sa->out.due_ms + IPSEC_REQUEST_MS) {
        sa->out.due_ms = now;
        ike_set_timer(k);
    }
}

/* Whether there is a policy with a key for the peer. */
static bool can_offer(const struct ike *k, const struct ident *id)
{
    struct offer *offer = mem_alloc(sizeof *offer);
    const struct ike_sa would_be = {.local = id->local, .peer = id->peer, .initiator = true};
    policy_offer(k, &would_be, offer);
    bool any = offer->count > 0;
    free(offer);
    return any;
}

void ike_request(struct ike *k, struct ident *id)
{
    if (k->r->conf->isakmp_off)
        return;
    say(k->r, SAY_KE_MESSAGE, &(struct facts){.number = 1, .count = 1});
    struct ike_sa *sa = usable_sa(k, id->peer);
    if (sa && sa->state == QM_IDLE) {
        quick_begin(k, sa, id);
        return;
    }
    if (sa) {
        add_pending(sa, id);
        ike_say(k, sa, SAY_BUDDING);
        hurry(k, sa);
        return;
    }
    delete_failed(k, id->peer);
    struct facts f = {.peer = id->peer, .local = id->local};
    say(k->r, SAY_PEER_OF_REQUEST, &f);
    if (!can_offer(k, id)) {
        say(k->r, SAY_NO_KEYS, &f);
        return;
    }
    sa = ike_new_sa(k, id->local, id->peer, true);
    ike_say(k, sa, SAY_PORTS);
    add_pending(sa, id);
    main_begin(k, sa);
}

static struct ike_sa *find_sa(struct ike *k, const struct packet *p, const struct isakmp_header *h)
{
    for (struct ike_sa *sa = k->sas; sa; sa = sa->next)
        if (sa->keys.icookie == h->icookie && sa->peer == p->flow.source &&
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
    struct facts f = {.peer = p->flow.source, .local = p->flow.dest};
    say(k->r, SAY_RECEIVED_NEW, &f);
    say(k->r, SAY_PEER_OF_PACKET, &f);
    struct ike_sa *sa = ike_new_sa(k, p->flow.dest, p->flow.source, false);
    sa->keys.icookie = h->icookie;
    sa->keys.rcookie = router_random(k->r);
    sa->state = h->exchange == EXCHANGE_AGGRESSIVE ? AG_NO_STATE : MM_NO_STATE;
    return sa;
}

/* A message of phase 1 that came before. The initiator has a timer; only the responder answers. */
static bool is_duplicate(struct ike *k, struct ike_sa *sa, uint64_t mark)
{
    struct facts f = sa_facts_of(sa);
    f.number = 1;
    if (sa->last_in != mark)
        return false;
    say(k->r, SAY_DUPLICATE, &f);
    if (!sa->initiator)
        ike_resend(k, sa, &sa->out, 1);
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
    if (sa)
        ike_say(k, sa, SAY_RECEIVED);
    else
        sa = accept_sa(k, p, &h);
    if (!sa)
        return;
    char *bytes = mem_ndup(p->bytes, p->len);
    dispatch(k, sa, bytes, p->len);
    free(bytes);
    ike_set_timer(k);
}

bool ike_row(const struct ike *k, size_t n, struct ike_row *out)
{
    const struct ike_sa *sa = k->sas;
    while (sa && n-- > 0)
        sa = sa->next;
    if (!sa)
        return false;
    uint64_t age_ms = router_uptime_ms(k->r) - sa->established_ms;
    unsigned age_s = sa->state == QM_IDLE ? (unsigned)(age_ms / 1000) : 0;
    *out = (struct ike_row){.responder = sa->initiator ? sa->peer : sa->local,
                            .initiator = sa->initiator ? sa->local : sa->peer,
                            .state = sa_state_name(sa->state),
                            .local = sa->local,
                            .peer = sa->peer,
                            .conn = sa->conn,
                            .deleted = sa->failed && sa->state == MM_NO_STATE,
                            .age_s = age_s,
                            .left_s = sa->policy.lifetime - age_s,
                            .established = sa->state == QM_IDLE,
                            .policy = &sa->policy};
    return true;
}
