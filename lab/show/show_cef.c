/* SPDX-License-Identifier: ISC */
/* show ip cef, show cef drop, show adjacency. */
#include "lab/mpls/mpls.h"
#include "lab/shell/exec.h"

#include "lab/config/conf_vrf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool runs(struct shell *s)
{
    if (s->r->conf->cef_off)
        shell_printf(s,
                     s->r->release >= IOS_15 ? "%%IPv4 CEF not running\n" : "%%CEF not running\n");
    return !s->r->conf->cef_off;
}

static const char *way_text(const struct router *r, const struct cef_entry *e, char out[CONF_NAME])
{
    const struct route *via = e->hop.route;
    switch (e->kind) {
    case CEF_ATTACHED:
        return "attached";
    case CEF_RECEIVE:
        return "receive";
    case CEF_DROP:
        return e->to.mask == 0 && r->release >= IOS_15 ? "no route" : "drop";
    case CEF_VIA:
        break;
    }
    if (r->release >= IOS_15 && e->to.mask == UINT32_MAX && via && !via->label &&
        e->to.address == e->hop.address)
        return "attached";
    return ip_text(e->hop.address, out);
}

static const char *interface_text(const struct router *r, const struct cef_entry *e)
{
    if (e->hop.out)
        return e->hop.out->name;
    return e->kind == CEF_DROP && e->to.mask == 0 && r->release < IOS_15
               ? "Null0 (default route handler entry)"
               : "";
}

static void show_table(struct shell *s, const struct cef_table *t)
{
    const int width = s->r->release >= IOS_15 ? 20 : 19;
    shell_printf(s, "%-*s %-20s Interface\n", width, "Prefix", "Next Hop");
    for (size_t i = 0; i < t->count; i++) {
        const struct cef_entry *e = &t->entry[i];
        char prefix[CONF_NAME];
        char address[IP_TEXT];
        char way[CONF_NAME];
        snprintf(prefix, sizeof prefix, "%s/%d", ip_text(e->to.address, address),
                 mask_length(e->to.mask));
        shell_printf(s, "%-*s %-20s %s\n", width, prefix, way_text(s->r, e, way),
                     interface_text(s->r, e));
    }
}

/* The longest match. */
static const struct cef_entry *find(const struct cef_table *t, uint32_t address)
{
    const struct cef_entry *best = NULL;
    for (size_t i = 0; i < t->count; i++) {
        const struct cef_entry *e = &t->entry[i];
        if (((address ^ e->to.address) & e->to.mask) == 0 && (!best || e->to.mask > best->to.mask))
            best = e;
    }
    return best;
}

static void say_labels(struct shell *s, const struct hop *hop)
{
    unsigned label[PACKET_LABELS];
    char name[CONF_NAME];
    char via[IP_TEXT];
    int n = mpls_stack(s->r->mpls, hop, label);
    ip_text(hop->address, via);
    if (hop->route && hop->route->label)
        shell_printf(s, "  tag information set\n    local tag: VPN-route-head\n");
    else if (n > 0)
        shell_printf(s, "  tag information set\n");
    if (n <= 0)
        return;
    shell_printf(s, "    fast tag rewrite with %s, %s, tags imposed: {",
                 cef_interface(hop->out, name), via);
    for (int i = 0; i < n; i++)
        shell_printf(s, "%s%u", i > 0 ? " " : "", label[i]);
    shell_printf(s, "}\n");
}

static void show_entry_15(struct shell *s, const struct hop *hop)
{
    unsigned label[PACKET_LABELS];
    char via[IP_TEXT];
    int n = mpls_stack(s->r->mpls, hop, label);
    shell_printf(s, "  nexthop %s %s", ip_text(hop->address, via), hop->out->name);
    for (int i = 0; i < n; i++)
        shell_printf(s, "%s%u", i > 0 ? " " : " label ", label[i]);
    if (n < 0)
        shell_printf(s, " unusable: no label");
    shell_printf(s, "\n");
}

