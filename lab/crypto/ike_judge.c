/* SPDX-License-Identifier: ISC */
/* Phase 2 offers of others against the crypto maps that are applied where the tunnel ends. */
#include "lab/crypto/proposal.h"

#include "lab/config/conf_remote.h"

#include <stdlib.h>
#include <string.h>

/* Whether a map entry (NULL: any) is applied where the tunnel ends at this router. */
static bool applied(const struct conf *c, const struct map_entry *m, const struct ike_sa *sa)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if ((!m || strcmp(c->interface[i].map, m->name) == 0) && c->interface[i].map[0] &&
            strcmp(c->interface[i].vrf, sa->vrf) == 0 &&
            conf_map_address(c, &c->interface[i]) == sa->local)
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
        proposal_text(protocol, &b->part[i]->transform[0], offered);
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

/* A map may be applied of which there is no entry at all. */
static bool any_entry(const struct conf *c, const struct ike_sa *sa)
{
    for (size_t i = 0; i < c->maps; i++)
        if (applied(c, &c->map[i], sa))
            return true;
    return false;
}

static bool any_set(const struct conf *c, const struct ike_sa *sa, const struct bundle *b)
{
    for (size_t i = 0; i < c->maps; i++) {
        const struct map_entry *m = &c->map[i];
        if (!applied(c, m, sa))
            continue;
        bool fits = entry_set(c, m, b) != NULL;
        const struct map_entry *d;
        for (size_t n = 0; !fits && (d = conf_dynamic(c, m->dynamic, n)) != NULL; n++)
            fits = entry_set(c, d, b) != NULL;
        if (fits)
            return true;
    }
    return false;
}

/* Whether an entry that is applied there is for this peer (or for anybody). */
static bool any_peer(const struct conf *c, const struct ike_sa *sa)
{
    for (size_t i = 0; i < c->maps; i++) {
        const struct map_entry *m = &c->map[i];
        bool meant = m->peers == 0;
        for (size_t n = 0; n < m->peers; n++)
            meant = meant || m->peer[n] == sa->peer;
        if (meant && applied(c, m, sa))
            return true;
    }
    return false;
}

/* What is wrong with an offer before its proxies are looked at; SAY_COUNT: nothing. */
static enum saying problem(const struct conf *c, const struct ike_sa *sa, const struct bundle *b)
{
    if (!applied(c, NULL, sa))
        return SAY_BAD_LOCAL;
    if (!any_entry(c, sa))
        return SAY_NO_MAP;
    if (!any_peer(c, sa))
        return SAY_PEER_NOT_FOUND;
    return any_set(c, sa, b) ? SAY_COUNT : SAY_NOT_SUPPORTED;
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
    proposal_text((int)p->protocol, t, text);
    f.protocol = (int)p->protocol;
    f.number = (int)t->id;
    f.count = (int)offer_value(t, P2_AUTH, 0);
    f.transform = text;
    say(k->r, what, &f);
}

/* One part of the offer: can it be done here at all? */
static bool judge_part(struct ike *k, const struct ike_sa *sa, const struct bundle *b, size_t i)
{
    const struct offer_proposal *p = b->part[i];
    const struct offer_transform *t = &p->transform[0];
    struct facts f = sa_facts_of(sa);
    f.number = (int)p->number;
    say(k->r, SAY_CHECK_PROPOSAL, &f);
    f.number = (int)t->number;
    f.text = proposal_name((int)p->protocol, t);
    say(k->r, SAY_TRANSFORM, &f);
    proposal_say(k, sa, t);
    ike_say(k, sa, SAY_ENGINE_VALIDATE);
    enum saying wrong = judges_late(k) ? SAY_COUNT : problem(k->r->conf, sa, b);
    bool ok = wrong == SAY_COUNT;
    if (!ok)
        say_problem(k, sa, p, wrong);
    f.number = PAYLOAD_NONE;
    say(k->r, ok ? SAY_ATTS2_OK : SAY_ATTS2_BAD, &f);
    return ok;
}

static bool is_transport(const struct bundle *b)
{
    return offer_value(&b->part[0]->transform[0], P2_ENCAPS, ENCAPS_TUNNEL) == ENCAPS_TRANSPORT;
}

static void say_parts(struct ike *k, const struct proposal_asked *a, const struct bundle *b)
{
    for (size_t i = 0; i < b->count; i++) {
        char text[CONF_NAME];
        proposal_text((int)b->part[i]->protocol, &b->part[i]->transform[0], text);
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
                          .mode = ipsec_mode(is_transport(b)),
                          .flags = ipsec_flags(is_transport(b), a->pfs)};
        say(k->r, SAY_PROPOSAL_REQUEST, &f);
        say(k->r, SAY_ENGINE_VALIDATE_REQUEST, &f);
    }
}

static bool same_networks(const struct ident *id, const struct proposal_asked *a)
{
    return id->here.address == a->here.address && id->here.mask == a->here.mask &&
           id->there.address == a->there.address && id->there.mask == a->there.mask &&
           id->protocol == a->protocol;
}

