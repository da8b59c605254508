/* SPDX-License-Identifier: ISC */
/*
 * Phase 2 offers: transform sets as proposals (AH and ESP of one set share a number), and theirs
 * against the crypto maps that are applied where the tunnel ends.
 */
#include "lab/crypto/ike_sa.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { A_LIFE_TYPE = 1, A_LIFE, A_GROUP, A_ENCAPS, A_AUTH, A_KEY_BITS };
enum { LIFE_SECONDS = 1, LIFE_KILOBYTES = 2, ENCAPS_TUNNEL = 1, ENCAPS_TRANSPORT = 2 };
enum { T_DES_IV64 = 1, T_DES = 2, T_3DES = 3, T_NULL = 11, T_AES = 12, OFFER_FLAGS = 0x4 };

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
            offer_attribute(t, A_KEY_BITS, ciphers[best].bits);
    }
    if (auth < AUTHS)
        offer_attribute(t, A_AUTH, auths[auth].number);
}

/* The words of a transform as a set would have them. */
static void part_text(int protocol, const struct offer_transform *t, char out[CONF_NAME])
{
    size_t auth = auth_numbered(offer_value(t, A_AUTH, 0));
    const char *hmac = auth < AUTHS ? auths[auth].word : "";
    if (protocol == IPSEC_AH) {
        snprintf(out, CONF_NAME, "ah-%s", hmac);
        return;
    }
    const char *cipher = "esp-null";
    for (size_t i = 0; i < CIPHERS; i++)
        if (ciphers[i].id == t->id && ciphers[i].bits == offer_value(t, A_KEY_BITS, 0))
            cipher = ciphers[i].cipher;
    snprintf(out, CONF_NAME, "%s%s%s", cipher, *hmac ? " esp-" : "", hmac);
}

static const char *transform_name(int protocol, const struct offer_transform *t)
{
    if (protocol == IPSEC_AH) {
        size_t auth = auth_numbered(offer_value(t, A_AUTH, 0));
        return auth < AUTHS ? auths[auth].ah_name : "UNKNOWN";
    }
    for (size_t i = 0; i < CIPHERS; i++)
        if (ciphers[i].id == t->id)
            return ciphers[i].name;
    return "UNKNOWN";
}

/* Transport mode is for traffic between the ends themselves. */
static unsigned encapsulation(const struct transform_set *s, uint32_t local, uint32_t peer,
                              const struct network *here, const struct network *there)
{
    bool ends = here->mask == UINT32_MAX && there->mask == UINT32_MAX && here->address == local &&
                there->address == peer;
    return s->transport && ends ? ENCAPS_TRANSPORT : ENCAPS_TUNNEL;
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
            offer_attribute(t, A_ENCAPS,
                            encapsulation(set, id->local, id->peer, &id->here, &id->there));
            offer_attribute(t, A_LIFE_TYPE, LIFE_SECONDS);
            offer_attribute(t, A_LIFE, m->life_s);
            offer_attribute(t, A_LIFE_TYPE, LIFE_KILOBYTES);
            offer_attribute(t, A_LIFE, m->life_kb);
            describe_part(part, protocol, t);
            if (m->pfs)
                offer_attribute(t, A_GROUP, m->pfs);
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

static void say_attributes(struct ike *k, const struct ike_sa *sa, const struct offer_transform *t)
{
    ike_say(k, sa, SAY_ATTRIBUTES);
    for (size_t i = 0; i < t->count; i++) {
        const struct offer_attribute *a = &t->attribute[i];
        char text[80] = "";
        if (a->type == A_ENCAPS) {
            say_encapsulation(k, sa, a->value);
            continue;
        }
        if (a->type == A_LIFE && a->wide) {
            ike_say_long(k, sa, "SA life duration", a->value);
            continue;
        }
        if (a->type == A_LIFE_TYPE)
            snprintf(text, sizeof text, "SA life type in %s",
                     a->value == LIFE_SECONDS ? "seconds" : "kilobytes");
        else if (a->type == A_LIFE)
            snprintf(text, sizeof text, "SA life duration (basic) of %u", a->value);
        else if (a->type == A_AUTH)
            snprintf(text, sizeof text, "authenticator is %s",
                     auth_numbered(a->value) < AUTHS ? auths[auth_numbered(a->value)].name : "?");
        else if (a->type == A_KEY_BITS)
            snprintf(text, sizeof text, "key length is %u", a->value);
        else
            snprintf(text, sizeof text, "group is %u", a->value);
        ike_say_text(k, sa, SAY_ATTRIBUTE, text);
    }
}

/* Whether a map entry is applied where the tunnel ends at this router. */
static bool applied(const struct conf *c, const struct map_entry *m, uint32_t local)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if ((!m || strcmp(c->interface[i].map, m->name) == 0) && c->interface[i].map[0] &&
            conf_map_address(c, &c->interface[i]) == local)
            return true;
    return false;
}

