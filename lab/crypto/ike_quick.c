/* SPDX-License-Identifier: ISC */
/*
 * Quick mode, three messages under an established SA:
 * HASH SA NONCE [KE] ID ID -> HASH SA NONCE [KE] ID ID -> HASH.
 */
#include "lab/crypto/ike_sa.h"

#include "lab/crypto/digest.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct quick *quick_find(struct ike_sa *sa, uint32_t message)
{
    for (struct quick *q = sa->quicks; q; q = q->next)
        if (q->message == message)
            return q;
    return NULL;
}

void quick_free(struct ike_sa *sa, struct quick *q)
{
    struct quick **at = &sa->quicks;
    while (*at != q)
        at = &(*at)->next;
    *at = q->next;
    buf_fini(&q->out.bytes);
    free(q);
}

static struct quick *new_quick(struct ike *k, struct ike_sa *sa, uint32_t message, bool initiator)
{
    struct quick *q = mem_alloc(sizeof *q);
    q->next = sa->quicks;
    sa->quicks = q;
    q->message = message;
    q->initiator = initiator;
    q->began_ms = router_uptime_ms(k->r);
    return q;
}

static void begin(const struct ike_sa *sa, uint32_t message, struct buf *m)
{
    char hash[KEYING_HASH];
    keying_hash(&sa->keys, message, hash);
    isakmp_begin(m, &(struct isakmp_header){.icookie = sa->keys.icookie,
                                            .rcookie = sa->keys.rcookie,
                                            .exchange = EXCHANGE_QUICK,
                                            .flags = ISAKMP_ENCRYPTED,
                                            .message = message});
    isakmp_add(m, PAYLOAD_HASH, hash, sizeof hash);
}

static void say_own_spis(struct ike *k, const struct ike_sa *sa, const struct offer *o)
{
    struct facts f = sa_facts_of(sa);
    f.source = sa->peer;
    f.dest = sa->local;
    say(k->r, SAY_OWN_SPIS, &f);
    for (size_t i = 0; i < o->count; i++) {
        f.spi = o->proposal[i].spi;
        f.protocol = (int)o->proposal[i].protocol;
        say(k->r, SAY_OWN_SPI, &f);
    }
}

void quick_begin(struct ike *k, struct ike_sa *sa, struct ident *id)
{
    struct facts f = sa_facts_of(sa);
    struct buf m = {0};
    for (struct quick *old = sa->quicks, *next; old; old = next) {
        next = old->next;
        if (old->id == id && old->initiator)
            quick_free(sa, old);
    }
    struct quick *q = new_quick(k, sa, (uint32_t)router_random(k->r), true);
    const struct map_entry *entry = ident_map(k->r->ipsec, id);
    q->id = id;
    sa->refused_ms = 0;
    f.message = q->message;
    say(k->r, SAY_BEGIN_QUICK, &f);
    proposal_offer(k, id, &q->offer);
    say_own_spis(k, sa, &q->offer);
    ike_say(k, sa, SAY_ENGINE_HMAC);
    begin(sa, q->message, &m);
    quick_add_body(k, q, &q->offer, entry ? entry->pfs : 0, &m);
    ike_send_kept(k, sa, &q->out, &m, true);
    quick_step(k, sa, q, "IKE_MESG_INTERNAL, IKE_INIT_QM", "IKE_QM_I_QM1");
    buf_fini(&m);
}

static uint64_t spi_key(const struct ike_sa *sa, const struct quick *q, int protocol, uint32_t spi)
{
    return keying_spi(&sa->keys, q->nonce_i, q->nonce_r, q->shared, protocol, spi);
}

static void install(struct ike *k, struct ike_sa *sa, struct quick *q)
{
    for (size_t i = 0; i < q->agreed.count; i++) {
        int protocol = q->agreed.part[i].protocol;
        q->agreed.part[i].key_in = spi_key(sa, q, protocol, q->agreed.part[i].spi_in);
        q->agreed.part[i].key_out = spi_key(sa, q, protocol, q->agreed.part[i].spi_out);
    }
    ike_say(k, sa, SAY_ENGINE_FLOW);
    ike_say(k, sa, SAY_ENGINE_FLOW);
    ike_say(k, sa, SAY_CREATING);
    q->agreed.as_heard = !q->initiator;
    ipsec_install(k->r->ipsec, q->id, &q->agreed);
    struct facts f = sa_facts_of(sa);
    f.spi = q->agreed.part[0].spi_in;
    f.interface = q->id->interface;
    say(k->r, SAY_INSTALLED, &f);
}

