/* SPDX-License-Identifier: ISC */
/* show crypto map, show crypto ipsec transform-set. */
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
        if (e->remark)
            continue;
        char words[32] = "";
        sscanf(e->text, "%31[^ ] %*s", words);
        shell_printf(s, "            access-list %s %s %.*s\n", name, words,
                     (int)strcspn(e->text + strlen(words) + 1, " "), e->text + strlen(words) + 1);
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

static void show_entry(struct shell *s, const struct map_entry *m, bool last)
{
    char address[IP_TEXT];
    shell_printf(s, "Crypto Map \"%s\" %u ipsec-isakmp\n", m->name, m->sequence);
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
    if (m->peers > 0)
        shell_printf(s, "        Current peer: %s\n", ip_text(m->peer[0], address));
    shell_printf(s, "        Session key lifetime: %u kilobytes/%u seconds\n", m->life_kb,
                 m->life_s);
    shell_printf(s, "        PFS (Y/N): %c\n", m->pfs ? 'Y' : 'N');
    if (m->pfs)
        shell_printf(s, "        DH group:  group%u\n", m->pfs);
    shell_printf(s, "        Transform proposals={ ");
    for (size_t i = 0; i < m->sets; i++)
        shell_printf(s, "%s, ", m->set[i]);
    shell_printf(s, "}\n");
    if (last)
        show_interfaces_using(s, m->name);
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
        bool last = k + 1 == c->maps || strcmp(c->map[k + 1].name, m->name) != 0;
        show_entry(s, m, last);
        any = true;
    }
    if (!any)
        shell_printf(s, "No crypto maps found.\n");
}

static void show_part(struct shell *s, const struct transform_set *t, const char *part)
{
    const char *mode = t->transport ? "Transport" : "Tunnel";
    shell_printf(s,
                 "{ %s  }\n"
                 "   supported settings = { Tunnel,  },\n"
                 "   default settings = { Tunnel,  },\n"
                 "   will negotiate = { %s,  },\n",
                 part, mode);
}

void show_transform(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *tag = parsed_after(p, "tag");
    for (size_t i = 0; i < c->sets; i++) {
        char part[CONF_NAME];
        bool first = true;
        if (tag && strcmp(tag, c->set[i].name) != 0)
            continue;
        for (int protocol = 2; protocol <= 3; protocol++) {
            if (!set_part(&c->set[i], protocol, part))
                continue;
            if (first)
                shell_printf(s, "Transform proposal %s: ", c->set[i].name);
            else
                shell_printf(s, "   ");
            show_part(s, &c->set[i], part);
            first = false;
        }
        shell_printf(s, "\n");
    }
}
