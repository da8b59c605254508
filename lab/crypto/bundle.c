/* SPDX-License-Identifier: ISC */
#include "lab/crypto/bundle.h"

#include "lab/config/conf_remote.h"
#include "lab/crypto/proposal.h"

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

const struct transform_set *bundle_set(const struct conf *c, const struct map_entry *m,
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
        bool fits = bundle_set(c, m, b) != NULL;
        const struct map_entry *d;
        for (size_t n = 0; !fits && (d = conf_dynamic(c, m->dynamic, n)) != NULL; n++)
            fits = bundle_set(c, d, b) != NULL;
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

enum saying bundle_problem(const struct conf *c, const struct ike_sa *sa, const struct bundle *b)
{
    if (!applied(c, NULL, sa))
        return SAY_BAD_LOCAL;
    if (!any_entry(c, sa))
        return SAY_NO_MAP;
    if (!any_peer(c, sa))
        return SAY_PEER_NOT_FOUND;
    return any_set(c, sa, b) ? SAY_COUNT : SAY_NOT_SUPPORTED;
}

bool bundle_transport(const struct bundle *b)
{
    return offer_value(&b->part[0]->transform[0], P2_ENCAPS, ENCAPS_TUNNEL) == ENCAPS_TRANSPORT;
}

static uint32_t life_value(const struct offer_transform *t, unsigned type, uint32_t fallback)
{
    for (size_t i = 0; i + 1 < t->count; i++)
        if (t->attribute[i].type == P2_LIFE_TYPE && t->attribute[i].value == type)
            return t->attribute[i + 1].value;
    return fallback;
}

void bundle_agree(const struct map_entry *m, const struct bundle *b, const struct proposal_asked *a,
                  struct ipsec_agreed *out)
{
    const struct offer_transform *t = &b->part[0]->transform[0];
    uint32_t life_s = life_value(t, LIFE_SECONDS, m->life_s);
    uint32_t life_kb = life_value(t, LIFE_KILOBYTES, m->life_kb);
    *out = (struct ipsec_agreed){.count = b->count,
                                 .as_heard = !a->we_asked,
                                 .transport = bundle_transport(b),
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
