/* SPDX-License-Identifier: ISC */
/* show crypto map. */
#include "lab/show/show_ipsec.h"

#include "lab/config/conf_remote.h"
#include "lab/shell/exec.h"

#include <stdio.h>
#include <string.h>

static void show_network(struct shell *s, const char *what, const struct entry_end *e)
{
    char a[IP_TEXT];
    char w[IP_TEXT];
    if (e->any)
        shell_printf(s, "                %-7s addr = 0.0.0.0/255.255.255.255\n", what);
    else
        shell_printf(s, "                %-7s addr = %s/%s\n", what, ip_text(e->address, a),
                     ip_text(e->wildcard, w));
}

static void show_list(struct shell *s, const char *name)
{
    const struct access_list *l = conf_list(s->r->conf, name);
    shell_printf(s, "        Extended IP access list %s\n", name);
    for (size_t i = 0; l && i < l->count; i++) {
        const struct entry *e = &l->entry[i];
        size_t action = strcspn(e->text, " ");
        size_t words = action + 1 + strcspn(e->text + action + (e->text[action] != '\0'), " ");
        if (e->remark)
            continue;
        if (s->r->release >= IOS_12_3) {
            shell_printf(s, "            access-list %s %s\n", name, e->text);
            continue;
        }
        shell_printf(s, "            access-list %s %.*s\n", name, (int)words, e->text);
        show_network(s, "source:", &e->source);
        show_network(s, "dest:", &e->dest);
    }
}

static void show_interfaces_using(struct shell *s, const char *name)
{
    const struct conf *c = s->r->conf;
    shell_printf(s, "        Interfaces using crypto map %s:\n", name);
    for (size_t i = 0; i < c->interfaces; i++)
        if (strcmp(c->interface[i].map, name) == 0)
            shell_printf(s, "                %s\n", c->interface[i].name);
    shell_printf(s, "\n");
}

/* Lifetimes, PFS and transforms, up to 12.3. */
static void show_proposals_12(struct shell *s, const struct map_entry *m)
{
    bool old = s->r->release < IOS_12_2;
    shell_printf(s, "        %s lifetime: %u kilobytes/%u seconds\n        PFS (Y/N): %c\n",
                 old ? "Session key" : "Security association", m->life_kb, m->life_s,
                 m->pfs ? 'Y' : 'N');
    if (m->pfs)
        shell_printf(s, "        DH group:  group%u\n", m->pfs);
    shell_printf(s, "        Transform %s={ ", old ? "proposals" : "sets");
    for (size_t i = 0; i < m->sets; i++)
        shell_printf(s, "%s, ", m->set[i]);
    shell_printf(s, "}\n");
}

static void show_set_15(struct shell *s, const char *name)
{
    const struct transform_set *t = conf_set(s->r->conf, name);
    char part[CONF_NAME];
    char shown[CONF_NAME];
    shell_printf(s, "                %s: ", name);
    for (int protocol = IPSEC_AH; t && protocol <= IPSEC_ESP; protocol++)
        if (set_part(t, protocol, part)) {
            transform_shown(part, shown);
            shell_printf(s, " { %s  } ,", shown);
        }
    shell_printf(s, "\n");
}

static void show_proposals_15(struct shell *s, const struct map_entry *m)
{
    shell_printf(s,
                 "        Security association lifetime: %u kilobytes/%u seconds\n"
                 "        Responder-Only (Y/N): N\n"
                 "        PFS (Y/N): %c\n",
                 m->life_kb, m->life_s, m->pfs ? 'Y' : 'N');
    if (m->pfs)
        shell_printf(s, "        DH group:  group%u\n", m->pfs);
    shell_printf(s, "        Mixed-mode : Disabled\n        Transform sets={ \n");
    for (size_t i = 0; i < m->sets; i++)
        show_set_15(s, m->set[i]);
    shell_printf(s, "        }\n");
}

static void show_proposals(struct shell *s, const struct map_entry *m)
{
    if (s->r->release < IOS_15)
        show_proposals_12(s, m);
    else
        show_proposals_15(s, m);
}

static void show_title(struct shell *s, const char *name, unsigned sequence)
{
    shell_printf(s, "Crypto Map %s\"%s\" %u ipsec-isakmp\n", s->r->release >= IOS_15 ? "IPv4 " : "",
                 name, sequence);
}

static bool map_applied(const struct conf *c, const char *name)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (strcmp(c->interface[i].map, name) == 0)
            return true;
    return false;
}

