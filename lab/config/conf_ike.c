/* SPDX-License-Identifier: ISC */
/* Keys, keyrings and ISAKMP profiles into records, and which of them count for a peer. */
#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* "[0] secret": the 0 says that it stands in clear. */
static void read_secret(struct key *k, const char *at, size_t len)
{
    if (len > 2 && strncmp(at, "0 ", 2) == 0) {
        at += 2;
        len -= 2;
    }
    snprintf(k->secret, sizeof k->secret, "%.*s", (int)len, at);
}

static struct network read_peer(const char *line, size_t at)
{
    struct network n = {line_address(line, at), line_address(line, at + 1)};
    if (n.mask == 0 && n.address != 0)
        n.mask = UINT32_MAX;
    return n;
}

void conf_read_key(struct conf *c, const char *rest)
{
    const char *at = strstr(rest, " address ");
    if (!at)
        return;
    c->key = mem_grow(c->key, c->keys, &c->key_cap, sizeof *c->key);
    struct key *k = &c->key[c->keys++];
    *k = (struct key){.peer = read_peer(at + 1, 1), .no_xauth = strstr(at, " no-xauth") != NULL};
    read_secret(k, rest, (size_t)(at - rest));
}

static void read_ring_line(struct keyring *k, const char *line)
{
    const char *rest = line_after(line, "pre-shared-key address");
    const char *secret = rest ? strstr(rest, " key ") : NULL;
    if (!secret || k->keys == CONF_MAX_RING)
        return;
    struct key *key = &k->key[k->keys++];
    *key = (struct key){.peer = read_peer(rest, 0)};
    secret += strlen(" key ");
    read_secret(key, secret, strlen(secret));
}

void conf_read_keyring(struct conf *c, const struct tree *section)
{
    c->keyring = mem_grow(c->keyring, c->keyrings, &c->keyring_cap, sizeof *c->keyring);
    struct keyring *k = &c->keyring[c->keyrings++];
    *k = (struct keyring){0};
    line_word(section->text, 2, k->name, sizeof k->name);
    line_word(section->text, 4, k->vrf, sizeof k->vrf);
    for (size_t i = 0; i < section->count; i++)
        read_ring_line(k, section->kid[i]->text);
}

/* "address 10.0.0.0 255.0.0.0 VPN1", "group staff": mask and VRF may be missing. */
static void read_match(struct isakmp_profile *p, const char *rest)
{
    char word[CONF_NAME];
    unsigned mask = UINT32_MAX;
    const char *group = line_after(rest, "group");
    if (p->matches == CONF_MAX_MATCHES || (!group && !line_after(rest, "address")))
        return;
    struct profile_match *m = &p->match[p->matches++];
    *m = (struct profile_match){0};
    if (group) {
        snprintf(m->group, sizeof m->group, "%s", group);
        return;
    }
    size_t at = 2 + grammar_ip(line_word(rest, 2, word, sizeof word), &mask);
    m->peer = (struct network){line_address(rest, 1), mask};
    line_word(rest, at, m->vrf, sizeof m->vrf);
}

static void read_profile_line(struct isakmp_profile *p, const char *line)
{
    const char *rest;
    if ((rest = line_after(line, "vrf")) != NULL)
        snprintf(p->vrf, sizeof p->vrf, "%s", rest);
    else if ((rest = line_after(line, "keyring")) != NULL)
        snprintf(p->keyring, sizeof p->keyring, "%s", rest);
    else if ((rest = line_after(line, "match identity")) != NULL)
        read_match(p, rest);
    else if ((rest = line_after(line, "client authentication list")) != NULL)
        snprintf(p->authentication, sizeof p->authentication, "%s", rest);
    else if ((rest = line_after(line, "isakmp authorization list")) != NULL)
        snprintf(p->authorization, sizeof p->authorization, "%s", rest);
    else if (strcmp(line, "client configuration address initiate") == 0)
        p->initiate = true;
    else if (strcmp(line, "client configuration address respond") == 0)
        p->respond = true;
    else if (line_after(line, "keepalive"))
        p->keepalive = (struct keepalive){line_number(line, 1), line_number(line, 3), false};
}