/* Our own identity must come back as we sent it. */
static struct ident *confirm_ident(struct ike *k, struct ident *ours,
                                   const struct proposal_asked *a)
{
    if (ours && same_networks(ours, a))
        return ours;
    say(k->r, SAY_INVALID_PROXIES, &(struct facts){.peer = a->peer});
    return NULL;
}

struct fitting {
    const struct conf *conf;
    const struct bundle *bundle;
};

static bool fits(void *user, const struct map_entry *m)
{
    const struct fitting *f = user;
    return entry_set(f->conf, m, f->bundle) != NULL;
}

static struct ident *find_ident(struct ike *k, const struct ike_sa *sa,
                                const struct proposal_asked *a, const struct bundle *b)
{
    struct ident asked = {.local = a->local,
                          .peer = a->peer,
                          .here = a->here,
                          .there = a->there,
                          .protocol = a->protocol,
                          .here_port = a->here_port,
                          .there_port = a->there_port};
    bool other_peer = false;
    memcpy(asked.vrf, sa->vrf, sizeof asked.vrf);
    memcpy(asked.profile, sa->profile, sizeof asked.profile);
    struct ident *id = match_proposal(k->r->ipsec, &asked, &other_peer);
    struct facts f = {.peer = a->peer, .here = &a->here, .there = &a->there};
    struct fitting dynamic = {k->r->conf, b};
    if (!id && !other_peer && match_dynamic(k->r->ipsec, &asked, fits, &dynamic))
        id = dynamic_take(k->r->ipsec, &asked);
    if (!id)
        say(k->r, other_peer ? SAY_BAD_PEER : SAY_BAD_PROXIES, &f);
    return id;
}

static uint32_t life_value(const struct offer_transform *t, unsigned type, uint32_t fallback)
{
    for (size_t i = 0; i + 1 < t->count; i++)
        if (t->attribute[i].type == P2_LIFE_TYPE && t->attribute[i].value == type)
            return t->attribute[i + 1].value;
    return fallback;
}

static void fill_agreed(const struct map_entry *m, const struct bundle *b,
                        const struct proposal_asked *a, struct ipsec_agreed *out)
{
    const struct offer_transform *t = &b->part[0]->transform[0];
    uint32_t life_s = life_value(t, LIFE_SECONDS, m->life_s);
    uint32_t life_kb = life_value(t, LIFE_KILOBYTES, m->life_kb);
    *out = (struct ipsec_agreed){.count = b->count,
                                 .as_heard = !a->we_asked,
                                 .transport = is_transport(b),
                                 .pfs = a->pfs,
                                 .life_s = life_s < m->life_s ? life_s : m->life_s,
                                 .life_kb = life_kb < m->life_kb ? life_kb : m->life_kb,
                                 .shortened = m->life_s < life_s || m->life_kb < life_kb};
    for (size_t i = 0; i < b->count; i++) {
        out->part[i].protocol = (int)b->part[i]->protocol;
        out->part[i].spi_out = b->part[i]->spi;
        proposal_text(out->part[i].protocol, &b->part[i]->transform[0], out->part[i].transform);
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
    bool wanted = ipsec_is_transport(set, a->local, a->peer, &a->here, &a->there);
    bool mode = is_transport(b) == wanted;
    /* More secrecy than we ask for is welcome. */
    bool secret = a->we_asked || !m->pfs || m->pfs == a->pfs;
    if (!mode || !secret) {
        say(k->r, SAY_BAD_MODE,
            &(struct facts){.flags = ipsec_flags(is_transport(b), a->pfs), .peer = a->peer});
        return false;
    }
    fill_agreed(m, b, a, agreed);
    return true;
}

/* What 15 calls the reasons for which a map entry refuses. */
enum { ERROR_LOCAL = 8, ERROR_PROXY = 32, ERROR_PEER = 64, ERROR_SET = 256, ERROR_FORM = 1024 };

static int error_number(enum saying wrong)
{
    return wrong == SAY_BAD_LOCAL || wrong == SAY_NO_MAP ? ERROR_LOCAL
           : wrong == SAY_PEER_NOT_FOUND                 ? ERROR_PEER
                                                         : ERROR_SET;
}

static enum proposal_verdict judge_bundle(struct ike *k, const struct ike_sa *sa,
                                          const struct bundle *b, const struct proposal_asked *a,
                                          struct ident **id, struct ipsec_agreed *agreed)
{
    struct facts f = sa_facts_of(sa);
    for (size_t i = 0; i < b->count; i++)
        if (!judge_part(k, sa, b, i))
            return PROPOSAL_BAD_TRANSFORM;
    say_parts(k, a, b);
    enum saying wrong = judges_late(k) ? problem(k->r->conf, sa, b) : SAY_COUNT;
    if (wrong != SAY_COUNT) {
        say_problem(k, sa, b->part[0], wrong);
        f.number = error_number(wrong);
    } else {
        *id = a->we_asked ? confirm_ident(k, a->ours, a) : find_ident(k, sa, a, b);
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
