/* SPDX-License-Identifier: ISC */
/* Phase 1 offers: our policies as transforms, and theirs against ours. */
#include "lab/crypto/ike_cert.h"

#include <stdio.h>

enum { A_ENCRYPTION = 1, A_HASH, A_AUTH, A_GROUP, A_LIFE_TYPE = 11, A_LIFE = 12, A_KEY_BITS = 14 };
enum { E_DES = 1, E_3DES = 5, E_AES = 7, AUTH_PSK = 1, AUTH_RSA = 3, AUTH_XAUTH_PSK = 65001 };
enum { PROTO_ISAKMP = 1, KEY_IKE = 1, LIFE_SECONDS = 1 };

/* By enum ike_hash: the number in an offer and the name in a debug line. */
static const struct {
    unsigned number;
    const char *name;
} hashes[] = {{1, "MD5"}, {2, "SHA"}, {4, "SHA256"}, {5, "SHA384"}, {6, "SHA512"}};

static const char *hash_name(unsigned number)
{
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++)
        if (hashes[i].number == number)
            return hashes[i].name;
    return "?";
}

static unsigned encryption_number(enum ike_encryption e)
{
    return e == IKE_DES ? E_DES : e == IKE_3DES ? E_3DES : E_AES;
}

static void add_transform(struct offer_proposal *p, const struct policy *policy,
                          enum release release)
{
    struct offer_transform *t = &p->transform[p->count++];
    *t = (struct offer_transform){.number = (unsigned)p->count, .id = KEY_IKE};
    offer_attribute(t, A_ENCRYPTION, encryption_number(policy->encryption));
    if (policy->key_bits)
        offer_attribute(t, A_KEY_BITS, policy->key_bits);
    offer_attribute(t, A_HASH, hashes[policy->hash].number);
    offer_attribute(t, A_GROUP, policy->group);
    offer_attribute(t, A_AUTH, policy->auth == IKE_PSK ? AUTH_PSK : AUTH_RSA);
    /* Before 12.2T the default lifetime is left out. */
    if (release >= IOS_12_3 || policy->lifetime != CONF_IKE_LIFE_S) {
        offer_attribute(t, A_LIFE_TYPE, LIFE_SECONDS);
        offer_attribute(t, A_LIFE, policy->lifetime);
    }
}

/* Whether this end has what a method of authentication takes. */
static bool can_prove(const struct ike *k, const struct ike_sa *sa, enum ike_auth auth)
{
    return auth == IKE_PSK ? ike_secret(k, sa) != NULL : auth == IKE_RSA_SIG && cert_can_sign(k->r);
}

void policy_offer(const struct ike *k, const struct ike_sa *sa, struct offer *out)
{
    const struct conf *c = k->r->conf;
    *out = (struct offer){0};
    out->proposal[0] = (struct offer_proposal){.number = 1, .protocol = PROTO_ISAKMP};
    for (size_t i = 0; i < c->policies; i++)
        if (can_prove(k, sa, c->policy[i].auth) && out->proposal[0].count < OFFER_MAX)
            add_transform(&out->proposal[0], &c->policy[i], k->r->release);
    out->count = out->proposal[0].count > 0;
}

static void say_life(struct ike *k, const struct ike_sa *sa, const struct offer_attribute *a)
{
    char text[64];
    if (a->wide) {
        ike_say_long(k, sa, "life duration", a->value);
        return;
    }
    snprintf(text, sizeof text, "life duration (basic) of %u", a->value);
    ike_say_text(k, sa, SAY_ATTRIBUTE, text);
}