void conf_read_profile(struct conf *c, const struct tree *section)
{
    c->profile = mem_grow(c->profile, c->profiles, &c->profile_cap, sizeof *c->profile);
    struct isakmp_profile *p = &c->profile[c->profiles++];
    *p = (struct isakmp_profile){0};
    line_word(section->text, 3, p->name, sizeof p->name);
    for (size_t i = 0; i < section->count; i++)
        read_profile_line(p, section->kid[i]->text);
}

void conf_read_map_profile(struct conf *c, const char *line)
{
    c->map_profile =
        mem_grow(c->map_profile, c->map_profiles, &c->map_profile_cap, sizeof *c->map_profile);
    struct map_profile *p = &c->map_profile[c->map_profiles++];
    line_word(line, 2, p->map, sizeof p->map);
    line_word(line, 4, p->profile, sizeof p->profile);
}

void conf_spread_profiles(struct conf *c)
{
    for (size_t i = 0; i < c->maps; i++)
        for (size_t k = 0; k < c->map_profiles && !c->map[i].profile[0]; k++)
            if (strcmp(c->map[i].name, c->map_profile[k].map) == 0)
                memcpy(c->map[i].profile, c->map_profile[k].profile, sizeof c->map[i].profile);
}

const struct keyring *conf_keyring(const struct conf *c, const char *name)
{
    for (size_t i = 0; i < c->keyrings; i++)
        if (strcmp(c->keyring[i].name, name) == 0)
            return &c->keyring[i];
    return NULL;
}

const struct isakmp_profile *conf_profile(const struct conf *c, const char *name)
{
    for (size_t i = 0; i < c->profiles; i++)
        if (strcmp(c->profile[i].name, name) == 0)
            return &c->profile[i];
    return NULL;
}

static bool holds(const struct network *n, uint32_t address)
{
    return ((address ^ n->address) & n->mask) == 0;
}

/* The key for the peer among these, when it is a longer match than what was found. */
static const struct key *longest(const struct key *key, size_t count, uint32_t peer,
                                 const struct key *best)
{
    for (size_t i = 0; i < count; i++)
        if (holds(&key[i].peer, peer) && (!best || key[i].peer.mask > best->peer.mask))
            best = &key[i];
    return best;
}

const struct key *conf_key(const struct conf *c, const char *vrf,
                           const struct isakmp_profile *profile, uint32_t peer)
{
    const struct keyring *own = profile ? conf_keyring(c, profile->keyring) : NULL;
    if (profile && profile->keyring[0])
        return own && strcmp(own->vrf, vrf) == 0 ? longest(own->key, own->keys, peer, NULL) : NULL;
    const struct key *best = vrf[0] ? NULL : longest(c->key, c->keys, peer, NULL);
    for (size_t i = 0; i < c->keyrings; i++)
        if (strcmp(c->keyring[i].vrf, vrf) == 0)
            best = longest(c->keyring[i].key, c->keyring[i].keys, peer, best);
    return best;
}

const struct isakmp_profile *conf_profile_of(const struct conf *c, const char *vrf, uint32_t peer)
{
    for (size_t i = 0; i < c->profiles; i++)
        for (size_t k = 0; k < c->profile[i].matches; k++) {
            const struct profile_match *m = &c->profile[i].match[k];
            if (!m->group[0] && strcmp(m->vrf, vrf) == 0 && holds(&m->peer, peer))
                return &c->profile[i];
        }
    return NULL;
}

const struct isakmp_profile *conf_profile_for_group(const struct conf *c, const char *group)
{
    for (size_t i = 0; i < c->profiles; i++)
        for (size_t k = 0; k < c->profile[i].matches; k++)
            if (group[0] && strcmp(c->profile[i].match[k].group, group) == 0)
                return &c->profile[i];
    return NULL;
}
