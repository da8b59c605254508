/* SPDX-License-Identifier: ISC */
/* Sections of the configuration into records: interfaces, policies, transform sets, crypto maps. */
#include "lab/config/conf_read.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_MTU = 1500, ATM_MTU = 4470, DEFAULT_AES_BITS = 128 };

static unsigned default_bandwidth(const char *name)
{
    if (strncmp(name, "Gigabit", 7) == 0)
        return 1000000;
    if (strncmp(name, "Fast", 4) == 0)
        return 100000;
    if (strncmp(name, "Ethernet", 8) == 0)
        return 10000;
    return strncmp(name, "Loopback", 8) == 0 ? 8000000 : 1544;
}

/* Tables, tags and labels. */
static void read_switching_line(struct interface *i, const char *line)
{
    const char *rest;
    if ((rest = line_after(line, "ip vrf forwarding")) != NULL)
        snprintf(i->vrf, sizeof i->vrf, "%s", rest);
    else if (strcmp(line, "mpls ip") == 0)
        i->labels = true;
    else if ((rest = line_after(line, "encapsulation dot1Q")) != NULL)
        i->vlan = strstr(rest, "native") ? 0 : line_number(rest, 0);
}

static void read_interface_line(struct interface *i, const char *line)
{
    const char *rest;
    char way[8];
    if ((rest = line_after(line, "ip address")) != NULL) {
        i->address = line_address(rest, 0);
        i->mask = line_address(rest, 1);
    } else if ((rest = line_after(line, "ip unnumbered")) != NULL) {
        snprintf(i->unnumbered, sizeof i->unnumbered, "%s", rest);
    } else if ((rest = line_after(line, "crypto map")) != NULL) {
        snprintf(i->map, sizeof i->map, "%s", rest);
    } else if ((rest = line_after(line, "ip access-group")) != NULL) {
        bool in = strcmp(line_word(rest, 1, way, sizeof way), "in") == 0;
        line_word(rest, 0, in ? i->filter_in : i->filter_out, CONF_NAME);
    } else if ((rest = line_after(line, "description")) != NULL) {
        snprintf(i->description, sizeof i->description, "%s", rest);
    } else if (line_after(line, "bandwidth")) {
        i->bandwidth_kb = line_number(line, 1);
    } else if (line_after(line, "mtu")) {
        i->mtu = line_number(line, 1);
    } else if (strcmp(line, "shutdown") == 0) {
        i->shutdown = true;
    } else {
        if (!conf_read_interface_net(i, line))
            read_switching_line(i, line);
    }
}

void conf_read_interface(struct conf *c, const struct tree *section)
{
    c->interface = mem_grow(c->interface, c->interfaces, &c->interface_cap, sizeof *c->interface);
    struct interface *i = &c->interface[c->interfaces++];
    *i = (struct interface){0};
    line_word(section->text, 1, i->name, sizeof i->name);
    i->virtual = strncmp(i->name, "Loopback", 8) == 0 || strncmp(i->name, "Tunnel", 6) == 0;
    i->bandwidth_kb = default_bandwidth(i->name);
    i->mtu = strncmp(i->name, "ATM", 3) == 0 ? ATM_MTU : DEFAULT_MTU;
    i->point_to_point = strstr(section->text, " point-to-point") != NULL;
    for (size_t k = 0; k < section->count; k++)
        read_interface_line(i, section->kid[k]->text);
}

struct policy conf_default_policy(void)
{
    return (struct policy){.priority = POLICY_DEFAULT,
                           .encryption = IKE_DES,
                           .hash = IKE_SHA,
                           .auth = IKE_RSA_SIG,
                           .group = 1,
                           .lifetime = CONF_IKE_LIFE_S};
}

static enum ike_hash hash_named(const char *name)
{
    static const char *const names[] = {"md5", "sha", "sha256", "sha384", "sha512"};
    for (int i = IKE_MD5; i <= IKE_SHA512; i++)
        if (strcmp(names[i], name) == 0)
            return (enum ike_hash)i;
    return IKE_SHA;
}

