/* SPDX-License-Identifier: ISC */
/* What main and aggressive mode have in common: policies, key exchange, proofs. */
#include "lab/crypto/ike_cert.h"

#include "lab/crypto/digest.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char vendor[] = "peerwalk lab IOS";

void phase1_derive(struct ike *k, struct ike_sa *sa)
{
    bool rsa = sa->policy.auth == IKE_RSA_SIG;
    const char *key = rsa ? NULL : ike_secret(k, sa);
    uint32_t theirs = sa->initiator ? sa->keys.public_r : sa->keys.public_i;
    keying_derive(&sa->keys, key, dh_shared(sa->policy.group, sa->secret, theirs));
    if (rsa)
        ike_say(k, sa, SAY_ENGINE_PKEY_HMAC);
    ike_say(k, sa, SAY_ENGINE_SKEYID);
    ike_say(k, sa, SAY_SKEYID);
}

/* What each end proves to know; `initiator`: whose proof. */
static void proof(const struct ike_sa *sa, bool initiator, char out[KEYING_HASH])
{
    keying_proof(&sa->keys, initiator, sa->offered.data, sa->offered.len, out);
}

void phase1_add_identity(struct ike *k, struct ike_sa *sa, struct buf *m)
{
    struct buf id = {0};
    char hash[KEYING_HASH];
    put_number(&id, ID_ADDRESS, 1);
    put_number(&id, PROTO_UDP, 1);
    put_number(&id, PORT_ISAKMP, 2);
    put_number(&id, sa->local, 4);
    proof(sa, sa->initiator, hash);
    ike_say_text(k, sa, SAY_ID_PAYLOAD,
                 sa->policy.auth == IKE_PSK ? "pre-shared key" : "RSA signature");
    ike_say(k, sa, SAY_ID_TOTAL);
    ike_say(k, sa, SAY_ENGINE_HMAC);
    isakmp_add(m, PAYLOAD_ID, id.data, id.len);
    if (sa->policy.auth == IKE_RSA_SIG)
        cert_sign(k, sa, hash, m);
    else
        isakmp_add(m, PAYLOAD_HASH, hash, sizeof hash);
    if (sa->initiator && ike_is_first(k, sa))
        info_add_initial_contact(m);
    buf_fini(&id);
}

void phase1_add_exchange(struct ike *k, struct ike_sa *sa, struct buf *m)
{
    struct buf ke = {0};
    char *nonce = sa->initiator ? sa->keys.nonce_i : sa->keys.nonce_r;
    uint32_t *own = sa->initiator ? &sa->keys.public_i : &sa->keys.public_r;
    uint64_t random = router_random(k->r);
    memcpy(nonce, &random, IKE_NONCE);
    sa->secret = (uint32_t)router_random(k->r) | 1;
    *own = dh_public(sa->policy.group, sa->secret);
    put_number(&ke, *own, 4);
    isakmp_add(m, PAYLOAD_KE, ke.data, ke.len);
    isakmp_add(m, PAYLOAD_NONCE, nonce, IKE_NONCE);
    isakmp_add(m, PAYLOAD_VENDOR, vendor, sizeof vendor);
    buf_fini(&ke);
}

void phase1_refuse(struct ike *k, struct ike_sa *sa, const char *mode)
{
    struct facts f = sa_facts_of(sa);
    sa->failed = true;
    ike_say(k, sa, SAY_NO_OFFERS);
    ike_say(k, sa, SAY_PHASE1_BAD);
    ike_say_text(k, sa, SAY_ERROR_COUNTER, "construct_fail_ag_init");
    f.text = mode;
    say(k->r, SAY_LOG_MODE_FAILURE, &f);
    if (!sa->initiator)
        info_notify(k, sa, 1, 0, NOTIFY_PROPOSAL_NOT_CHOSEN, false);
    ike_say(k, sa, SAY_PHASE1_DROPPED);
    ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PROCESS_MAIN_MODE", sa->step);
    ike_step(k, sa, "IKE_MESG_INTERNAL, IKE_PROCESS_ERROR", IKE_STEP_GONE);
}