/* Whether the SAs stand before the answer goes out, and the machine waits for that. */
static bool installs_early(const struct ike *k)
{
    return k->r->release >= IOS_15;
}

static void say_node(struct ike *k, const struct ike_sa *sa, uint32_t message, const char *reason)
{
    struct facts f = sa_facts_of(sa);
    f.message = message;
    f.reason = reason;
    say(k->r, SAY_DELETE_NODE, &f);
}

static void refuse(struct ike *k, struct ike_sa *sa, struct quick *q, enum proposal_verdict why,
                   const struct offer *chosen)
{
    struct facts f = sa_facts_of(sa);
    bool proxy = why == PROPOSAL_BAD_PROXY && chosen->count > 0;
    ike_say(k, sa, SAY_PHASE2_BAD);
    ike_say(k, sa, SAY_ENGINE_HMAC);
    info_notify(k, sa, proxy ? chosen->proposal[0].protocol : 0,
                proxy ? chosen->proposal[0].spi : 0, NOTIFY_PROPOSAL_NOT_CHOSEN, true);
    f.text = "Quick";
    say(k->r, SAY_LOG_MODE_FAILURE, &f);
    f.message = q->message;
    say(k->r, SAY_NODE_REFUSED, &f);
    quick_step(k, sa, q, "IKE_MESG_FROM_PEER, IKE_QM_EXCH", "IKE_QM_READY");
    q->over = true;
}

/* IKE gets the SPIs at which this end wants to be reached. */
static void ask_spis(struct ike *k, struct ike_sa *sa, struct quick *q, struct offer *reply)
{
    struct facts f = sa_facts_of(sa);
    f.number = (int)q->agreed.count;
    say(k->r, SAY_ASK_SPIS, &f);
    say(k->r, SAY_QUEUE_EVENT, &f);
    for (size_t i = 0; i < q->agreed.count; i++) {
        reply->proposal[i].spi = q->agreed.part[i].spi_in = ipsec_new_spi(k->r->ipsec);
        f.spi = q->agreed.part[i].spi_in;
        f.source = sa->peer;
        f.dest = sa->local;
        f.protocol = q->agreed.part[i].protocol;
        say(k->r, SAY_SPI_RESPONSE, &f);
    }
    say(k->r, SAY_KE_MESSAGE, &(struct facts){.number = 2, .count = 1});
}

static void accept_offer(struct ike *k, struct ike_sa *sa, struct quick *q, struct offer *chosen,
                         unsigned pfs)
{
    struct buf m = {0};
    uint32_t theirs = q->shared;
    ident_change_peer(k->r->ipsec, q->id, sa->peer);
    ike_say_process(k, sa, "NONCE", q->message);
    ike_say_process(k, sa, "ID", q->message);
    ike_say_process(k, sa, "ID", q->message);
    ask_spis(k, sa, q, chosen);
    quick_step(k, sa, q, "IKE_MESG_FROM_PEER, IKE_QM_EXCH", "IKE_QM_SPI_STARVE");
    begin(sa, q->message, &m);
    quick_add_body(k, q, chosen, pfs, &m);
    q->shared = pfs ? dh_shared(pfs, q->secret, theirs) : 0;
    ike_say(k, sa, SAY_ENGINE_HMAC);
    if (installs_early(k)) {
        quick_step(k, sa, q, "IKE_MESG_INTERNAL, IKE_GOT_SPI", "IKE_QM_IPSEC_INSTALL_AWAIT");
        install(k, sa, q);
    }
    if (q->agreed.shortened)
        quick_add_lifetime(q, &m);
    ike_send_kept(k, sa, &q->out, &m, true);
    q->out.due_ms += IKE_LATE_MS;
    quick_step(k, sa, q,
               installs_early(k) ? "IKE_MESG_FROM_IPSEC, IPSEC_INSTALL_DONE"
                                 : "IKE_MESG_FROM_IPSEC, IKE_SPI_REPLY",
               "IKE_QM_R_QM2");
    buf_fini(&m);
}