static void show_entry(struct shell *s, const struct cef_entry *e)
{
    char address[IP_TEXT];
    char way[CONF_NAME];
    const struct hop *hop = &e->hop;
    const bool later = s->r->release >= IOS_15;
    shell_printf(s, "%s/%d", ip_text(e->to.address, address), mask_length(e->to.mask));
    if (e->kind != CEF_VIA) {
        shell_printf(s, later ? "\n  %s%s%s\n" : ", version 10, epoch 0, %s%s%s\n",
                     way_text(s->r, e, way), hop->out ? " " : "", hop->out ? hop->out->name : "");
        return;
    }
    if (later) {
        shell_printf(s, "\n");
        show_entry_15(s, hop);
        return;
    }
    ip_text(hop->address, address);
    if (cef_adjacent(s->r, hop->out, hop->address))
        shell_printf(s, ", version 10, epoch 0, cached adjacency %s\n", address);
    else
        shell_printf(s, ", version 10, epoch 0, incomplete adjacency\n");
    shell_printf(s, "0 packets, 0 bytes\n");
    say_labels(s, hop);
    if (hop->route && hop->route->through_global)
        shell_printf(s, "  via %s, 0 dependencies, recursive\n",
                     ip_text(hop->route->next_hop, way));
    shell_printf(s, "    next hop %s, %s\n", address, hop->out->name);
}

void show_ip_cef(struct shell *s, const struct parsed *p)
{
    const char *vrf = parsed_after(p, "vrf");
    const char *text = parsed_parameter(p, vrf ? 1 : 0);
    unsigned address = 0;
    if (vrf && !conf_vrf(s->r->conf, vrf)) {
        shell_printf(s, "%% VRF %s does not exist\n", vrf);
        return;
    }
    if (!runs(s))
        return;
    struct cef_table t = cef_table(s->r, vrf ? vrf : "");
    if (text && grammar_ip(text, &address))
        show_entry(s, find(&t, address));
    else
        show_table(s, &t);
    free(t.entry);
}

void show_cef_drop(struct shell *s, const struct parsed *p)
{
    const struct cef_drops *d = &s->r->mpls->drops;
    (void)p;
    if (s->r->release >= IOS_15)
        shell_printf(s, "%% Command accepted but obsolete, see 'show (ip|ipv6) cef switching "
                        "statistics [feature]'\n\nIPv4 ");
    shell_printf(s,
                 "CEF Drop Statistics\n"
                 "Slot  Encap_fail  Unresolved Unsupported    No_route      No_adj  ChkSum_Err\n"
                 "RP    %10llu  %10llu  %10llu  %10llu  %10llu  %10llu\n",
                 d->encapsulation, d->unresolved, d->unsupported, d->no_route, d->no_adjacency,
                 d->checksum);
}

static void say_adjacency(struct shell *s, const char *protocol, const struct cef_entry *e)
{
    char to[CONF_NAME];
    char address[IP_TEXT];
    bool there = cef_adjacent(s->r, e->hop.out, e->hop.address);
    snprintf(to, sizeof to, "%s(%d)%s", ip_text(e->hop.address, address), there ? 7 : 5,
             there ? "" : " (incomplete)");
    shell_printf(s, "%-8s %-25s %s\n", protocol, e->hop.out->name, to);
}

/* Every next hop once, in the order of the tables it is used by. */
static void show_adjacencies(struct shell *s, const char *vrf, const char *only)
{
    struct cef_table t = cef_table(s->r, vrf);
    for (size_t i = 0; i < t.count; i++) {
        const struct cef_entry *e = &t.entry[i];
        bool known = e->kind != CEF_VIA || strcmp(e->hop.out->vrf, vrf) != 0 ||
                     (only && strcmp(e->hop.out->name, only) != 0);
        for (size_t k = 0; k < i && !known; k++)
            known = t.entry[k].kind == CEF_VIA && t.entry[k].hop.out == e->hop.out &&
                    t.entry[k].hop.address == e->hop.address;
        if (known)
            continue;
        say_adjacency(s, "IP", e);
        if (e->hop.out->labels)
            say_adjacency(s, "TAG", e);
    }
    free(t.entry);
}

void show_adjacency(struct shell *s, const struct parsed *p)
{
    const char *only = parsed_parameter(p, 0);
    shell_printf(s, "%-8s %-25s %s\n", "Protocol", "Interface", "Address");
    show_adjacencies(s, "", only);
    for (size_t i = 0; i < s->r->conf->vrfs; i++)
        show_adjacencies(s, s->r->conf->vrf[i].name, only);
}
