/* SPDX-License-Identifier: ISC */
/* Phase 2 offers of others against the crypto maps that are applied where the tunnel ends. */
#include "lab/crypto/bundle.h"
#include "lab/crypto/proposal.h"

#include <string.h>

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
    enum saying wrong = judges_late(k) ? SAY_COUNT : bundle_problem(k->r->conf, sa, b);
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
        proposal_text((int)b->part[i]->protocol, &b->part[i]->transform[0], text);
        /* From the one who asked to the one who answers, at both ends. */
        struct facts f = {.local = a->local,
                          .peer = a->peer,
                          .here = &a->here,
                          .there = &a->there,
                          .ip_protocol = a->protocol,
                          .here_port = a->here_port,
                          .there_port = a->there_port,
                          .source = a->we_asked ? a->local : a->peer,
                          .dest = a->we_asked ? a->peer : a->local,
                          .source_proxy = a->we_asked ? &a->here : &a->there,
                          .dest_proxy = a->we_asked ? &a->there : &a->here,
                          .number = (int)i + 1,
                          .protocol = (int)b->part[i]->protocol,
                          .transform = text,
                          .mode = ipsec_mode(bundle_transport(b)),
                          .flags = ipsec_flags(bundle_transport(b), a->pfs)};
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
    return bundle_set(f->conf, m, f->bundle) != NULL;
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

/* Does the map entry behind the proxies want it in this form? */
static bool entry_accepts(struct ike *k, const struct ident *id, const struct proposal_asked *a,
                          const struct bundle *b, struct ipsec_agreed *agreed)
{
    const struct map_entry *m = ident_map(k->r->ipsec, id);
    const struct transform_set *set = m ? bundle_set(k->r->conf, m, b) : NULL;
    if (!set)
        return false;
    bool wanted = ipsec_is_transport(set, a->local, a->peer, &a->here, &a->there);
    bool mode = bundle_transport(b) == wanted;
    /* More secrecy than we ask for is welcome. */
    bool secret = a->we_asked || !m->pfs || m->pfs == a->pfs;
    if (!mode || !secret) {
        say(k->r, SAY_BAD_MODE,
            &(struct facts){.flags = ipsec_flags(bundle_transport(b), a->pfs), .peer = a->peer});
        return false;
    }
    bundle_agree(m, b, a, agreed);
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
    enum saying wrong = judges_late(k) ? bundle_problem(k->r->conf, sa, b) : SAY_COUNT;
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
