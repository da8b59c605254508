/* SPDX-License-Identifier: ISC */
/* Informational exchanges: notifications and deletes, each one message without answer. */
#include "lab/crypto/ike_sa.h"

#include <string.h>

enum { DOI_IPSEC = 1, PROTO_ISAKMP = 1, HEAD = 8, IP_ESP = 50, IP_AH = 51 };

static void begin(struct ike *k, const struct ike_sa *sa, bool encrypted, struct buf *m,
                  uint32_t *message)
{
    char hash[KEYING_HASH];
    *message = encrypted ? (uint32_t)router_random(k->r) : 0;
    isakmp_begin(m, &(struct isakmp_header){.icookie = sa->keys.icookie,
                                            .rcookie = sa->keys.rcookie,
                                            .exchange = EXCHANGE_INFO,
                                            .flags = encrypted ? ISAKMP_ENCRYPTED : 0,
                                            .message = *message});
    /* Before authentication nobody could check a hash. */
    if (encrypted && sa->state >= CONF_XAUTH) {
        keying_hash(&sa->keys, *message, hash);
        isakmp_add(m, PAYLOAD_HASH, hash, sizeof hash);
    }
}

static void purge(struct ike *k, const struct ike_sa *sa, uint32_t message)
{
    struct facts f = sa_facts_of(sa);
    f.message = message;
    if (sa->state == QM_IDLE)
        say(k->r, SAY_PURGE_NODE, &f);
}

static const char *notify_name(unsigned type)
{
    switch (type) {
    case NOTIFY_INVALID_COOKIE:
        return "INVALID_COOKIE";
    case NOTIFY_INVALID_SPI:
        return "INVALID_SPI";
    case NOTIFY_PROPOSAL_NOT_CHOSEN:
        return "PROPOSAL_NOT_CHOSEN";
    case NOTIFY_PAYLOAD_MALFORMED:
        return "PAYLOAD_MALFORMED";
    case NOTIFY_INITIAL_CONTACT:
        return "INITIAL_CONTACT";
    case NOTIFY_R_U_THERE:
        return "R_U_THERE";
    case NOTIFY_R_U_THERE_ACK:
        return "R_U_THERE_ACK";
    default:
        return "UNKNOWN";
    }
}

static void write_notify(unsigned protocol, uint32_t spi, unsigned type, struct buf *m)
{
    struct buf body = {0};
    put_number(&body, DOI_IPSEC, 4);
    put_number(&body, protocol, 1);
    put_number(&body, spi ? 4 : 0, 1);
    put_number(&body, type, 2);
    put_number(&body, spi, spi ? 4 : 0);
    isakmp_add(m, PAYLOAD_NOTIFY, body.data, body.len);
    buf_fini(&body);
}

void info_add_initial_contact(struct buf *m)
{
    write_notify(PROTO_ISAKMP, 0, NOTIFY_INITIAL_CONTACT, m);
}

void info_notify(struct ike *k, struct ike_sa *sa, unsigned protocol, uint32_t spi, unsigned type,
                 bool encrypted)
{
    struct buf m = {0};
    uint32_t message;
    begin(k, sa, encrypted, &m, &message);
    write_notify(protocol, spi, type, &m);
    struct facts f = sa_facts_of(sa);
    f.message = message;
    f.text = notify_name(type);
    f.protocol = (int)protocol;
    f.spi = spi;
    if (sa->state == QM_IDLE)
        say(k->r, SAY_NOTIFY_SENDING, &f);
    ike_send(k, sa, &m);
    purge(k, sa, message);
    buf_fini(&m);
}

void info_delete(struct ike *k, struct ike_sa *sa, unsigned protocol, uint32_t spi)
{
    struct buf m = {0};
    struct buf body = {0};
    uint32_t message;
    begin(k, sa, true, &m, &message);
    put_number(&body, DOI_IPSEC, 4);
    put_number(&body, protocol, 1);
    put_number(&body, 4, 1);
    put_number(&body, 1, 2);
    put_number(&body, spi, 4);
    isakmp_add(&m, PAYLOAD_DELETE, body.data, body.len);
    ike_say(k, sa, SAY_ENGINE_HMAC);
    ike_send(k, sa, &m);
    purge(k, sa, message);
    buf_fini(&body);
    buf_fini(&m);
}

static void say_node(struct ike *k, const struct ike_sa *sa, uint32_t message, bool error,
                     const char *reason)
{
    struct facts f = sa_facts_of(sa);
    f.message = message;
    f.reason = reason;
    say(k->r, error ? SAY_NODE_ERROR : SAY_DELETE_NODE, &f);
}

/* The proposal that offered this SPI is refused: its exchange is over. */
static void drop_larval(struct ike *k, struct ike_sa *sa, uint32_t spi)
{
    for (struct quick *q = sa->quicks, *next; q; q = next) {
        next = q->next;
        bool ours = false;
        for (size_t i = 0; i < q->offer.count && q->initiator; i++)
            ours = ours || q->offer.proposal[i].spi == spi;
        if (!ours)
            continue;
        struct facts f = sa_facts_of(sa);
        f.spi = spi;
        f.message = q->message;
        say(k->r, SAY_DELETE_LARVAL, &f);
        say_node(k, sa, q->message, true, "delete_larval");
        quick_free(sa, q);
    }
}