static void read_policy_line(struct policy *p, const char *line)
{
    const char *rest;
    if ((rest = line_after(line, "encryption")) != NULL) {
        p->encryption = tree_starts(rest, "aes")    ? IKE_AES
                        : tree_starts(rest, "3des") ? IKE_3DES
                                                    : IKE_DES;
        unsigned bits = line_number(rest, 1);
        p->key_bits = p->encryption != IKE_AES ? 0 : bits ? bits : DEFAULT_AES_BITS;
    } else if ((rest = line_after(line, "hash")) != NULL) {
        p->hash = hash_named(rest);
    } else if ((rest = line_after(line, "authentication")) != NULL) {
        p->auth = strcmp(rest, "pre-share") == 0  ? IKE_PSK
                  : strcmp(rest, "rsa-encr") == 0 ? IKE_RSA_ENCR
                                                  : IKE_RSA_SIG;
    } else if (line_after(line, "group")) {
        p->group = line_number(line, 1);
    } else if (line_after(line, "lifetime")) {
        p->lifetime = line_number(line, 1);
    }
}

void conf_read_policy(struct conf *c, const struct tree *section)
{
    c->policy = mem_grow(c->policy, c->policies, &c->policy_cap, sizeof *c->policy);
    struct policy *p = &c->policy[c->policies++];
    *p = conf_default_policy();
    p->priority = line_number(section->text, 3);
    for (size_t i = 0; i < section->count; i++)
        read_policy_line(p, section->kid[i]->text);
}

void conf_read_set(struct conf *c, const struct tree *section)
{
    c->set = mem_grow(c->set, c->sets, &c->set_cap, sizeof *c->set);
    struct transform_set *s = &c->set[c->sets++];
    *s = (struct transform_set){0};
    line_word(section->text, 3, s->name, sizeof s->name);
    char word[CONF_NAME];
    for (size_t i = 4; *line_word(section->text, i, word, sizeof word); i++) {
        if (strcmp(word, "128") == 0)
            continue; /* what esp-aes means anyway */
        if (word[0] >= '0' && word[0] <= '9' && s->count > 0) {
            size_t n = strlen(s->transform[s->count - 1]);
            snprintf(s->transform[s->count - 1] + n, CONF_NAME - n, " %s", word);
        } else if (s->count < CONF_MAX_TRANSFORMS) {
            memcpy(s->transform[s->count++], word, sizeof word);
        }
    }
    for (size_t i = 0; i < section->count; i++)
        if (strcmp(section->kid[i]->text, "mode transport") == 0)
            s->transport = true;
}

static void read_map_line(struct map_entry *m, const char *line)
{
    const char *rest;
    if (line_after(line, "set peer") && m->peers < CONF_MAX_PEERS) {
        m->peer[m->peers++] = line_address(line, 2);
    } else if ((rest = line_after(line, "set transform-set")) != NULL) {
        while (m->sets < CONF_MAX_SETS && *line_word(rest, m->sets, m->set[m->sets], CONF_NAME))
            m->sets++;
    } else if ((rest = line_after(line, "match address")) != NULL) {
        snprintf(m->list, sizeof m->list, "%s", rest);
    } else if ((rest = line_after(line, "set pfs")) != NULL) {
        m->pfs = *rest ? (unsigned)strtoul(rest + strlen("group"), NULL, 10) : 1;
    } else if ((rest = line_after(line, "set isakmp-profile")) != NULL) {
        snprintf(m->profile, sizeof m->profile, "%s", rest);
    } else if (line_after(line, "set security-association lifetime seconds")) {
        m->life_s = line_number(line, 4);
    } else if (line_after(line, "set security-association lifetime kilobytes")) {
        m->life_kb = line_number(line, 4);
    } else if ((rest = line_after(line, "description")) != NULL) {
        snprintf(m->description, sizeof m->description, "%s", rest);
    } else if (line_after(line, "reverse-route")) {
        m->reverse_route = true;
    }
}

/* "crypto map NAME 10 ipsec-isakmp", "... dynamic OTHER", "crypto dynamic-map NAME 10" */
struct map_entry conf_map_entry(const struct conf *c, const struct tree *section)
{
    struct map_entry m = {.life_s = c->life_s, .life_kb = c->life_kb};
    line_word(section->text, 2, m.name, sizeof m.name);
    m.sequence = line_number(section->text, 3);
    line_word(section->text, 6, m.dynamic, sizeof m.dynamic);
    for (size_t i = 0; i < section->count; i++)
        read_map_line(&m, section->kid[i]->text);
    return m;
}

void conf_read_map(struct conf *c, const struct tree *section)
{
    c->map = mem_grow(c->map, c->maps, &c->map_cap, sizeof *c->map);
    c->map[c->maps++] = conf_map_entry(c, section);
}
