/* SPDX-License-Identifier: ISC */
/*
 * What a gateway does with a VPN client between phase 1 and quick mode, in transaction exchanges:
 * first XAUTH, then mode configuration (ike_config.c).
 *
 *   REQUEST ->  <- REPLY (user, password)   SET (passed or not) ->  <- ACK
 */
#include "lab/crypto/ike_sa.h"
#include "lab/remote/aaa.h"
#include "lab/remote/attribute.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { XAUTH_GENERIC = 0, XAUTH_FAILED = 0, XAUTH_PASSED = 1 };

static const char port_name[] = "ISAKMP";

bool client_terms_of(const struct ike *k, const struct ike_sa *sa, struct client_terms *out)
{
    const struct conf *c = k->r->conf;
    const struct isakmp_profile *p = sa->profile[0] ? conf_profile(c, sa->profile) : NULL;
    const struct client_terms *terms = NULL;
    *out = (struct client_terms){0};
    if (p) {
        memcpy(out->authentication, p->authentication, sizeof out->authentication);
        memcpy(out->authorization, p->authorization, sizeof out->authorization);
        out->initiate = p->initiate;
        out->respond = p->respond;
        return true;
    }
    for (size_t i = 0; i < c->interfaces && !terms; i++)
        if (c->interface[i].map[0] && conf_map_address(c, &c->interface[i]) == sa->local)
            terms = conf_terms(c, c->interface[i].map);
    if (terms)
        *out = *terms;
    return terms != NULL;
}

/* Whether the peer has to say who uses it. A key marked no-xauth is one of a router. */
static bool wants_user(const struct ike *k, const struct ike_sa *sa, struct client_terms *terms)
{
    const struct conf *c = k->r->conf;
    if (!client_terms_of(k, sa, terms) || !terms->authentication[0])
        return false;
    const struct key *key = conf_key(c, sa->vrf, conf_profile(c, sa->profile), sa->peer);
    return sa->client.group[0] || !key || !key->no_xauth;
}

static void begin(const struct ike_sa *sa, uint32_t message, struct buf *m)
{
    char hash[KEYING_HASH];
    keying_hash(&sa->keys, message, hash);
    isakmp_begin(m, &(struct isakmp_header){.icookie = sa->keys.icookie,
                                            .rcookie = sa->keys.rcookie,
                                            .exchange = EXCHANGE_TRANSACTION,
                                            .flags = ISAKMP_ENCRYPTED,
                                            .message = message});
    isakmp_add(m, PAYLOAD_HASH, hash, sizeof hash);
}

void client_send_attributes(struct ike *k, struct ike_sa *sa, const struct attributes *a,
                            uint32_t message, bool ours)
{
    struct buf m = {0};
    struct buf body = {0};
    struct facts f = sa_facts_of(sa);
    f.message = message;
    say(k->r, ours ? SAY_CONFIG_BEGIN : SAY_CONFIG_ANSWER, &f);
    attributes_write(a, &body);
    begin(sa, message, &m);
    isakmp_add(&m, PAYLOAD_ATTRIBUTES, body.data, body.len);
    ike_send_kept(k, sa, &sa->out, &m, ours);
    sa->client.message = ours ? message : 0;
    buf_fini(&body);
    buf_fini(&m);
}

void client_say_node(struct ike *k, const struct ike_sa *sa, uint32_t message, const char *reason)
{
    struct facts f = sa_facts_of(sa);
    f.message = message;
    f.text = "FALSE";
    f.reason = reason;
    say(k->r, SAY_DELETE_NODE, &f);
}

static struct aaa_question login_of(const struct ike_sa *sa, const struct client_terms *terms)
{
    return (struct aaa_question){.port = port_name,
                                 .list = terms->authentication,
                                 .user = sa->client.user[0] ? sa->client.user : "NULL",
                                 .peer = sa->peer,
                                 .session = sa->client.session};
}

bool client_begin(struct ike *k, struct ike_sa *sa)
{
    static const enum attribute_type wanted[] = {ATTRIBUTE_XAUTH_TYPE, ATTRIBUTE_XAUTH_MESSAGE,
                                                 ATTRIBUTE_XAUTH_USER, ATTRIBUTE_XAUTH_PASSWORD};
    struct client_terms terms;
    struct attributes a = {.kind = CONFIG_REQUEST};
    if (!wants_user(k, sa, &terms))
        return false;
    sa->state = CONF_XAUTH;
    ike_say(k, sa, SAY_XAUTH_NEEDED);
    ike_say_step(k, sa, "IKE_MESG_INTERNAL, IKE_PHASE1_COMPLETE", "IKE_P1_COMPLETE",
                 "IKE_XAUTH_AAA_START_LOGIN_AWAIT");
    struct aaa_question q = login_of(sa, &terms);
    aaa_open(k->r, &q);
    sa->client.session = q.session;
    aaa_login_start(k->r, &q);
    ike_say(k, sa, SAY_AAA_CALLBACK);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        ike_say_text(k, sa, SAY_XAUTH_REQUEST, attribute_name(wanted[i]));
        attributes_add(&a, wanted[i], NULL, 0);
    }
    client_send_attributes(k, sa, &a, (uint32_t)router_random(k->r), true);
    ike_say_step(k, sa, "IKE_MESG_FROM_AAA, IKE_AAA_START_LOGIN", "IKE_XAUTH_AAA_START_LOGIN_AWAIT",
                 "IKE_XAUTH_REQ_SENT");
    return true;
}

