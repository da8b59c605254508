/* SPDX-License-Identifier: ISC */
/* What IKE does as time goes by: send again, give up, let old SAs go. */
#include "lab/crypto/ike_sa.h"

/* Send what was kept once more. False when it has been tried often enough. */
static bool send_again(struct ike *k, struct ike_sa *sa, struct sending *out, int phase,
                       uint32_t message)
{
    struct facts f = sa_facts_of(sa);
    struct buf text = {0};
    if (out->retries++ >= IKE_RETRIES) {
        out->due_ms = 0;
        return false;
    }
    f.number = phase;
    if (phase == 2)
        buf_printf(&text, " %d ", (int)message);
    f.text = buf_str(&text);
    say(k->r, SAY_RETRANSMIT, &f);
    f.count = (int)out->retries;
    say(k->r, SAY_RETRANSMIT_COUNT, &f);
    buf_fini(&text);
    ike_say(k, sa, SAY_SENDING);
    ike_put_on_wire(k, sa, &out->bytes);
    out->due_ms = router_uptime_ms(k->r) + IKE_RETRY_MS;
    return true;
}

static void sweep_quicks(struct ike *k, struct ike_sa *sa, uint64_t now)
{
    for (struct quick *q = sa->quicks, *next; q; q = next) {
        next = q->next;
        bool dead =
            q->out.due_ms && q->out.due_ms <= now && !send_again(k, sa, &q->out, 2, q->message);
        if (dead) {
            struct facts f = sa_facts_of(sa);
            f.message = q->message;
            f.reason = "death by retransmission P2";
            say(k->r, SAY_NODE_ERROR, &f);
            sa->failed = sa->failed || !q->heard;
        }
        if (!dead && (q->out.due_ms != 0 || q->began_ms + IKE_REAP_MS > now))
            continue;
        ike_say(k, sa, SAY_REAPER_LOOKS);
        quick_free(sa, q);
    }
}

/* Whether the SA is at its end: given up, forgotten by its peer, or too old. */
static const char *end_of_life(const struct ike_sa *sa, uint64_t now)
{
    if (sa->state == QM_IDLE && sa->policy.lifetime &&
        sa->established_ms + (uint64_t)sa->policy.lifetime * 1000 <= now)
        return "IKE SA Lifetime Exceeded";
    if (sa->state != QM_IDLE && sa->out.due_ms == 0 && sa->began_ms + IKE_REAP_MS <= now)
        return "death by timeout";
    return NULL;
}

void ike_on_timer(void *user)
{
    struct ike *k = user;
    uint64_t now = router_uptime_ms(k->r);
    for (struct ike_sa *sa = k->sas, *next; sa; sa = next) {
        next = sa->next;
        const char *reason = end_of_life(sa, now);
        if (!reason && sa->out.due_ms && sa->out.due_ms <= now &&
            !send_again(k, sa, &sa->out, sa->client.message ? 2 : 1, sa->client.message))
            reason = "death by retransmission P1";
        if (reason)
            ike_delete_sa(k, sa, reason);
        else
            sweep_quicks(k, sa, now);
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
