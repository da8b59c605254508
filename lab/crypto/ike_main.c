/* SPDX-License-Identifier: ISC */
/*
 * Main mode, six messages:  SA -> SA,  KE NONCE -> KE NONCE,  ID HASH -> ID HASH (encrypted).
 * The initiator leads; each function below takes one message at one end.
 */
#include "lab/crypto/ike_sa.h"

#include "base/mem.h"

#include <stdlib.h>

static void begin(const struct ike_sa *sa, struct buf *m, bool encrypted)
{
    isakmp_begin(m, &(struct isakmp_header){.icookie = sa->keys.icookie,
                                            .rcookie = sa->keys.rcookie,
                                            .exchange = EXCHANGE_MAIN,
                                            .flags = encrypted ? ISAKMP_ENCRYPTED : 0});
}

void main_begin(struct ike *k, struct ike_sa *sa)
{
    struct offer *offer = mem_alloc(sizeof *offer);
    struct buf m = {0};
    sa->keys.icookie = router_random(k->r);
    ike_say(k, sa, SAY_MODE_CHOSEN);
    ike_step(k, sa, "IKE_MESG_FROM_IPSEC, IKE_SA_REQ_MM", 1);
    ike_say(k, sa, SAY_BEGIN_MAIN);
    policy_offer(k, sa, offer);
    offer_write(offer, &sa->offered);
    begin(sa, &m, false);
    isakmp_add(&m, PAYLOAD_SA, sa->offered.data, sa->offered.len);
    ike_send_kept(k, sa, &sa->out, &m, true);
    buf_fini(&m);
    free(offer);
}

static void answer(struct ike *k, struct ike_sa *sa, struct buf *m)
{
    ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE", sa->step);
    ike_send_kept(k, sa, &sa->out, m, true);
    if (!sa->initiator)
        sa->out.due_ms += IKE_LATE_MS;
    ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE", sa->step + 1);
}

static void take_sa(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    struct offer *reply = mem_alloc(sizeof *reply);
    struct buf out = {0};
    struct buf body = {0};
    int at = isakmp_find(m, PAYLOAD_SA, 0);
    if (!sa->initiator && at >= 0)
        buf_add(&sa->offered, m->payload[at].body, m->payload[at].len);
    if (sa->initiator)
        sa->keys.rcookie = m->h.rcookie;
    if (!phase1_agree(k, sa, m, reply)) {
        phase1_refuse(k, sa, "Main");
    } else {
        sa->state = MM_SA_SETUP;
        begin(sa, &out, false);
        if (sa->initiator) {
            phase1_add_exchange(k, sa, &out);
        } else {
            ike_say(k, sa, SAY_NAT_REPLY);
            offer_write(reply, &body);
            isakmp_add(&out, PAYLOAD_SA, body.data, body.len);
        }
        answer(k, sa, &out);
    }
    buf_fini(&body);
    buf_fini(&out);
    free(reply);
}

static void take_key_exchange(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    struct buf out = {0};
    if (!phase1_read_exchange(sa, m))
        return;
    begin(sa, &out, sa->initiator);
    ike_say_process(k, sa, "KE", 0);
    ike_say(k, sa, SAY_ENGINE_ALG);
    if (!sa->initiator)
        phase1_add_exchange(k, sa, &out);
    ike_say_process(k, sa, "NONCE", 0);
    if (sa->policy.auth == IKE_PSK)
        ike_say(k, sa, ike_secret(k, sa) ? SAY_KEY_FOUND : SAY_KEY_MISSING);
    phase1_derive(k, sa);
    ike_say(k, sa, SAY_VENDOR);
    ike_say(k, sa, SAY_IOS_BOX);
    if (sa->initiator)
        phase1_add_identity(k, sa, &out);
    sa->state = MM_KEY_EXCH;
    answer(k, sa, &out);
    buf_fini(&out);
}

static void take_identity(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    ike_say_process(k, sa, "ID", 0);
    ike_say(k, sa, SAY_ID_RECEIVED);
    ike_say_text(k, sa, sa->profile[0] ? SAY_PROFILE_MATCHED : SAY_PROFILE_NONE, sa->profile);
    if (!phase1_authentic(k, sa, m)) {
        main_malformed(k, sa, m);
        return;
    }
    ike_say(k, sa, SAY_AUTHENTICATED);
    if (isakmp_find(m, PAYLOAD_NOTIFY, 0) >= 0)
        info_initial_contact(k, sa);
    if (sa->initiator)
        ike_step(k, sa, "IKE_MESG_FROM_PEER, IKE_MM_EXCH", sa->step + 1);
    ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE", sa->step);
    if (!sa->initiator) {
        struct buf out = {0};
        begin(sa, &out, true);
        phase1_add_identity(k, sa, &out);
        ike_say(k, sa, SAY_ENGINE_CLEAR_DH);
        /* Before 12.4 the last message counts as sent from QM_IDLE. */
        if (k->r->release < IOS_15)
            sa->state = QM_IDLE;
        ike_send_kept(k, sa, &sa->out, &out, false);
        buf_fini(&out);
    }
    sa->state = QM_IDLE;
    ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PROCESS_COMPLETE", IKE_STEP_COMPLETE);
    phase1_established(k, sa);
    ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PHASE1_COMPLETE", IKE_STEP_COMPLETE);
}

/* Late copies of what was answered long ago change nothing. */
static bool is_next(const struct ike_sa *sa, const struct isakmp_message *m)
{
    if (sa->state == MM_KEY_EXCH)
        return m->h.flags & ISAKMP_ENCRYPTED;
    unsigned awaited = sa->state == MM_NO_STATE ? PAYLOAD_SA : PAYLOAD_KE;
    return sa->state <= MM_SA_SETUP && isakmp_find(m, awaited, 0) >= 0;
}

void main_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    if (!is_next(sa, m))
        return;
    bool last = sa->initiator && sa->state == MM_KEY_EXCH; /* counts once it has been proved */
    if (!last && sa->step < IKE_STEP_LAST)
        ike_step(k, sa, "IKE_MESG_FROM_PEER, IKE_MM_EXCH", sa->step + 1);
    switch (sa->state) {
    case MM_NO_STATE:
        if (!sa->failed)
            take_sa(k, sa, m);
        break;
    case MM_SA_SETUP:
        take_key_exchange(k, sa, m);
        break;
    case MM_KEY_EXCH:
        take_identity(k, sa, m);
        break;
    default:
        break;
    }
}

void main_malformed(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    struct facts f = sa_facts_of(sa);
    f.text = m->malformed ? m->malformed : "HASH";
    f.number = (int)isakmp_payload_number(f.text);
    say(k->r, SAY_MALFORMED, &f);
    ike_say(k, sa, SAY_LOG_BAD_MESSAGE);
    if (sa->state < CONF_XAUTH)
        sa->failed = true;
    if (sa->initiator || m->h.exchange != EXCHANGE_MAIN)
        return;
    ike_say_text(k, sa, SAY_ERROR_COUNTER, "PAYLOAD_MALFORMED");
    info_notify(k, sa, 1, 0, NOTIFY_PAYLOAD_MALFORMED, true);
}
