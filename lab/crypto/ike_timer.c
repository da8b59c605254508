/* SPDX-License-Identifier: ISC */
/* What IKE does as time goes by: send again, give up, let old SAs go. */
#include "lab/crypto/ike_sa.h"

/* Send what was kept once more. False when it has been tried often enough. */
static bool send_again(struct ike *k, struct ike_sa *sa, struct sending *out, int phase,
                       uint32_t message)
{
    struct facts f = sa_facts_of(sa);
    if (out->awaited && out->retries++ >= IKE_RETRIES) {
        out->due_ms = 0;
        return false;
    }
    ike_say_again(k, sa, phase, message);
    f.number = phase;
    f.count = (int)out->retries;
    say(k->r, SAY_RETRANSMIT_COUNT, &f);
    ike_say(k, sa, SAY_SENDING);
    ike_put_on_wire(k, sa, &out->bytes);
    out->due_ms = out->awaited ? router_uptime_ms(k->r) + IKE_RETRY_MS : 0;
    return true;
}

static void give_up_quick(struct ike *k, struct ike_sa *sa, struct quick *q)
{
    struct facts f = sa_facts_of(sa);
    f.message = q->message;
    f.reason = "death by retransmission P2";
    say(k->r, SAY_NODE_ERROR, &f);
    if (q->initiator && q->id && !q->heard)
        ident_change_peer(k->r->ipsec, q->id, 0);
    sa->failed = sa->failed || !q->heard;
}

static void sweep_quicks(struct ike *k, struct ike_sa *sa, uint64_t now)
{
    for (struct quick *q = sa->quicks, *next; q; q = next) {
        next = q->next;
        bool dead =
            q->out.due_ms && q->out.due_ms <= now && !send_again(k, sa, &q->out, 2, q->message);
        if (dead)
            give_up_quick(k, sa, q);
        if (!dead && (q->out.due_ms != 0 || q->began_ms + IKE_REAP_MS > now))
            continue;
        ike_say(k, sa, SAY_REAPER_LOOKS);
        quick_free(sa, q);
    }
}

/* Nothing ever came of it. */
static bool is_unused(const struct ike *k, const struct ike_sa *sa, uint64_t now)
{
    return sa->refused_ms && sa->refused_ms + IKE_UNUSED_MS <= now && !ike_has_sas(k, sa);
}

/* Whether the SA is at its end: given up, forgotten by its peer, too old or of no use. */
static const char *end_of_life(struct ike *k, struct ike_sa *sa, uint64_t now)
{
    if (sa->state == QM_IDLE && sa->policy.lifetime &&
        sa->established_ms + (uint64_t)sa->policy.lifetime * 1000 <= now)
        return "IKE SA Lifetime Exceeded";
    if (sa->state != QM_IDLE && sa->out.due_ms == 0 && sa->began_ms + IKE_REAP_MS <= now)
        return "death by timeout";
    if (is_unused(k, sa, now)) {
        ike_say(k, sa, SAY_NOT_PARANOID);
        info_delete(k, sa, 1, 0);
        return "No reason";
    }
    if (sa->out.due_ms && sa->out.due_ms <= now &&
        !send_again(k, sa, &sa->out, sa->client.message ? 2 : 1, sa->client.message))
        return "death by retransmission P1";
    return NULL;
}

/* Who waited for it may have another peer to turn to. */
static void give_up(struct ike *k, struct ike_sa *sa, const char *reason)
{
    for (size_t i = 0; i < sa->pendings && sa->initiator; i++)
        ident_change_peer(k->r->ipsec, sa->pending[i], 0);
    ike_delete_sa(k, sa, reason);
}

void ike_on_timer(void *user)
{
    struct ike *k = user;
    uint64_t now = router_uptime_ms(k->r);
    for (struct ike_sa *sa = k->sas, *next; sa; sa = next) {
        next = sa->next;
        const char *reason = end_of_life(k, sa, now);
        if (reason) {
            give_up(k, sa, reason);
            continue;
        }
        if (sa->refused_ms && sa->refused_ms + IKE_UNUSED_MS <= now)
            sa->refused_ms = 0;
        sweep_quicks(k, sa, now);
        uint64_t dpd_ms = dpd_due_ms(k, sa);
        if (dpd_ms && dpd_ms <= now)
            dpd_again(k, sa);
    }
    ike_set_timer(k);
}

static void earliest(uint64_t *least, uint64_t when)
{
    if (when && when < *least)
        *least = when;
}

void ike_set_timer(struct ike *k)
{
    uint64_t now = router_uptime_ms(k->r);
    uint64_t least = UINT64_MAX;
    for (struct ike_sa *sa = k->sas; sa; sa = sa->next) {
        earliest(&least, sa->out.due_ms);
        earliest(&least, dpd_due_ms(k, sa));
        earliest(&least, sa->refused_ms ? sa->refused_ms + IKE_UNUSED_MS : 0);
        if (sa->state == QM_IDLE)
            earliest(&least, sa->established_ms + (uint64_t)sa->policy.lifetime * 1000);
        else if (!sa->out.due_ms)
            earliest(&least, sa->began_ms + IKE_REAP_MS);
        for (struct quick *q = sa->quicks; q; q = q->next)
            earliest(&least, q->out.due_ms ? q->out.due_ms : q->began_ms + IKE_REAP_MS);
    }
    if (least == UINT64_MAX)
        alarm_stop(k->timer);
    else
        alarm_set(k->timer, least > now ? least - now : 0);
}
