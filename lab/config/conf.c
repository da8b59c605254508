/* SPDX-License-Identifier: ISC */
#include "lab/config/conf.h"

#include "lab/config/conf_bgp.h"
#include "lab/config/conf_read.h"
#include "lab/config/conf_remote.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void carry_interface(struct interface *i, const struct interface *old)
{
    i->n = old->n;
    i->dead = old->dead;
}

static void carry_counters(struct conf *c, const struct conf *before)
{
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *old = conf_interface(before, c->interface[i].name);
        if (old)
            carry_interface(&c->interface[i], old);
    }
    for (size_t i = 0; i < c->lists; i++) {
        const struct access_list *old = conf_list(before, c->list[i].name);
        for (size_t k = 0; k < c->list[i].count; k++)
            for (size_t m = 0; old && m < old->count; m++)
                if (strcmp(old->entry[m].text, c->list[i].entry[k].text) == 0) {
                    c->list[i].entry[k].hits = old->entry[m].hits;
                    c->list[i].entry[k].logged_ms = old->entry[m].logged_ms;
                    c->list[i].entry[k].unlogged = old->entry[m].unlogged;
                }
    }
}

/* A subinterface is no better than what it is part of. */
static void shut_subinterfaces(struct conf *c)
{
    for (size_t i = 0; i < c->interfaces; i++) {
        char name[CONF_NAME];
        snprintf(name, sizeof name, "%s", c->interface[i].name);
        char *dot = strchr(name, '.');
        if (!dot)
            continue;
        *dot = '\0';
        const struct interface *whole = conf_interface(c, name);
        c->interface[i].shutdown |= whole && whole->shutdown;
    }
}

struct policy conf_default_policy_15(unsigned i)
{
    bool strong = i < POLICY_SUITES_15 / 2;
    return (struct policy){.priority = POLICY_DEFAULTS_15 + i,
                           .encryption = strong ? IKE_AES : IKE_3DES,
                           .key_bits = strong ? 128 : 0,
                           .hash = i & 2 ? IKE_MD5 : IKE_SHA,
                           .auth = i & 1 ? IKE_PSK : IKE_RSA_SIG,
                           .group = strong ? 5 : 2,
                           .lifetime = CONF_IKE_LIFE_S};
}

static void add_policy(struct conf *c, struct policy policy)
{
    c->policy = mem_grow(c->policy, c->policies, &c->policy_cap, sizeof *c->policy);
    c->policy[c->policies++] = policy;
}

/* One up to 12.3; then eight, but only as long as none is configured. */
static void add_defaults(struct conf *c, enum release release)
{
    bool none = c->policies == 0;
    if (release < IOS_15)
        add_policy(c, conf_default_policy());
    for (unsigned i = 0; release >= IOS_15 && none && i < POLICY_SUITES_15; i++)
        add_policy(c, conf_default_policy_15(i));
}

struct conf *conf_new(const struct tree *tree, enum release release, const struct conf *before)
{
    struct conf *c = mem_alloc(sizeof *c);
    c->bgp = mem_alloc(sizeof *c->bgp);
    snprintf(c->hostname, sizeof c->hostname, "Router");
    c->remote = mem_alloc(sizeof *c->remote);
    c->life_s = CONF_LIFE_S;
    c->life_kb = CONF_LIFE_KB;
    c->log_bytes = CONF_LOG_BYTES;
    c->log_level = LOG_DEBUGGING;
    for (size_t i = 0; i < tree->count; i++)
        conf_read_line(c, tree->kid[i]);
    conf_spread_profiles(c);
    shut_subinterfaces(c);
    add_defaults(c, release);
    if (before)
        carry_counters(c, before);
    return c;
}

void conf_free(struct conf *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->lists; i++) {
        for (size_t k = 0; k < c->list[i].count; k++)
            free(c->list[i].entry[k].text);
        free(c->list[i].entry);
    }
    free(c->interface);
    free(c->list);
    free(c->policy);
    free(c->key);
    free(c->keyring);
    free(c->map_profile);
    free(c->profile);
    free(c->set);
    free(c->map);
    free(c->route);
    free(c->local);
    conf_remote_free(c->remote);
    free(c->vrf);
    free(c->bgp);
    free(c->route_map);
    free(c->community);
    free(c->probe);
    free(c->nat);
    free(c);
}

struct interface *conf_interface(const struct conf *c, const char *name)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (strcmp(c->interface[i].name, name) == 0)
            return &c->interface[i];
    return NULL;
}

struct access_list *conf_list(const struct conf *c, const char *name)
{
    for (size_t i = 0; i < c->lists; i++)
        if (strcmp(c->list[i].name, name) == 0)
            return &c->list[i];
    return NULL;
}

const struct transform_set *conf_set(const struct conf *c, const char *name)
{
    for (size_t i = 0; i < c->sets; i++)
        if (strcmp(c->set[i].name, name) == 0)
            return &c->set[i];
    return NULL;
}

bool set_part(const struct transform_set *s, int protocol, char out[CONF_NAME])
{
    const char *head = protocol == 2 ? "ah-" : "esp-";
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < s->count; i++)
        if (strncmp(s->transform[i], head, strlen(head)) == 0 && n < CONF_NAME)
            n += (size_t)snprintf(out + n, CONF_NAME - n, "%s%s", n ? " " : "", s->transform[i]);
    return n > 0;
}

uint32_t conf_address(const struct conf *c, const struct interface *i)
{
    const struct interface *from = i;
    if (i->unnumbered[0])
        from = conf_interface(c, i->unnumbered);
    return from ? from->address : 0;
}

uint32_t conf_map_address(const struct conf *c, const struct interface *i)
{
    for (size_t k = 0; k < c->locals; k++)
        if (strcmp(c->local[k].map, i->map) == 0) {
            const struct interface *other = conf_interface(c, c->local[k].interface);
            return other ? conf_address(c, other) : 0;
        }
    return conf_address(c, i);
}

bool interface_is_up(const struct interface *i)
{
    return !i->shutdown && !i->dead;
}

unsigned interface_ip_mtu(const struct interface *i)
{
    return i->ip_mtu && i->ip_mtu < i->mtu ? i->ip_mtu : i->mtu;
}

char *ip_text(uint32_t address, char out[IP_TEXT])
{
    snprintf(out, IP_TEXT, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
             address & 255);
    return out;
}

char *mac_text(uint32_t address, char out[MAC_TEXT])
{
    uint32_t h = address * 2654435761U;
    snprintf(out, MAC_TEXT, "0004.%04x.%04x", h >> 16, h & 0xffff);
    return out;
}

int mask_length(uint32_t mask)
{
    int n = 0;
    for (; mask & 0x80000000U; mask <<= 1)
        n++;
    return n;
}