static void say_attribute(struct ike *k, const struct ike_sa *sa, const struct offer_attribute *a)
{
    char text[64] = "";
    switch (a->type) {
    case A_ENCRYPTION:
        snprintf(text, sizeof text, "encryption %s-CBC",
                 a->value == E_DES    ? "DES"
                 : a->value == E_3DES ? "3DES"
                                      : "AES");
        break;
    case A_KEY_BITS:
        snprintf(text, sizeof text, "keylength of %u", a->value);
        break;
    case A_HASH:
        snprintf(text, sizeof text, "hash %s", hash_name(a->value));
        break;
    case A_GROUP:
        snprintf(text, sizeof text, "default group %u", a->value);
        break;
    case A_AUTH:
        snprintf(text, sizeof text, "auth %s",
                 a->value == AUTH_PSK         ? "pre-share"
                 : a->value == AUTH_XAUTH_PSK ? "XAUTHInitPreShared"
                                              : "RSA sig");
        break;
    case A_LIFE_TYPE:
        snprintf(text, sizeof text, "life type in seconds");
        break;
    default:
        say_life(k, sa, a);
        return;
    }
    ike_say_text(k, sa, SAY_ATTRIBUTE, text);
}

/* What a transform lacks of a policy, or NULL: the first thing that IOS finds. */
static const char *misses(const struct ike *k, const struct ike_sa *sa,
                          const struct offer_transform *t, const struct policy *p)
{
    unsigned auth = p->auth == IKE_PSK ? AUTH_PSK : AUTH_RSA;
    unsigned offered = offer_value(t, A_AUTH, 0);
    /* Of a client the policies know nothing: its group's key is looked up later. */
    bool client = sa->client.group[0] != '\0';
    if (client && offered == AUTH_XAUTH_PSK)
        offered = AUTH_PSK;
    if (offer_value(t, A_ENCRYPTION, 0) != encryption_number(p->encryption))
        return "Encryption algorithm offered does not match policy!";
    if (offer_value(t, A_KEY_BITS, 0) != p->key_bits)
        return "Proposed key length does not match policy";
    if (offer_value(t, A_HASH, 0) != hashes[p->hash].number)
        return "Hash algorithm offered does not match policy!";
    if (offered == AUTH_PSK && (auth != AUTH_PSK || (!client && !ike_secret(k, sa))))
        return "Preshared authentication offered but does not match policy!";
    if (offered != auth || (auth == AUTH_RSA && !cert_can_sign(k->r)))
        return "Authentication method offered does not match policy!";
    if (offer_value(t, A_GROUP, 0) != p->group)
        return "Diffie-Hellman group offered does not match policy!";
    if (!sa->initiator && offer_value(t, A_LIFE, CONF_IKE_LIFE_S) > p->lifetime)
        return "Lifetime duration offered does not match policy!";
    return NULL;
}

void policy_shorten(struct policy *p, const struct offer_transform *t)
{
    uint32_t life = offer_value(t, A_LIFE, CONF_IKE_LIFE_S);
    p->lifetime = life < p->lifetime ? life : p->lifetime;
}

const struct policy *policy_choose(struct ike *k, const struct ike_sa *sa,
                                   const struct offer *offer, size_t *transform)
{
    const struct conf *c = k->r->conf;
    const struct offer_proposal *p = &offer->proposal[0];
    struct facts f = sa_facts_of(sa);
    for (size_t i = 0; i < c->policies; i++)
        for (size_t n = 0; n < p->count; n++) {
            const struct offer_transform *t = &p->transform[n];
            f.number = (int)t->number;
            f.count = (int)c->policy[i].priority;
            say(k->r, SAY_CHECK_POLICY, &f);
            for (size_t a = 0; a < t->count; a++)
                say_attribute(k, sa, &t->attribute[a]);
            const char *missing = misses(k, sa, t, &c->policy[i]);
            if (missing)
                ike_say_text(k, sa, SAY_ATTRIBUTE_REFUSED, missing);
            f.number = n + 1 < p->count ? PAYLOAD_TRANSFORM : PAYLOAD_NONE;
            say(k->r, missing ? SAY_ATTS_BAD : SAY_ATTS_OK, &f);
            if (!missing) {
                f.life_s = offer_value(t, A_LIFE, CONF_IKE_LIFE_S);
                say(k->r, SAY_LIFE_AGREED, &f);
                *transform = n;
                return &c->policy[i];
            }
        }
    return NULL;
}