static void show_entry(struct shell *s, const struct map_entry *m)
{
    char address[IP_TEXT];
    enum release release = s->r->release;
    show_title(s, m->name, m->sequence);
    if (m->dynamic[0]) {
        shell_printf(s, "        Dynamic map template tag: %s\n", m->dynamic);
        return;
    }
    if (m->peers == 0 || m->sets == 0 || !m->list[0])
        shell_printf(s, "        WARNING: This crypto map is in an incomplete state!\n"
                        "                (missing peer or access-list definitions)\n");
    if (m->description[0])
        shell_printf(s, "        Description: %s\n", m->description);
    for (size_t i = 0; i < m->peers; i++)
        shell_printf(s, "        Peer = %s\n", ip_text(m->peer[i], address));
    if (m->list[0])
        show_list(s, m->list);
    else
        shell_printf(s, "        No matching address list set.\n");
    /* What was meant for the encryption that came before IPsec. */
    if (release == IOS_12_0)
        shell_printf(s, "        Connection Id = UNSET    (0 established,    0 failed)\n");
    if (m->peers > 0 && (release < IOS_15 || map_applied(s->r->conf, m->name)))
        shell_printf(s, "        Current peer: %s\n", ip_text(m->peer[0], address));
    show_proposals(s, m);
}

enum { LIST_WORDS = 2 * IP_TEXT };

/* A network as an access list has it. */
static const char *list_words(const struct network *n, char out[LIST_WORDS])
{
    char address[IP_TEXT];
    char wildcard[IP_TEXT];
    if (n->mask == 0)
        return "any";
    if (n->mask == UINT32_MAX)
        snprintf(out, LIST_WORDS, "host %s", ip_text(n->address, address));
    else
        snprintf(out, LIST_WORDS, "%s %s", ip_text(n->address, address),
                 ip_text(~n->mask, wildcard));
    return out;
}

/* What peers have asked for by way of a dynamic map: entries behind all others. */
static void show_made(struct shell *s, const struct map_entry *m)
{
    enum { FIRST = 65536 };
    unsigned sequence = FIRST;
    for (const struct ident *id = s->r->ipsec->idents; id; id = id->next) {
        const struct map_entry *made = ident_map(s->r->ipsec, id);
        char peer[IP_TEXT];
        char here[LIST_WORDS];
        char there[LIST_WORDS];
        if (!made || strcmp(id->dynamic, m->dynamic) != 0 || strcmp(id->map, m->name) != 0)
            continue;
        show_title(s, m->name, sequence++);
        shell_printf(s,
                     "        Peer = %s\n        Extended IP access list \n"
                     "            access-list  permit ip %s %s\n"
                     "            dynamic (created from dynamic map %s/%u)\n"
                     "        Current peer: %s\n",
                     ip_text(id->peer, peer), list_words(&id->here, here),
                     list_words(&id->there, there), id->dynamic, id->dynamic_sequence, peer);
        show_proposals(s, made);
    }
}

void show_map(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *tag = parsed_after(p, "tag");
    const char *name = parsed_after(p, "interface");
    const struct interface *i = name ? conf_interface(c, name) : NULL;
    bool any = false;
    if (name && !i) {
        shell_invalid(s, p->at[p->count - 1]);
        return;
    }
    for (size_t k = 0; k < c->maps; k++) {
        const struct map_entry *m = &c->map[k];
        if ((tag && strcmp(tag, m->name) != 0) || (i && strcmp(i->map, m->name) != 0))
            continue;
        show_entry(s, m);
        if (m->dynamic[0])
            show_made(s, m);
        if (k + 1 == c->maps || strcmp(c->map[k + 1].name, m->name) != 0)
            show_interfaces_using(s, m->name);
        any = true;
    }
    if (!any)
        shell_printf(s, "No crypto maps found.\n");
}

/* The templates of entries that peers make. */
void show_dynamic_map(struct shell *s, const struct parsed *p)
{
    const struct conf_remote *remote = s->r->conf->remote;
    const char *tag = parsed_after(p, "tag");
    bool any = false;
    for (size_t i = 0; i < remote->dynamics; i++) {
        const struct map_entry *m = &remote->dynamic[i];
        if (tag && strcmp(tag, m->name) != 0)
            continue;
        shell_printf(s, "Crypto Map Template\"%s\" %u\n", m->name, m->sequence);
        if (m->profile[0])
            shell_printf(s, "        ISAKMP Profile: %s\n", m->profile);
        if (m->list[0])
            show_list(s, m->list);
        else
            shell_printf(s, "        No matching address list set.\n");
        show_proposals(s, m);
        if (m->reverse_route)
            shell_printf(s, "        Reverse Route Injection Enabled\n");
        shell_printf(s, "\n");
        any = true;
    }
    if (!any)
        shell_printf(s, "No crypto dynamic maps found.\n");
}
