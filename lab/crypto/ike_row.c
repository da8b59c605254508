/* SPDX-License-Identifier: ISC */
/* What show commands are told about ISAKMP SAs, those that have just gone included. */
#include "lab/crypto/ike_sa.h"

#include <string.h>

void ike_remember(struct ike *k, const struct ike_sa *sa)
{
    if (k->r->release < IOS_15 || sa->keys.skeyid == 0)
        return;
    if (k->ghosts == IKE_GHOSTS)
        memmove(k->ghost, k->ghost + 1, --k->ghosts * sizeof k->ghost[0]);
    k->ghost[k->ghosts++] = (struct ike_ghost){.local = sa->local,
                                               .peer = sa->peer,
                                               .initiator = sa->initiator,
                                               .conn = sa->conn,
                                               .until_ms = router_uptime_ms(k->r) + IKE_GHOST_MS};
}

static bool ghost_row(const struct ike *k, size_t n, struct ike_row *out)
{
    static const struct policy none;
    for (size_t i = 0; i < k->ghosts; i++) {
        const struct ike_ghost *g = &k->ghost[i];
        if (g->until_ms <= router_uptime_ms(k->r) || n-- > 0)
            continue;
        *out = (struct ike_row){.responder = g->initiator ? g->peer : g->local,
                                .initiator = g->initiator ? g->local : g->peer,
                                .state = sa_state_name(MM_NO_STATE),
                                .local = g->local,
                                .peer = g->peer,
                                .conn = g->conn,
                                .keyed = true,
                                .deleted = true,
                                .policy = &none,
                                .vrf = "",
                                .profile = "",
                                .user = "",
                                .group = ""};
        return true;
    }
    return false;
}

bool ike_row(const struct ike *k, size_t n, struct ike_row *out)
{
    const struct ike_sa *sa = k->sas;
    for (; sa && n > 0; n--)
        sa = sa->next;
    if (!sa)
        return ghost_row(k, n, out);
    uint64_t age_ms = router_uptime_ms(k->r) - sa->established_ms;
    unsigned age_s = sa->state == QM_IDLE ? (unsigned)(age_ms / 1000) : 0;
    *out = (struct ike_row){.responder = sa->initiator ? sa->peer : sa->local,
                            .initiator = sa->initiator ? sa->local : sa->peer,
                            .state = sa_state_name(sa->state),
                            .local = sa->local,
                            .peer = sa->peer,
                            .conn = sa->conn,
                            .keyed = sa->keys.skeyid != 0,
                            .deleted = sa->failed &&
                                       (sa->state == MM_NO_STATE || sa->state == AG_NO_STATE),
                            .age_s = age_s,
                            .left_s = sa->policy.lifetime - age_s,
                            .established = sa->state == QM_IDLE,
                            .policy = &sa->policy,
                            .vrf = sa->vrf,
                            .profile = sa->profile,
                            .user = sa->client.user,
                            .group = sa->client.group,
                            .assigned = sa->client.address,
                            .client = sa->client.address != 0};
    return true;
}