static void take_user(struct ike *k, struct ike_sa *sa, const struct attributes *reply)
{
    struct client_terms terms;
    struct attributes a = {.kind = CONFIG_SET};
    for (size_t i = 0; i < reply->count; i++)
        ike_say_text(k, sa, SAY_XAUTH_REPLY, attribute_name(reply->item[i].type));
    client_say_node(k, sa, sa->client.message, "done with xauth request/reply exchange");
    ike_say_step(k, sa, "IKE_MESG_FROM_PEER, IKE_CFG_REPLY", "IKE_XAUTH_REQ_SENT",
                 "IKE_XAUTH_AAA_CONT_LOGIN_AWAIT");
    snprintf(sa->client.user, sizeof sa->client.user, "%.*s", CONF_NAME - 1,
             attributes_text(reply, ATTRIBUTE_XAUTH_USER));
    client_terms_of(k, sa, &terms);
    struct aaa_question q = login_of(sa, &terms);
    sa->client.passed = aaa_login(k->r, &q, attributes_text(reply, ATTRIBUTE_XAUTH_PASSWORD));
    ike_say(k, sa, SAY_AAA_CALLBACK);
    attributes_add_number(&a, ATTRIBUTE_XAUTH_STATUS,
                          sa->client.passed ? XAUTH_PASSED : XAUTH_FAILED);
    client_send_attributes(k, sa, &a, (uint32_t)router_random(k->r), true);
    ike_say_step(k, sa, "IKE_MESG_FROM_AAA, IKE_AAA_CONT_LOGIN", "IKE_XAUTH_AAA_CONT_LOGIN_AWAIT",
                 "IKE_XAUTH_SET_SENT");
}

static void take_ack(struct ike *k, struct ike_sa *sa)
{
    ike_say(k, sa, SAY_XAUTH_ACK);
    client_say_node(k, sa, sa->client.message, "done with transaction");
    sa->client.message = 0;
    sa->out.due_ms = 0;
    if (!sa->client.passed) {
        info_delete(k, sa, 1, 0);
        ike_delete_sa(k, sa, "XAuthenticate fail");
        return;
    }
    sa->state = QM_IDLE;
    ike_say_step(k, sa, "IKE_MESG_FROM_PEER, IKE_CFG_ACK", "IKE_XAUTH_SET_SENT", "IKE_P1_COMPLETE");
}

/* A gateway takes this router for a client and will not go on without a user. */
static void asked_for_user(struct ike *k, struct ike_sa *sa)
{
    ike_say(k, sa, SAY_CONFIG_CHECK);
    sa->state = CONF_XAUTH;
}

static const char *kind_name(enum attributes_kind kind)
{
    static const char *const names[] = {"", "REQUEST", "REPLY", "SET", "ACK"};
    return kind <= CONFIG_ACK ? names[kind] : "";
}

void client_input(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m)
{
    struct attributes *a = mem_alloc(sizeof *a);
    int at = isakmp_find(m, PAYLOAD_ATTRIBUTES, 0);
    struct facts f = sa_facts_of(sa);
    f.message = m->h.message;
    if (sa->state >= CONF_XAUTH && at >= 0 &&
        attributes_read(m->payload[at].body, m->payload[at].len, a)) {
        say(k->r, SAY_CONFIG_PROCESS, &f);
        ike_say_text(k, sa, SAY_CONFIG_PAYLOAD, kind_name(a->kind));
        bool ours = sa->client.message != 0 && sa->client.message == m->h.message;
        if (a->kind == CONFIG_REQUEST && sa->initiator)
            asked_for_user(k, sa);
        else if (a->kind == CONFIG_REQUEST && sa->state != CONF_XAUTH)
            client_configure(k, sa, a, m->h.message);
        else if (a->kind == CONFIG_REPLY && ours)
            take_user(k, sa, a);
        else if (a->kind == CONFIG_ACK && ours)
            take_ack(k, sa);
    }
    free(a);
}

bool ike_serves(const struct ike *k, uint32_t address)
{
    for (const struct ike_sa *sa = k->sas; sa; sa = sa->next)
        if (sa->client.address == address)
            return true;
    return false;
}
