/* SPDX-License-Identifier: ISC */
/* What a VRF imports, and what route-maps let pass. */
#include "lab/mpls/bgp.h"

#include <string.h>

bool bgp_imports(const struct vrf *v, const struct bgp_update *u)
{
    for (size_t i = 0; i < v->imports; i++)
        for (size_t k = 0; k < u->targets; k++)
            if (strcmp(v->import_from[i], u->target[k]) == 0)
                return true;
    return false;
}

static bool community_permits(const struct conf *c, unsigned list, const struct bgp_update *u)
{
    for (size_t i = 0; i < c->communities; i++) {
        const struct community_line *l = &c->community[i];
        for (size_t k = 0; l->list == list && k < u->targets; k++)
            if (strcmp(l->target, u->target[k]) == 0)
                return l->permit;
    }
    return false;
}

static bool entry_matches(const struct conf *c, const struct route_map *m,
                          const struct bgp_update *u)
{
    struct flow network = {.source = u->to.address};
    if (m->list[0]) {
        struct entry *e = acl_find(conf_list(c, m->list), &network);
        if (!e || !e->permit)
            return false;
        e->hits++;
    }
    return m->communities == 0 || community_permits(c, m->communities, u);
}

/* The entry of a route-map that follows number `after`, or NULL. */
static const struct route_map *next_entry(const struct conf *c, const char *name, long after)
{
    const struct route_map *next = NULL;
    for (size_t i = 0; i < c->route_maps; i++) {
        const struct route_map *m = &c->route_map[i];
        if (strcmp(m->name, name) == 0 && (long)m->sequence > after &&
            (!next || m->sequence < next->sequence))
            next = m;
    }
    return next;
}

bool bgp_map_permits(const struct conf *c, const char *map, struct bgp_update *u)
{
    const struct route_map *m = next_entry(c, map, -1);
    if (map[0] == '\0' || !m)
        return true; /* a route-map that is not there filters nothing */
    while (m && !entry_matches(c, m, u))
        m = next_entry(c, map, (long)m->sequence);
    if (m && m->permit && m->preference)
        u->preference = m->preference;
    return m && m->permit;
}

static void add_lines(const struct tree *t, struct buf *out)
{
    buf_printf(out, "%s\n", t->text);
    for (size_t i = 0; i < t->count; i++)
        add_lines(t->kid[i], out);
}

char *bgp_policy_text(const struct tree *configuration)
{
    static const char *const heads[] = {"ip vrf",    "router bgp",  "ip extcommunity-list",
                                        "route-map", "access-list", "ip access-list"};
    struct buf text = {0};
    for (size_t i = 0; i < configuration->count; i++)
        for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++)
            if (tree_starts(configuration->kid[i]->text, heads[k]))
                add_lines(configuration->kid[i], &text);
    return buf_take(&text, NULL);
}