/* The first message: somebody wants SAs of us. */
static void take_request(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    struct offer *offer = mem_alloc(2 * sizeof *offer);
    struct offer *chosen = offer + 1;
    struct proposal_asked asked;
    struct quick *q = new_quick(k, sa, m->h.message, false);
    struct facts f = sa_facts_of(sa);
    f.message = q->message;
    q->last_in = m->mark;
    say(k->r, SAY_NEW_NODE, &f);
    ike_say_process(k, sa, "HASH", q->message);
    ike_say_process(k, sa, "SA", q->message);
    if (quick_read_body(sa, q, m, offer, &asked)) {
        enum proposal_verdict verdict =
            proposal_judge(k, sa, offer, &asked, &q->id, &q->agreed, chosen);
        if (verdict == PROPOSAL_OK)
            accept_offer(k, sa, q, chosen, asked.pfs);
        else
            refuse(k, sa, q, verdict, chosen);
    }
    free(offer);
}

/* The second message: the answer to ours. The third goes out once our SAs stand. */
static void take_answer(struct ike *k, struct ike_sa *sa, struct quick *q,
                        const struct isakmp_message *m)
{
    struct offer *offer = mem_alloc(2 * sizeof *offer);
    struct proposal_asked asked;
    struct ident *id = NULL;
    ike_say_process(k, sa, "HASH", q->message);
    ike_say_process(k, sa, "SA", q->message);
    q->out.due_ms = 0;
    if (quick_read_body(sa, q, m, offer, &asked) &&
        proposal_judge(k, sa, offer, &asked, &id, &q->agreed, offer + 1) == PROPOSAL_OK) {
        struct buf out = {0};
        ike_say_process(k, sa, "NONCE", q->message);
        ike_say_process(k, sa, "ID", q->message);
        ike_say_process(k, sa, "ID", q->message);
        ike_say(k, sa, SAY_ENGINE_HMAC);
        for (size_t i = 0; i < q->agreed.count; i++)
            for (size_t n = 0; n < q->offer.count; n++)
                if (q->offer.proposal[n].number == offer->proposal[i].number &&
                    (int)q->offer.proposal[n].protocol == q->agreed.part[i].protocol)
                    q->agreed.part[i].spi_in = q->offer.proposal[n].spi;
        quick_take_lifetime(k, sa, q, m);
        q->shared = asked.pfs ? dh_shared(asked.pfs, q->secret, q->shared) : 0;
        if (installs_early(k))
            quick_step(k, sa, q, "IKE_MESG_FROM_PEER, IKE_QM_EXCH", "IKE_QM_IPSEC_INSTALL_AWAIT");
        install(k, sa, q);
        begin(sa, q->message, &out);
        ike_send_kept(k, sa, &q->out, &out, false);
        buf_fini(&out);
        say_node(k, sa, q->message, "no error");
        quick_step(k, sa, q,
                   installs_early(k) ? "IKE_MESG_FROM_IPSEC, IPSEC_INSTALL_DONE"
                                     : "IKE_MESG_FROM_PEER, IKE_QM_EXCH",
                   "IKE_QM_PHASE2_COMPLETE");
    }
    free(offer);
    q->over = true;
    q->last_in = m->mark;
}

void quick_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    if (sa->state != QM_IDLE)
        return;
    struct quick *q = quick_find(sa, m->h.message);
    if (q && q->last_in == m->mark) {
        struct facts f = sa_facts_of(sa);
        f.number = 2;
        say(k->r, SAY_DUPLICATE, &f);
        ike_resend(k, sa, &q->out, 2, q->message);
    } else if (!q) {
        take_request(k, sa, m);
    } else if (q->over) {
        return;
    } else if (q->initiator) {
        take_answer(k, sa, q, m);
    } else if (q->id) {
        q->over = true;
        q->out.due_ms = 0;
        if (!installs_early(k))
            install(k, sa, q);
        say_node(k, sa, q->message, "quick mode done (await()");
        quick_step(k, sa, q, "IKE_MESG_FROM_PEER, IKE_QM_EXCH", "IKE_QM_PHASE2_COMPLETE");
    }
}