bool phase1_agree(struct ike *k, struct ike_sa *sa, const struct isakmp_message *m,
                  struct offer *reply)
{
    int at = isakmp_find(m, PAYLOAD_SA, 0);
    struct offer *offer = mem_alloc(sizeof *offer);
    const struct policy *policy = NULL;
    size_t transform = 0;
    ike_say_process(k, sa, "SA", 0);
    ike_say(k, sa, SAY_NAT_SEEN);
    if (!sa->client.group[0] && (ike_secret(k, sa) || !cert_can_sign(k->r)))
        ike_say(k, sa, ike_secret(k, sa) ? SAY_KEY_FOUND : SAY_KEY_MISSING);
    if (ike_secret(k, sa))
        ike_say(k, sa, SAY_PROFILES);
    if (at >= 0 && offer_read(m->payload[at].body, m->payload[at].len, offer))
        policy = policy_choose(k, sa, offer, &transform);
    if (policy) {
        sa->policy = *policy;
        policy_shorten(&sa->policy, &offer->proposal[0].transform[transform]);
        *reply = (struct offer){.count = 1};
        reply->proposal[0] = offer->proposal[0];
        reply->proposal[0].count = 1;
        reply->proposal[0].transform[0] = offer->proposal[0].transform[transform];
        ike_say(k, sa, SAY_ENGINE_ALG);
        ike_say(k, sa, SAY_ENGINE_DH);
        ike_say(k, sa, SAY_ENGINE_DH);
        ike_say(k, sa,
                sa->client.group[0]              ? SAY_AUTH_METHOD_XAUTH
                : sa->policy.auth == IKE_RSA_SIG ? SAY_AUTH_METHOD_RSA
                                                 : SAY_AUTH_METHOD);
    }
    free(offer);
    return policy != NULL;
}

bool phase1_read_exchange(struct ike_sa *sa, const struct isakmp_message *m)
{
    int ke = isakmp_find(m, PAYLOAD_KE, 0);
    int nonce = isakmp_find(m, PAYLOAD_NONCE, 0);
    if (ke < 0 || nonce < 0 || m->payload[ke].len < 4 || m->payload[nonce].len != IKE_NONCE)
        return false;
    *(sa->initiator ? &sa->keys.public_r : &sa->keys.public_i) =
        (uint32_t)get_number(m->payload[ke].body, 4);
    memcpy(sa->initiator ? sa->keys.nonce_r : sa->keys.nonce_i, m->payload[nonce].body, IKE_NONCE);
    return true;
}

void phase1_established(struct ike *k, struct ike_sa *sa)
{
    sa->state = QM_IDLE;
    sa->established_ms = router_uptime_ms(k->r);
    sa->failed = false;
    sa->heard_ms = sa->established_ms;
    if (sa->invalid_spi)
        info_notify(k, sa, (unsigned)sa->invalid_protocol, sa->invalid_spi, NOTIFY_INVALID_SPI,
                    true);
    if (!sa->initiator) {
        client_begin(k, sa);
        return;
    }
    sa->out.due_ms = 0;
    sa->out.awaited = false;
    buf_clear(&sa->out.bytes);
    for (size_t i = 0; i < sa->pendings; i++)
        quick_begin(k, sa, sa->pending[i]);
    sa->pendings = 0;
    ike_say(k, sa, SAY_ENGINE_CLEAR_DH);
}

bool phase1_proven(const struct ike_sa *sa, const struct isakmp_message *m)
{
    char expected[KEYING_HASH];
    int hash = isakmp_find(m, PAYLOAD_HASH, 0);
    proof(sa, !sa->initiator, expected);
    return hash >= 0 && m->payload[hash].len == KEYING_HASH &&
           memcmp(m->payload[hash].body, expected, KEYING_HASH) == 0;
}

bool phase1_authentic(struct ike *k, const struct ike_sa *sa, const struct isakmp_message *m)
{
    char expected[KEYING_HASH];
    if (sa->policy.auth == IKE_PSK) {
        ike_say_process(k, sa, "HASH", 0);
        ike_say(k, sa, SAY_ENGINE_HMAC);
        return phase1_proven(sa, m);
    }
    proof(sa, !sa->initiator, expected);
    bool proven = cert_proven(k, sa, m, expected);
    ike_say(k, sa, SAY_ENGINE_HMAC);
    return proven;
}
