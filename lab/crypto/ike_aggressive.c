/* SPDX-License-Identifier: ISC */
/*
 * Aggressive mode, three messages:  SA KE NONCE ID -> SA KE NONCE ID HASH -> HASH (encrypted).
 * Routers accept it and never begin it. A VPN client names its group, whose key is then the
 * pre-shared key; any other peer goes by the key for its address.
 */
#include "lab/crypto/ike_sa.h"
#include "lab/remote/aaa.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { ID_HEAD = 4 };

static void begin(const struct ike_sa *sa, struct buf *m)
{
    isakmp_begin(m, &(struct isakmp_header){.icookie = sa->keys.icookie,
                                            .rcookie = sa->keys.rcookie,
                                            .exchange = EXCHANGE_AGGRESSIVE});
}

/* The name of a client's group, "" for any other identity. */
static void read_group(const struct isakmp_message *m, char out[CONF_NAME])
{
    int at = isakmp_find(m, PAYLOAD_ID, 0);
    out[0] = '\0';
    if (at < 0 || m->payload[at].len < ID_HEAD || m->payload[at].body[0] != ID_KEY)
        return;
    size_t len = m->payload[at].len - ID_HEAD;
    if (len >= CONF_NAME)
        len = CONF_NAME - 1;
    memcpy(out, m->payload[at].body + ID_HEAD, len);
    out[len] = '\0';
}

/* Look the group up and keep its key. False when AAA does not know it. */
static bool authorize(struct ike *k, struct ike_sa *sa)
{
    struct client_terms terms;
    struct ike_client *c = &sa->client;
    bool any = client_terms_of(k, sa, &terms);
    struct aaa_question q = {.port = "ISAKMP-ID-AUTH",
                             .list = any ? terms.authorization : "",
                             .user = c->group,
                             .peer = sa->peer};
    aaa_open(k->r, &q);
    ike_say_step(k, sa, "IKE_MSG_FROM_PEER, IKE_AM_EXCH", "IKE_READY", "IKE_R_AM_AAA_AWAIT");
    const struct client_group *group = aaa_group(k->r, &q);
    if (group)
        memcpy(c->secret, group->key, sizeof c->secret);
    return group && group->key[0];
}

static void answer(struct ike *k, struct ike_sa *sa, const struct offer *chosen)
{
    struct buf m = {0};
    struct buf body = {0};
    begin(sa, &m);
    offer_write(chosen, &body);
    isakmp_add(&m, PAYLOAD_SA, body.data, body.len);
    phase1_add_exchange(k, sa, &m);
    phase1_derive(k, sa);
    phase1_add_identity(k, sa, &m);
    sa->state = AG_INIT_EXCH;
    ike_send_kept(k, sa, &sa->out, &m, true);
    buf_fini(&body);
    buf_fini(&m);
}

/* A new try makes the ones before it that came to nothing go. */
static void drop_failed(struct ike *k, const struct ike_sa *than)
{
    for (struct ike_sa *sa = k->sas, *next; sa; sa = next) {
        next = sa->next;
        if (sa != than && sa->peer == than->peer && sa->failed)
            ike_delete_sa(k, sa, NULL);
    }
}

/* The policies agree: with whose key does it go on? AAA answers when the packet has long been taken
 * in, so no log tells of its refusal. */
static void go_on(struct ike *k, struct ike_sa *sa, const struct offer *chosen)
{
    bool client = sa->client.group[0] != '\0';
    ike_say_process(k, sa, "KE", 0);
    ike_say_process(k, sa, "NONCE", 0);
    sa->failed = client && !authorize(k, sa);
    if (client)
        ike_say(k, sa, SAY_AAA_CALLBACK);
    if (sa->failed)
        return;
    answer(k, sa, chosen);
    if (client)
        ike_say_step(k, sa, "IKE_MESG_FROM_AAA, PRESHARED_KEY_REPLY", "IKE_R_AM_AAA_AWAIT",
                     "IKE_R_AM2");
    else
        ike_say_step(k, sa, "IKE_MSG_FROM_PEER, IKE_AM_EXCH", "IKE_READY", "IKE_R_AM2");
}

static void take_first(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    struct offer *chosen = mem_alloc(sizeof *chosen);
    int at = isakmp_find(m, PAYLOAD_SA, 0);
    drop_failed(k, sa);
    read_group(m, sa->client.group);
    const struct isakmp_profile *profile = conf_profile_for_group(k->r->conf, sa->client.group);
    if (profile)
        memcpy(sa->profile, profile->name, sizeof sa->profile);
    if (at >= 0)
        buf_add(&sa->offered, m->payload[at].body, m->payload[at].len);
    ike_say_process(k, sa, "ID", 0);
    if (!phase1_agree(k, sa, m, chosen))
        phase1_refuse(k, sa, "Aggressive");
    else if (!phase1_read_exchange(sa, m))
        sa->failed = true;
    else
        go_on(k, sa, chosen);
    free(chosen);
}

/* A client that is back has forgotten the SAs it had. */
static void drop_former(struct ike *k, const struct ike_sa *than)
{
    for (struct ike_sa *sa = k->sas, *next; sa; sa = next) {
        next = sa->next;
        if (sa != than && sa->peer == than->peer && strcmp(sa->vrf, than->vrf) == 0)
            ike_delete_sa(k, sa, "Receive initial contact");
    }
}

static void take_last(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    ike_say_process(k, sa, "HASH", 0);
    ike_say(k, sa, SAY_ENGINE_HMAC);
    if (!phase1_proven(sa, m)) {
        main_malformed(k, sa, m);
        return;
    }
    ike_say(k, sa, SAY_AUTHENTICATED);
    sa->state = AG_AUTH;
    sa->step = IKE_STEP_COMPLETE;
    sa->out.due_ms = 0;
    drop_former(k, sa);
    ike_say_step(k, sa, "IKE_MSG_FROM_PEER, IKE_AM_EXCH", "IKE_R_AM2", "IKE_P1_COMPLETE");
    phase1_established(k, sa);
}

void aggressive_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    if (sa->state == AG_NO_STATE && !sa->failed)
        take_first(k, sa, m);
    else if (sa->state == AG_INIT_EXCH && m->h.flags & ISAKMP_ENCRYPTED)
        take_last(k, sa, m);
}