/* The parts of one proposal number. */
struct bundle {
    const struct offer_proposal *part[2];
    size_t count;
};

static bool set_fits(const struct transform_set *s, const struct bundle *b)
{
    bool seen[IPSEC_ESP + 1] = {false};
    char text[CONF_NAME];
    char offered[CONF_NAME];
    for (size_t i = 0; i < b->count; i++) {
        int protocol = (int)b->part[i]->protocol;
        part_text(protocol, &b->part[i]->transform[0], offered);
        if (protocol < IPSEC_AH || protocol > IPSEC_ESP || !set_part(s, protocol, text) ||
            strcmp(text, offered) != 0)
            return false;
        seen[protocol] = true;
    }
    for (int protocol = IPSEC_AH; protocol <= IPSEC_ESP; protocol++)
        if (!seen[protocol] && set_part(s, protocol, text))
            return false;
    return true;
}

static const struct transform_set *entry_set(const struct conf *c, const struct map_entry *m,
                                             const struct bundle *b)
{
    for (size_t i = 0; i < m->sets; i++) {
        const struct transform_set *s = conf_set(c, m->set[i]);
        if (s && set_fits(s, b))
            return s;
    }
    return NULL;
}

static bool any_set(const struct conf *c, uint32_t local, const struct bundle *b)
{
    for (size_t i = 0; i < c->maps; i++)
        if (applied(c, &c->map[i], local) && entry_set(c, &c->map[i], b))
            return true;
    return false;
}

/* Whether an entry that is applied there is for this peer (or for anybody). */
static bool any_peer(const struct conf *c, const struct proposal_asked *a)
{
    for (size_t i = 0; i < c->maps; i++) {
        const struct map_entry *m = &c->map[i];
        bool meant = m->peers == 0;
        for (size_t n = 0; n < m->peers; n++)
            meant = meant || m->peer[n] == a->peer;
        if (meant && applied(c, m, a->local))
            return true;
    }
    return false;
}

/* What is wrong with an offer before its proxies are looked at; SAY_COUNT: nothing. */
static enum saying problem(const struct conf *c, const struct proposal_asked *a,
                           const struct bundle *b)
{
    if (!applied(c, NULL, a->local))
        return SAY_BAD_LOCAL;
    if (!any_peer(c, a))
        return SAY_PEER_NOT_FOUND;
    return any_set(c, a->local, b) ? SAY_COUNT : SAY_NOT_SUPPORTED;
}

/* IOS 15 takes every part that can be read, and looks at everything else in one go afterwards. */
static bool judges_late(const struct ike *k)
{
    return k->r->release >= IOS_15;
}

static void say_problem(struct ike *k, const struct ike_sa *sa, const struct offer_proposal *p,
                        enum saying what)
{
    const struct offer_transform *t = &p->transform[0];
    struct facts f = sa_facts_of(sa);
    char text[CONF_NAME];
    part_text((int)p->protocol, t, text);
    f.protocol = (int)p->protocol;
    f.number = (int)t->id;
    f.count = (int)offer_value(t, A_AUTH, 0);
    f.transform = text;
    say(k->r, what, &f);
}

