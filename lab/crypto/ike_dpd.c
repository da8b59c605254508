/* SPDX-License-Identifier: ISC */
/*
 * Dead peer detection (RFC 3706). On demand, as 12.2(8)T has it: who sends traffic and has not
 * heard of the peer for a while asks, and lets go of all SAs when nobody answers. Periodic, as from
 * 12.3(7)T on: without traffic, too.
 */
#include "lab/crypto/ike_sa.h"

#include <stdio.h>

enum { DPD_TRIES = 5, DPD_RETRY_S = 2 };

static struct keepalive keepalive_of(const struct ike *k, const char *profile)
{
    const struct isakmp_profile *p = conf_profile(k->r->conf, profile);
    struct keepalive ka = p && p->keepalive.seconds ? p->keepalive : k->r->conf->keepalive;
    if (ka.retry == 0)
        ka.retry = DPD_RETRY_S;
    return ka;
}

static void ask(struct ike *k, struct ike_sa *sa)
{
    struct keepalive ka = keepalive_of(k, sa->profile);
    sa->dpd.due_ms = router_uptime_ms(k->r) + (uint64_t)ka.retry * 1000;
    info_notify(k, sa, 1, ++sa->dpd.sequence, NOTIFY_R_U_THERE, true);
    ike_set_timer(k);
}

static void begin(struct ike *k, struct ike_sa *sa)
{
    if (sa->dpd.sequence == 0)
        sa->dpd.sequence = (uint32_t)router_random(k->r) >> 1;
    sa->dpd.tries = 0;
    ask(k, sa);
}

void ike_traffic(struct ike *k, const struct ident *id)
{
    struct ike_sa *sa = ike_established(k, id);
    struct keepalive ka = sa ? keepalive_of(k, sa->profile) : (struct keepalive){0};
    if (!sa || ka.seconds == 0 || sa->dpd.due_ms)
        return;
    uint64_t heard = sa->heard_ms > id->heard_ms ? sa->heard_ms : id->heard_ms;
    if (heard + (uint64_t)ka.seconds * 1000 > router_uptime_ms(k->r))
        return;
    begin(k, sa);
}

uint64_t dpd_due_ms(const struct ike *k, const struct ike_sa *sa)
{
    struct keepalive ka = keepalive_of(k, sa->profile);
    bool periodic = sa->state == QM_IDLE && ka.seconds && ka.periodic;
    return sa->dpd.due_ms ? sa->dpd.due_ms
           : periodic     ? sa->heard_ms + (uint64_t)ka.seconds * 1000
                          : 0;
}

static void bury(struct ike *k, struct ike_sa *sa)
{
    ike_say(k, sa, SAY_DPD_DEAD);
    for (struct ident *id = k->r->ipsec->idents; id; id = id->next)
        if (ike_shares(sa, id)) {
            ident_delete_sas(k->r->ipsec, id);
            ident_change_peer(k->r->ipsec, id, 0);
        }
    ike_delete_sa(k, sa, "P1 errcounter exceeded (PEERS_ALIVE_TIMER)");
}

void dpd_again(struct ike *k, struct ike_sa *sa)
{
    struct facts f = sa_facts_of(sa);
    if (!sa->dpd.due_ms) {
        begin(k, sa);
        return;
    }
    f.count = (int)++sa->dpd.tries;
    say(k->r, SAY_DPD_COUNT, &f);
    if (sa->dpd.tries < DPD_TRIES)
        ask(k, sa);
    else
        bury(k, sa);
}

void dpd_input(struct ike *k, struct ike_sa *sa, unsigned type, uint32_t sequence)
{
    struct facts f = sa_facts_of(sa);
    f.text = type == NOTIFY_R_U_THERE ? "R_U_THERE" : "R_U_THERE_ACK";
    char number[16];
    snprintf(number, sizeof number, "0x%X", sequence);
    f.reason = number;
    say(k->r, SAY_DPD_RECEIVED, &f);
    if (type == NOTIFY_R_U_THERE)
        info_notify(k, sa, 1, sequence, NOTIFY_R_U_THERE_ACK, true);
    else if (sequence == sa->dpd.sequence)
        sa->dpd.due_ms = 0;
}
