/* SPDX-License-Identifier: ISC */
/* Phase 2 offers: transform sets as proposals (AH and ESP of one set share a number), in words. */
#include "lab/crypto/proposal.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { T_DES_IV64 = 1, T_DES = 2, T_3DES = 3, T_NULL = 11, T_AES = 12 };

/* How the parts of a transform set are written and numbered. */
static const struct {
    const char *cipher;
    unsigned id, bits;
    const char *name;
} ciphers[] = {{"esp-des", T_DES, 0, "ESP_DES"},
               {"esp-3des", T_3DES, 0, "ESP_3DES"},
               {"esp-null", T_NULL, 0, "ESP_NULL"},
               {"esp-aes", T_AES, 128, "ESP_AES"},
               {"esp-aes 192", T_AES, 192, "ESP_AES"},
               {"esp-aes 256", T_AES, 256, "ESP_AES"},
               {"esp-rfc1829", T_DES_IV64, 0, "ESP_DES_IV64"}};
enum { CIPHERS = sizeof ciphers / sizeof ciphers[0] };

/* Authentication: its number in an offer, and of the AH transform that goes with it. */
static const struct {
    const char *word;
    unsigned number, ah;
    const char *name, *ah_name;
} auths[] = {{"md5-hmac", 1, 2, "HMAC-MD5", "AH_MD5"},
             {"sha-hmac", 2, 3, "HMAC-SHA", "AH_SHA"},
             {"rfc1828", 4, 2, "KPDK", "AH_MD5"},
             {"sha256-hmac", 5, 5, "HMAC-SHA256", "AH_SHA256"},
             {"sha384-hmac", 6, 6, "HMAC-SHA384", "AH_SHA384"},
             {"sha512-hmac", 7, 7, "HMAC-SHA512", "AH_SHA512"}};
enum { AUTHS = sizeof auths / sizeof auths[0] };

static size_t auth_numbered(unsigned number)
{
    size_t i = 0;
    while (i < AUTHS && auths[i].number != number)
        i++;
    return i;
}

static void describe_part(const char *part, int protocol, struct offer_transform *t)
{
    size_t auth = 0;
    while (auth < AUTHS && !strstr(part, auths[auth].word))
        auth++;
    t->number = 1;
    if (protocol == IPSEC_AH) {
        t->id = auth < AUTHS ? auths[auth].ah : 0;
    } else {
        size_t best = 2;
        for (size_t i = 0; i < CIPHERS; i++)
            if (tree_starts(part, ciphers[i].cipher))
                best = i;
        t->id = ciphers[best].id;
        if (ciphers[best].bits)
            offer_attribute(t, P2_KEY_BITS, ciphers[best].bits);
    }
    if (auth < AUTHS)
        offer_attribute(t, P2_AUTH, auths[auth].number);
}

void proposal_text(int protocol, const struct offer_transform *t, char out[CONF_NAME])
{
    size_t auth = auth_numbered(offer_value(t, P2_AUTH, 0));
    const char *hmac = auth < AUTHS ? auths[auth].word : "";
    if (protocol == IPSEC_AH) {
        snprintf(out, CONF_NAME, "ah-%s", hmac);
        return;
    }
    const char *cipher = "esp-null";
    for (size_t i = 0; i < CIPHERS; i++)
        if (ciphers[i].id == t->id && ciphers[i].bits == offer_value(t, P2_KEY_BITS, 0))
            cipher = ciphers[i].cipher;
    snprintf(out, CONF_NAME, "%s%s%s", cipher, *hmac ? " esp-" : "", hmac);
}

const char *proposal_name(int protocol, const struct offer_transform *t)
{
    if (protocol == IPSEC_AH) {
        size_t auth = auth_numbered(offer_value(t, P2_AUTH, 0));
        return auth < AUTHS ? auths[auth].ah_name : "UNKNOWN";
    }
    for (size_t i = 0; i < CIPHERS; i++)
        if (ciphers[i].id == t->id)
            return ciphers[i].name;
    return "UNKNOWN";
}

void proposal_offer(struct ike *k, const struct ident *id, struct offer *out)
{
    const struct map_entry *m = ident_map(k->r->ipsec, id);
    *out = (struct offer){0};
    for (size_t i = 0; m && i < m->sets; i++) {
        const struct transform_set *set = conf_set(k->r->conf, m->set[i]);
        for (int protocol = IPSEC_AH; set && protocol <= IPSEC_ESP; protocol++) {
            char part[CONF_NAME];
            if (!set_part(set, protocol, part) || out->count == OFFER_MAX)
                continue;
            struct offer_proposal *p = &out->proposal[out->count++];
            *p = (struct offer_proposal){.number = (unsigned)i + 1,
                                         .protocol = (unsigned)protocol,
                                         .spi = id->request_spi[i][protocol - IPSEC_AH],
                                         .count = 1};
            struct offer_transform *t = &p->transform[0];
            bool transport = ipsec_is_transport(set, id->local, id->peer, &id->here, &id->there);
            offer_attribute(t, P2_ENCAPS, transport ? ENCAPS_TRANSPORT : ENCAPS_TUNNEL);
            offer_attribute(t, P2_LIFE_TYPE, LIFE_SECONDS);
            offer_attribute(t, P2_LIFE, m->life_s);
            offer_attribute(t, P2_LIFE_TYPE, LIFE_KILOBYTES);
            offer_attribute(t, P2_LIFE, m->life_kb);
            describe_part(part, protocol, t);
            if (m->pfs)
                offer_attribute(t, P2_GROUP, m->pfs);
        }
    }
}

static void say_encapsulation(struct ike *k, const struct ike_sa *sa, uint32_t value)
{
    struct facts f = sa_facts_of(sa);
    f.number = (int)value;
    f.text = value == ENCAPS_TUNNEL ? "Tunnel" : "Transport";
    say(k->r, SAY_ENCAPSULATION, &f);
}

void proposal_say(struct ike *k, const struct ike_sa *sa, const struct offer_transform *t)
{
    ike_say(k, sa, SAY_ATTRIBUTES);
    for (size_t i = 0; i < t->count; i++) {
        const struct offer_attribute *a = &t->attribute[i];
        char text[80] = "";
        if (a->type == P2_ENCAPS) {
            say_encapsulation(k, sa, a->value);
            continue;
        }
        if (a->type == P2_LIFE && a->wide) {
            ike_say_long(k, sa, "SA life duration", a->value);
            continue;
        }
        if (a->type == P2_LIFE_TYPE)
            snprintf(text, sizeof text, "SA life type in %s",
                     a->value == LIFE_SECONDS ? "seconds" : "kilobytes");
        else if (a->type == P2_LIFE)
            snprintf(text, sizeof text, "SA life duration (basic) of %u", a->value);
        else if (a->type == P2_AUTH)
            snprintf(text, sizeof text, "authenticator is %s",
                     auth_numbered(a->value) < AUTHS ? auths[auth_numbered(a->value)].name : "?");
        else if (a->type == P2_KEY_BITS)
            snprintf(text, sizeof text, "key length is %u", a->value);
        else
            snprintf(text, sizeof text, "group is %u", a->value);
        ike_say_text(k, sa, SAY_ATTRIBUTE, text);
    }
}