/* One part of the offer: can it be done here at all? */
static bool judge_part(struct ike *k, const struct ike_sa *sa, const struct bundle *b, size_t i,
                       const struct proposal_asked *a)
{
    const struct offer_proposal *p = b->part[i];
    const struct offer_transform *t = &p->transform[0];
    struct facts f = sa_facts_of(sa);
    f.number = (int)p->number;
    say(k->r, SAY_CHECK_PROPOSAL, &f);
    f.number = (int)t->number;
    f.text = transform_name((int)p->protocol, t);
    say(k->r, SAY_TRANSFORM, &f);
    say_attributes(k, sa, t);
    ike_say(k, sa, SAY_ENGINE_VALIDATE);
    enum saying wrong = judges_late(k) ? SAY_COUNT : problem(k->r->conf, a, b);
    bool ok = wrong == SAY_COUNT;
    if (!ok)
        say_problem(k, sa, p, wrong);
    f.number = PAYLOAD_NONE;
    say(k->r, ok ? SAY_ATTS2_OK : SAY_ATTS2_BAD, &f);
    return ok;
}

static void say_parts(struct ike *k, const struct proposal_asked *a, const struct bundle *b)
{
    for (size_t i = 0; i < b->count; i++) {
        char text[CONF_NAME];
        part_text((int)b->part[i]->protocol, &b->part[i]->transform[0], text);
        /* From the one who asked to the one who answers, at both ends. */
        struct facts f = {.local = a->local,
                          .peer = a->peer,
                          .here = &a->here,
                          .there = &a->there,
                          .source = a->we_asked ? a->local : a->peer,
                          .dest = a->we_asked ? a->peer : a->local,
                          .source_proxy = a->we_asked ? &a->here : &a->there,
                          .dest_proxy = a->we_asked ? &a->there : &a->here,
                          .number = (int)i + 1,
                          .protocol = (int)b->part[i]->protocol,
                          .transform = text,
                          .flags = OFFER_FLAGS};
        say(k->r, SAY_PROPOSAL_REQUEST, &f);
        say(k->r, SAY_ENGINE_VALIDATE_REQUEST, &f);
    }
}

/* The identity whose proxies are the ones that were asked for; another peer's does not count. */
static struct ident *find_ident(struct ike *k, const struct proposal_asked *a)
{
    bool other_peer = false;
    for (struct ident *id = k->r->ipsec->idents; id; id = id->next) {
        if (id->local != a->local || id->here.address != a->here.address ||
            id->here.mask != a->here.mask || id->there.address != a->there.address ||
            id->there.mask != a->there.mask || id->protocol != a->protocol)
            continue;
        if (id->peer == a->peer)
            return id;
        other_peer = true;
    }
    struct facts f = {.peer = a->peer, .here = &a->here, .there = &a->there};
    say(k->r, other_peer ? SAY_BAD_PEER : SAY_BAD_PROXIES, &f);
    return NULL;
}

static uint32_t life_value(const struct offer_transform *t, unsigned type, uint32_t fallback)
{
    for (size_t i = 0; i + 1 < t->count; i++)
        if (t->attribute[i].type == A_LIFE_TYPE && t->attribute[i].value == type)
            return t->attribute[i + 1].value;
    return fallback;
}

static void fill_agreed(const struct map_entry *m, const struct bundle *b, struct ipsec_agreed *out)
{
    const struct offer_transform *t = &b->part[0]->transform[0];
    uint32_t life_s = life_value(t, LIFE_SECONDS, m->life_s);
    uint32_t life_kb = life_value(t, LIFE_KILOBYTES, m->life_kb);
    *out = (struct ipsec_agreed){.count = b->count,
                                 .transport = offer_value(t, A_ENCAPS, 0) == ENCAPS_TRANSPORT,
                                 .life_s = life_s < m->life_s ? life_s : m->life_s,
                                 .life_kb = life_kb < m->life_kb ? life_kb : m->life_kb};
    for (size_t i = 0; i < b->count; i++) {
        out->part[i].protocol = (int)b->part[i]->protocol;
        out->part[i].spi_out = b->part[i]->spi;
        part_text(out->part[i].protocol, &b->part[i]->transform[0], out->part[i].transform);
    }
}