/* The peer does not take packets for this SPI any more. */
static void give_up_spi(struct ike *k, const struct ike_sa *sa, int protocol, uint32_t spi)
{
    struct facts f = sa_facts_of(sa);
    f.spi = spi;
    f.number = protocol == IPSEC_AH ? IP_AH : IP_ESP;
    say(k->r, SAY_QUEUE_EVENT, &f);
    say(k->r, SAY_DELETE_NOTIFY, &f);
    say(k->r, SAY_DELETE_SPI, &f);
    ipsec_delete_spi(k->r->ipsec, sa->vrf, sa->peer, protocol, spi);
}

/* What stood before this SA began is of a life that the peer does not remember. */
void info_initial_contact(struct ike *k, struct ike_sa *sa)
{
    struct facts f = sa_facts_of(sa);
    f.text = notify_name(NOTIFY_INITIAL_CONTACT);
    f.protocol = PROTO_ISAKMP;
    say(k->r, SAY_INITIAL_CONTACT, &f);
    for (struct ike_sa *old = k->sas, *next; old; old = next) {
        next = old->next;
        if (old != sa && old->state == QM_IDLE && old->peer == sa->peer &&
            strcmp(old->vrf, sa->vrf) == 0 && old->established_ms < sa->began_ms)
            ike_delete_sa(k, old, "Receive initial contact");
    }
    ipsec_delete_before(k->r->ipsec, sa->vrf, sa->peer, sa->began_ms);
}

static void take_notify(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m, int at)
{
    const unsigned char *body = m->payload[at].body;
    struct facts f = sa_facts_of(sa);
    if (m->payload[at].len < HEAD)
        return;
    unsigned type = (unsigned)get_number(body + 6, 2);
    f.protocol = body[4];
    f.spi = m->payload[at].len >= HEAD + 4 ? (uint32_t)get_number(body + HEAD, 4) : 0;
    f.message = m->h.message;
    f.text = notify_name(type);
    say(k->r, SAY_NOTIFY, &f);
    if (type == NOTIFY_R_U_THERE || type == NOTIFY_R_U_THERE_ACK)
        dpd_input(k, sa, type, f.spi);
    for (struct quick *q = sa->quicks; q && type == NOTIFY_PROPOSAL_NOT_CHOSEN; q = q->next)
        q->heard = true;
    if (f.spi && type == NOTIFY_PROPOSAL_NOT_CHOSEN)
        drop_larval(k, sa, f.spi);
    say_node(k, sa, m->h.message, false, "informational (in) state 1");
    ike_step(k, sa, "IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY", sa->step);
    if (type == NOTIFY_INVALID_SPI)
        give_up_spi(k, sa, f.protocol, f.spi);
    if (type == NOTIFY_PROPOSAL_NOT_CHOSEN)
        sa->refused_ms = router_uptime_ms(k->r);
    if (type == NOTIFY_PROPOSAL_NOT_CHOSEN && !f.spi) {
        say(k->r, SAY_QUEUE_EVENT, &f);
        say(k->r, SAY_DELETE_NOTIFY, &f);
        say(k->r, SAY_DELETE_SHARED, &f);
    }
}

static void take_delete(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m, int at)
{
    const unsigned char *body = m->payload[at].body;
    struct facts f = sa_facts_of(sa);
    if (m->payload[at].len < HEAD + 4)
        return;
    f.message = m->h.message;
    say(k->r, SAY_DELETE_PAYLOAD, &f);
    if (body[4] == PROTO_ISAKMP) {
        ike_delete_sa(k, sa, "P1 delete notify (in)");
        return;
    }
    say_node(k, sa, m->h.message, false, "informational (in) state 1");
    ike_step(k, sa, "IKE_MESG_FROM_PEER, IKE_INFO_DELETE", sa->step);
    give_up_spi(k, sa, body[4], (uint32_t)get_number(body + HEAD, 4));
}

void info_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    int notify = isakmp_find(m, PAYLOAD_NOTIFY, 0);
    int delete = isakmp_find(m, PAYLOAD_DELETE, 0);
    if (isakmp_find(m, PAYLOAD_HASH, 0) < 0) {
        struct facts f = sa_facts_of(sa);
        f.text = "Informational";
        ike_say(k, sa, SAY_NO_HASH);
        ike_step(k, sa, "IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY", sa->step);
        say(k->r, SAY_LOG_MODE_FAILURE, &f);
        if (sa->state != QM_IDLE)
            sa->failed = true;
        return;
    }
    struct facts f = sa_facts_of(sa);
    f.message = m->h.message;
    say(k->r, SAY_NEW_NODE, &f);
    ike_say_process(k, sa, "HASH", m->h.message);
    if (notify >= 0)
        take_notify(k, sa, m, notify);
    else if (delete >= 0)
        take_delete(k, sa, m, delete);
}
