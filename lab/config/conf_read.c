/* SPDX-License-Identifier: ISC */
#include "lab/config/conf_read.h"
#include "lab/config/conf_remote.h"

#include "lab/config/conf_bgp.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *line_word(const char *line, size_t n, char *out, size_t size)
{
    while (n-- > 0) {
        line += strcspn(line, " ");
        line += strspn(line, " ");
    }
    snprintf(out, size, "%.*s", (int)strcspn(line, " "), line);
    return out;
}

unsigned line_number(const char *line, size_t n)
{
    char word[CONF_NAME];
    return (unsigned)strtoul(line_word(line, n, word, sizeof word), NULL, 10);
}

uint32_t line_address(const char *line, size_t n)
{
    char word[CONF_NAME];
    unsigned address = 0;
    return grammar_ip(line_word(line, n, word, sizeof word), &address) ? address : 0;
}

const char *line_after(const char *line, const char *words)
{
    if (!tree_starts(line, words))
        return NULL;
    line += strlen(words);
    return line + strspn(line, " ");
}

static struct access_list *list_for(struct conf *c, const char *name, bool extended)
{
    struct access_list *l = conf_list(c, name);
    if (l)
        return l;
    c->list = mem_grow(c->list, c->lists, &c->list_cap, sizeof *c->list);
    l = &c->list[c->lists++];
    *l = (struct access_list){.extended = extended};
    snprintf(l->name, sizeof l->name, "%s", name);
    return l;
}

static void add_entry(struct access_list *l, const char *text)
{
    struct entry e;
    if (!entry_parse(text, &e))
        return;
    l->entry = mem_grow(l->entry, l->count, &l->capacity, sizeof *l->entry);
    l->entry[l->count++] = e;
}

static void read_numbered(struct conf *c, const char *rest)
{
    char name[CONF_NAME];
    line_word(rest, 0, name, sizeof name);
    add_entry(list_for(c, name, strtol(name, NULL, 10) >= 100), rest + strlen(name) + 1);
}

static void read_named(struct conf *c, const struct tree *section)
{
    char name[CONF_NAME];
    char kind[CONF_NAME];
    line_word(section->text, 2, kind, sizeof kind);
    line_word(section->text, 3, name, sizeof name);
    struct access_list *l = list_for(c, name, strcmp(kind, "extended") == 0);
    for (size_t i = 0; i < section->count; i++)
        add_entry(l, section->kid[i]->text);
}

static void read_route(struct conf *c, const char *rest)
{
    c->route = mem_grow(c->route, c->routes, &c->route_cap, sizeof *c->route);
    struct route *r = &c->route[c->routes++];
    char word[CONF_NAME];
    *r = (struct route){.distance = 1};
    const char *table = line_after(rest, "vrf");
    if (table) {
        line_word(table, 0, r->vrf, sizeof r->vrf);
        rest = table + strlen(r->vrf) + 1;
    }
    r->to = (struct network){line_address(rest, 0), line_address(rest, 1)};
    size_t at = 2;
    r->next_hop = line_address(rest, at);
    if (r->next_hop == 0) {
        line_word(rest, at++, r->interface, sizeof r->interface);
        r->next_hop = line_address(rest, at);
    }
    at += r->next_hop != 0;
    unsigned distance = line_number(rest, at);
    r->distance = distance ? distance : 1;
    r->through_global = strcmp(line_word(rest, at, word, sizeof word), "global") == 0;
}

static void read_local_address(struct conf *c, const char *line)
{
    c->local = mem_grow(c->local, c->locals, &c->local_cap, sizeof *c->local);
    struct local_address *l = &c->local[c->locals++];
    line_word(line, 2, l->map, sizeof l->map);
    line_word(line, 4, l->interface, sizeof l->interface);
}

static void read_crypto(struct conf *c, const struct tree *line)
{
    char word[CONF_NAME];
    const char *rest;
    if (strcmp(line->text, "no crypto isakmp enable") == 0)
        c->isakmp_off = true;
    else if (strcmp(line->text, "crypto isakmp invalid-spi-recovery") == 0)
        c->invalid_spi_recovery = true;
    else if (line_after(line->text, "crypto isakmp keepalive"))
        c->keepalive = (struct keepalive){line_number(line->text, 3), line_number(line->text, 4),
                                          strstr(line->text, " periodic") != NULL};
    else if (line_after(line->text, "crypto keyring"))
        conf_read_keyring(c, line);
    else if (line_after(line->text, "crypto isakmp profile"))
        conf_read_profile(c, line);
    else if (line_after(line->text, "crypto isakmp policy"))
        conf_read_policy(c, line);
    else if ((rest = line_after(line->text, "crypto isakmp key")) != NULL)
        conf_read_key(c, rest);
    else if (line_after(line->text, "crypto ipsec security-association lifetime seconds"))
        c->life_s = line_number(line->text, 5);
    else if (line_after(line->text, "crypto ipsec security-association lifetime kilobytes"))
        c->life_kb = line_number(line->text, 5);
    else if (line_after(line->text, "crypto ipsec transform-set"))
        conf_read_set(c, line);
    else if (strcmp(line_word(line->text, 3, word, sizeof word), "local-address") == 0)
        read_local_address(c, line->text);
    else if (strcmp(word, "isakmp-profile") == 0)
        conf_read_map_profile(c, line->text);
    else if (line_after(line->text, "crypto map"))
        conf_read_map(c, line);
}

/* VRFs, BGP, label switching, probes. False for a line about something else. */
static bool read_routing(struct conf *c, const struct tree *line)
{
    const char *rest;
    if (line_after(line->text, "ip vrf")) {
        conf_read_vrf(c, line);
    } else if (line_after(line->text, "router bgp")) {
        conf_read_bgp(c, line);
    } else if (line_after(line->text, "route-map")) {
        conf_read_route_map(c, line);
    } else if ((rest = line_after(line->text, "ip extcommunity-list")) != NULL) {
        conf_read_community(c, rest);
    } else if ((rest = line_after(line->text, "mpls label range")) != NULL) {
        c->label_low = line_number(rest, 0);
        c->label_high = line_number(rest, 1);
    } else if (strcmp(line->text, "no ip cef") == 0) {
        c->cef_off = true;
    } else if ((rest = line_after(line->text, "rtr")) != NULL ||
               (rest = line_after(line->text, "ip sla")) != NULL) {
        conf_read_probe(c, line, rest);
    } else if (strcmp(line->text, "no mpls ip") == 0) {
        c->labels_off = true;
    } else {
        return false;
    }
    return true;
}

void conf_read_line(struct conf *c, const struct tree *line)
{
    const char *rest;
    if (conf_read_remote(c, line))
        return;
    if ((rest = line_after(line->text, "hostname")) != NULL)
        snprintf(c->hostname, sizeof c->hostname, "%s", rest);
    else if ((rest = line_after(line->text, "access-list")) != NULL)
        read_numbered(c, rest);
    else if (line_after(line->text, "ip access-list"))
        read_named(c, line);
    else if ((rest = line_after(line->text, "ip route")) != NULL)
        read_route(c, rest);
    else if (line_after(line->text, "interface"))
        conf_read_interface(c, line);
    else if (!read_routing(c, line) && !conf_read_net(c, line->text))
        read_crypto(c, line);
}