/* Does the map entry behind the proxies want it in this form? */
static bool entry_accepts(struct ike *k, const struct ident *id, const struct proposal_asked *a,
                          const struct bundle *b, struct ipsec_agreed *agreed)
{
    const struct map_entry *m = ident_map(k->r->ipsec, id);
    const struct transform_set *set = m ? entry_set(k->r->conf, m, b) : NULL;
    if (!set)
        return false;
    unsigned encaps = offer_value(&b->part[0]->transform[0], A_ENCAPS, ENCAPS_TUNNEL);
    if (encaps != encapsulation(set, a->local, a->peer, &a->here, &a->there)) {
        say(k->r, SAY_BAD_MODE, &(struct facts){.flags = encaps == ENCAPS_TUNNEL ? 0 : 4});
        return false;
    }
    if (!a->we_asked && m->pfs && m->pfs != a->pfs)
        return false;
    fill_agreed(m, b, agreed);
    return true;
}

/* What 15 calls the reasons for which a map entry refuses. */
enum { ERROR_LOCAL = 8, ERROR_PROXY = 32, ERROR_PEER = 64, ERROR_SET = 256, ERROR_FORM = 1024 };

static int error_number(enum saying wrong)
{
    return wrong == SAY_BAD_LOCAL        ? ERROR_LOCAL
           : wrong == SAY_PEER_NOT_FOUND ? ERROR_PEER
                                         : ERROR_SET;
}

static enum proposal_verdict judge_bundle(struct ike *k, const struct ike_sa *sa,
                                          const struct bundle *b, const struct proposal_asked *a,
                                          struct ident **id, struct ipsec_agreed *agreed)
{
    struct facts f = sa_facts_of(sa);
    for (size_t i = 0; i < b->count; i++)
        if (!judge_part(k, sa, b, i, a))
            return PROPOSAL_BAD_TRANSFORM;
    say_parts(k, a, b);
    enum saying wrong = judges_late(k) ? problem(k->r->conf, a, b) : SAY_COUNT;
    if (wrong != SAY_COUNT) {
        say_problem(k, sa, b->part[0], wrong);
        f.number = error_number(wrong);
    } else {
        *id = find_ident(k, a);
        if (*id && entry_accepts(k, *id, a, b, agreed)) {
            f.text = (*id)->map;
            f.number = (int)(*id)->sequence;
            say(k->r, SAY_MAP_ACCEPTED, &f);
            return PROPOSAL_OK;
        }
        f.number = *id ? ERROR_FORM : ERROR_PROXY;
    }
    say(k->r, SAY_INVALIDATED, &f);
    return PROPOSAL_BAD_PROXY;
}

enum proposal_verdict proposal_judge(struct ike *k, const struct ike_sa *sa,
                                     const struct offer *offer, const struct proposal_asked *asked,
                                     struct ident **id, struct ipsec_agreed *agreed,
                                     struct offer *chosen)
{
    enum proposal_verdict verdict = PROPOSAL_BAD_TRANSFORM;
    for (size_t i = 0; i < offer->count && verdict != PROPOSAL_OK;) {
        struct bundle b = {{NULL}, 0};
        unsigned number = offer->proposal[i].number;
        chosen->count = 0;
        for (; i < offer->count && offer->proposal[i].number == number; i++)
            if (b.count < 2) {
                b.part[b.count++] = &offer->proposal[i];
                chosen->proposal[chosen->count++] = offer->proposal[i];
            }
        verdict = judge_bundle(k, sa, &b, asked, id, agreed);
    }
    return verdict;
}
