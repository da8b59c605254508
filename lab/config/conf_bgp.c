/* SPDX-License-Identifier: ISC */
#include "lab/config/conf_bgp.h"

#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static struct bgp_neighbor *neighbor_for(struct bgp_conf *b, uint32_t address)
{
    for (size_t i = 0; i < b->neighbors; i++)
        if (b->neighbor[i].address == address)
            return &b->neighbor[i];
    if (b->neighbors == BGP_NEIGHBORS)
        return NULL;
    struct bgp_neighbor *n = &b->neighbor[b->neighbors++];
    *n = (struct bgp_neighbor){
        .address = address, .ipv4 = true, .keepalive_s = BGP_KEEPALIVE_S, .hold_s = BGP_HOLD_S};
    return n;
}

static void read_neighbor(struct bgp_conf *b, const char *rest)
{
    struct bgp_neighbor *n = neighbor_for(b, line_address(rest, 0));
    const char *what = rest + strcspn(rest, " ");
    const char *value;
    what += strspn(what, " ");
    if (!n)
        return;
    if (line_after(what, "remote-as")) {
        n->remote_as = line_number(what, 1);
    } else if ((value = line_after(what, "update-source")) != NULL) {
        snprintf(n->source, sizeof n->source, "%s", value);
    } else if ((value = line_after(what, "description")) != NULL) {
        snprintf(n->description, sizeof n->description, "%s", value);
    } else if (line_after(what, "timers")) {
        n->keepalive_s = line_number(what, 1);
        n->hold_s = line_number(what, 2);
    } else if (strcmp(what, "shutdown") == 0) {
        n->shutdown = true;
    }
}

static void read_vpnv4_line(struct bgp_conf *b, const char *line)
{
    const char *rest = line_after(line, "neighbor");
    struct bgp_neighbor *n = rest ? neighbor_for(b, line_address(rest, 0)) : NULL;
    char word[CONF_NAME];
    if (!n)
        return;
    const char *what = rest + strcspn(rest, " ");
    what += strspn(what, " ");
    if (strcmp(what, "activate") == 0) {
        n->vpnv4 = true;
    } else if (line_after(what, "send-community")) {
        n->extended = strcmp(what, "send-community extended") == 0 ||
                      strcmp(what, "send-community both") == 0;
    } else if (line_after(what, "route-map")) {
        bool in = strcmp(line_word(what, 2, word, sizeof word), "in") == 0;
        line_word(what, 1, in ? n->map_in : n->map_out, CONF_NAME);
    }
}

static void read_vrf_line(struct bgp_family *f, const char *line)
{
    const char *rest;
    char word[CONF_NAME];
    if (strcmp(line, "redistribute connected") == 0) {
        f->connected = true;
    } else if (strcmp(line, "redistribute static") == 0) {
        f->statics = true;
    } else if (strcmp(line, "default-information originate") == 0) {
        f->default_route = true;
    } else if ((rest = line_after(line, "aggregate-address")) != NULL &&
               f->aggregates < BGP_AGGREGATES) {
        f->summary_only[f->aggregates] = *line_word(rest, 2, word, sizeof word) != '\0';
        f->aggregate[f->aggregates++] =
            (struct network){line_address(rest, 0), line_address(rest, 1)};
    } else if ((rest = line_after(line, "network")) != NULL && f->networks < BGP_AGGREGATES) {
        f->network[f->networks++] = (struct network){line_address(rest, 0), line_address(rest, 2)};
    }
}

static void read_family(struct bgp_conf *b, const struct tree *section)
{
    bool vpnv4 = line_after(section->text, "address-family vpnv4") != NULL;
    if (!vpnv4 && b->families == BGP_FAMILIES)
        return;
    struct bgp_family *f = vpnv4 ? NULL : &b->family[b->families++];
    if (f) {
        *f = (struct bgp_family){0};
        line_word(section->text, 3, f->vrf, sizeof f->vrf);
    }
    for (size_t i = 0; i < section->count; i++) {
        if (f)
            read_vrf_line(f, section->kid[i]->text);
        else
            read_vpnv4_line(b, section->kid[i]->text);
    }
}

void conf_read_bgp(struct conf *c, const struct tree *section)
{
    struct bgp_conf *b = c->bgp;
    bool ipv4 = true;
    b->as = line_number(section->text, 2);
    for (size_t i = 0; i < section->count; i++) {
        const char *line = section->kid[i]->text;
        const char *rest;
        if ((rest = line_after(line, "neighbor")) != NULL)
            read_neighbor(b, rest);
        else if ((rest = line_after(line, "bgp router-id")) != NULL)
            b->router_id = line_address(rest, 0);
        else if (strcmp(line, "bgp log-neighbor-changes") == 0)
            b->log_changes = true;
        else if (strcmp(line, "no bgp default ipv4-unicast") == 0)
            ipv4 = false;
        else if (line_after(line, "address-family"))
            read_family(b, section->kid[i]);
    }
    for (size_t i = 0; i < b->neighbors; i++)
        b->neighbor[i].ipv4 = ipv4;
}

void conf_read_route_map(struct conf *c, const struct tree *section)
{
    c->route_map = mem_grow(c->route_map, c->route_maps, &c->route_map_cap, sizeof *c->route_map);
    struct route_map *m = &c->route_map[c->route_maps++];
    char word[CONF_NAME];
    *m = (struct route_map){.sequence = line_number(section->text, 3)};
    m->permit = strcmp(line_word(section->text, 2, word, sizeof word), "deny") != 0;
    line_word(section->text, 1, m->name, sizeof m->name);
    for (size_t i = 0; i < section->count; i++) {
        const char *line = section->kid[i]->text;
        const char *rest;
        if ((rest = line_after(line, "match ip address")) != NULL)
            snprintf(m->list, sizeof m->list, "%s", rest);
        else if (line_after(line, "match extcommunity"))
            m->communities = line_number(line, 2);
        else if (line_after(line, "set local-preference"))
            m->preference = line_number(line, 2);
    }
}

void conf_read_community(struct conf *c, const char *rest)
{
    c->community = mem_grow(c->community, c->communities, &c->community_cap, sizeof *c->community);
    struct community_line *l = &c->community[c->communities++];
    char word[CONF_NAME];
    *l = (struct community_line){.list = line_number(rest, 0)};
    l->permit = strcmp(line_word(rest, 1, word, sizeof word), "permit") == 0;
    line_word(rest, 3, l->target, sizeof l->target);
}

const struct bgp_neighbor *conf_neighbor(const struct conf *c, uint32_t address)
{
    for (size_t i = 0; i < c->bgp->neighbors; i++)
        if (c->bgp->neighbor[i].address == address)
            return &c->bgp->neighbor[i];
    return NULL;
}

uint32_t conf_router_id(const struct conf *c)
{
    uint32_t loopback = 0;
    uint32_t other = 0;
    if (c->bgp->router_id)
        return c->bgp->router_id;
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *f = &c->interface[i];
        uint32_t *best = strncmp(f->name, "Loopback", 8) == 0 ? &loopback : &other;
        if (!f->vrf[0] && interface_is_up(f) && f->address > *best)
            *best = f->address;
    }
    return loopback ? loopback : other;
}
