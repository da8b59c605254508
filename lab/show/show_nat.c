/* SPDX-License-Identifier: ISC */
/* show ip nat translations, show ip nat statistics. */
#include "lab/net/nat.h"
#include "lab/shell/exec_net.h"

#include <stdio.h>
#include <string.h>

enum { COLUMN = 18 };

static const char *protocol_name(int protocol)
{
    return protocol == PROTO_ICMP ? "icmp" : protocol == PROTO_UDP ? "udp" : "---";
}

/* "10.1.1.1:512", or the address alone where nothing tells conversations apart. */
static void end_text(uint32_t address, int protocol, uint16_t port, char out[32])
{
    char text[IP_TEXT];
    ip_text(address, text);
    if (protocol == PROTO_ICMP || protocol == PROTO_UDP)
        snprintf(out, 32, "%s:%u", text, port);
    else
        snprintf(out, 32, "%s", text);
}

static void show_entry(struct shell *s, const struct nat_entry *e)
{
    char global[32];
    char local[32];
    char outside[32];
    const char *name = protocol_name(e->protocol);
    end_text(e->global, e->protocol, e->global_port, global);
    end_text(e->local, e->protocol, e->local_port, local);
    end_text(e->outside, e->protocol, e->outside_port, outside);
    /* "icmp" is one longer than its column: the next one gives way. */
    int width = COLUMN + 4 - (int)strlen(name) - 1;
    shell_printf(s, "%s %-*s %-*s %-*s %s\n", name, width, global, COLUMN, local, COLUMN, outside,
                 outside);
}

static void show_static(struct shell *s, const struct nat_rule *n)
{
    char global[IP_TEXT];
    char local[IP_TEXT];
    shell_printf(s, "--- %-*s %-*s %-*s ---\n", COLUMN, ip_text(n->global, global), COLUMN,
                 ip_text(n->local, local), COLUMN, "---");
}

void show_nat_translations(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    nat_expire(s->r);
    bool any = s->r->net->nat != NULL;
    for (size_t i = 0; i < c->nats; i++)
        any = any || c->nat[i].local;
    if (any)
        shell_printf(
            s, "Pro Inside global      Inside local       Outside local      Outside global\n");
    for (const struct nat_entry *e = s->r->net->nat; e; e = e->next)
        show_entry(s, e);
    for (size_t i = 0; i < c->nats; i++)
        if (c->nat[i].local)
            show_static(s, &c->nat[i]);
}

static void show_side(struct shell *s, const char *name, enum nat_side side)
{
    const struct conf *c = s->r->conf;
    const char *before = "  ";
    shell_printf(s, "%s interfaces: \n", name);
    for (size_t i = 0; i < c->interfaces; i++)
        if (c->interface[i].nat == side) {
            shell_printf(s, "%s%s", before, c->interface[i].name);
            before = ", ";
        }
    shell_printf(s, "\n");
}

void show_nat_statistics(struct shell *s, const struct parsed *p)
{
    (void)p;
    const struct conf *c = s->r->conf;
    const struct net *n = s->r->net;
    unsigned fixed = 0;
    unsigned dynamic = 0;
    nat_expire(s->r);
    for (size_t i = 0; i < c->nats; i++)
        fixed += c->nat[i].local != 0;
    for (const struct nat_entry *e = n->nat; e; e = e->next)
        dynamic++;
    shell_printf(s, "Total active translations: %u (%u static, %u dynamic; %u extended)\n",
                 fixed + dynamic, fixed, dynamic, dynamic);
    show_side(s, "Outside", NAT_OUTSIDE);
    show_side(s, "Inside", NAT_INSIDE);
    shell_printf(s, "Hits: %llu  Misses: %llu\nExpired translations: %llu\n",
                 (unsigned long long)n->n.nat_hits, (unsigned long long)n->n.nat_misses,
                 (unsigned long long)n->n.nat_expired);
    shell_printf(s, "Dynamic mappings:\n-- Inside Source\n");
    for (size_t i = 0; i < c->nats; i++)
        if (!c->nat[i].local)
            shell_printf(s, "%s %s interface %s refcount %u\n",
                         c->nat[i].map[0] ? "route-map" : "access-list",
                         c->nat[i].map[0] ? c->nat[i].map : c->nat[i].list, c->nat[i].interface,
                         dynamic);
}
