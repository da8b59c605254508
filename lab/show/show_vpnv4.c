/* SPDX-License-Identifier: ISC */
/* show ip bgp vpnv4: the networks of VRFs in BGP, their attributes or their labels. */
#include "lab/mpls/bgp.h"
#include "lab/shell/exec.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char legend[] =
    "Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,\n"
    "              r RIB-failure\n"
    "Origin codes: i - IGP, e - EGP, ? - incomplete\n\n"
    "   Network          Next Hop            Metric LocPrf Weight Path\n";
static const char legend_15[] =
    "Status codes: s suppressed, d damped, h history, * valid, > best, i - internal, \n"
    "              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter, \n"
    "              x best-external, a additional-path, c RIB-compressed, \n"
    "Origin codes: i - IGP, e - EGP, ? - incomplete\n"
    "RPKI validation codes: V valid, I invalid, N Not found\n\n"
    "     Network          Next Hop            Metric LocPrf Weight Path\n";

struct list {
    const struct bgp_path **path; /* of one VRF, by network */
    size_t count, capacity;
};

static int by_network(const void *a, const void *b)
{
    const struct bgp_path *x = *(const struct bgp_path *const *)a;
    const struct bgp_path *y = *(const struct bgp_path *const *)b;
    const struct network *n = &x->u.to;
    const struct network *m = &y->u.to;
    if (n->address != m->address)
        return n->address < m->address ? -1 : 1;
    if (n->mask != m->mask)
        return n->mask < m->mask ? -1 : 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

static struct list list_of(const struct bgp *b, const char *vrf)
{
    struct list l = {0};
    for (size_t i = 0; i < b->paths; i++) {
        if (strcmp(b->path[i].vrf, vrf) != 0)
            continue;
        l.path = mem_grow(l.path, l.count, &l.capacity, sizeof(const struct bgp_path *));
        l.path[l.count++] = &b->path[i];
    }
    if (l.count > 0)
        qsort(l.path, l.count, sizeof(const struct bgp_path *), by_network);
    return l;
}

static bool starts(const struct list *l, size_t i)
{
    return i == 0 || l->path[i - 1]->u.to.address != l->path[i]->u.to.address ||
           l->path[i - 1]->u.to.mask != l->path[i]->u.to.mask;
}

/* Classful networks stand without their length. */
static const char *network_text(const struct network *n, char out[CONF_NAME])
{
    char address[IP_TEXT];
    uint32_t major = n->address >> 31 == 0   ? 0xff000000U
                     : n->address >> 30 == 2 ? 0xffff0000U
                                             : 0xffffff00U;
    ip_text(n->address, address);
    if (n->mask == major || n->mask == 0)
        snprintf(out, CONF_NAME, "%s", address);
    else
        snprintf(out, CONF_NAME, "%s/%d", address, mask_length(n->mask));
    return out;
}

static void show_path(struct shell *s, const struct bgp_path *p, bool named)
{
    char network[CONF_NAME] = "";
    char hop[IP_TEXT];
    char number[3][12] = {"", "", "0"};
    bool local = p->from == 0;
    bool best = local || p->installed || p->refused;
    if (named)
        network_text(&p->u.to, network);
    snprintf(number[0], sizeof number[0], "%u", p->u.metric);
    if (!local)
        snprintf(number[1], sizeof number[1], "%u", p->u.preference);
    if (local)
        snprintf(number[2], sizeof number[2], "%d", BGP_WEIGHT);
    shell_printf(s, "%s%c%c%c%-17s%-16s%10s%7s%7s ?\n", s->r->release >= IOS_15 ? " " : "",
                 p->suppressed ? 's'
                 : p->refused  ? 'r'
                 : p->valid    ? '*'
                               : ' ',
                 best ? '>' : ' ', local ? ' ' : 'i', network, ip_text(p->u.next_hop, hop),
                 number[0], number[1], number[2]);
}

/* Aggregates are labels that lead back into the table. */
static void show_labels(struct shell *s, const struct bgp_path *p, bool named)
{
    char network[CONF_NAME] = "";
    char hop[IP_TEXT];
    char in[CONF_NAME + 32] = "nolabel";
    char out[CONF_NAME + 16] = "nolabel";
    const struct label *l = p->from ? NULL : labels_find(&s->r->mpls->labels, p->vrf, &p->u.to);
    bool aggregate = l && l->aggregate;
    if (named)
        network_text(&p->u.to, network);
    if (l && aggregate && s->r->release >= IOS_15)
        snprintf(in, sizeof in, "IPv4 VRF Aggr:%u", l->number);
    else if (l)
        snprintf(in, sizeof in, aggregate ? "%u/aggregate" : "%u", l->number);
    if (p->from)
        snprintf(out, sizeof out, "%u", p->u.label);
    if (l && aggregate)
        snprintf(out, sizeof out, s->r->release >= IOS_15 ? "nolabel(%.*s)" : "(%.*s)",
                 CONF_NAME - 1, p->vrf);
    shell_printf(s, "   %-17s%-16s%s%s%s\n", network, ip_text(p->u.next_hop, hop), in,
                 l && aggregate && s->r->release < IOS_15 ? "" : "/", out);
}

static void show_vrf(struct shell *s, const struct vrf *v, bool labels)
{
    struct list l = list_of(s->r->mpls->bgp, v->name);
    if (l.count > 0)
        shell_printf(s,
                     labels ? "Route Distinguisher: %s (%s)\n"
                            : "Route Distinguisher: %s (default for vrf %s)\n",
                     v->rd, v->name);
    for (size_t i = 0; i < l.count; i++) {
        if (labels)
            show_labels(s, l.path[i], starts(&l, i));
        else
            show_path(s, l.path[i], starts(&l, i));
    }
    free(l.path);
}

static void say_path(struct shell *s, const struct bgp_path *p)
{
    char hop[IP_TEXT];
    char id[IP_TEXT];
    const struct bgp *b = s->r->mpls->bgp;
    const struct bgp_peer *n = p->from ? bgp_peer(b, p->from) : NULL;
    uint32_t router_id = n ? n->router_id : conf_router_id(s->r->conf);
    struct hop way;
    shell_printf(s, "  Local\n    %s", ip_text(p->u.next_hop, hop));
    if (!p->valid)
        shell_printf(s, " (inaccessible)");
    else if (n && ip_route(s->r, "", p->u.next_hop, &way))
        shell_printf(s, " (metric %u)", way.route ? way.route->metric : 0);
    else if (!n)
        shell_printf(s, " (via %s)", p->vrf);
    shell_printf(s, " from %s (%s)\n", ip_text(p->from, hop), ip_text(router_id, id));
    shell_printf(s, "      Origin incomplete, metric %u, localpref %u, %svalid, %s%s\n",
                 p->u.metric, p->u.preference, n ? "" : "weight 32768, ",
                 n ? "internal" : "sourced", !n || p->installed ? ", best" : "");
    shell_printf(s, "      Extended Community:");
    for (size_t i = 0; i < p->u.targets; i++)
        shell_printf(s, " RT:%s", p->u.target[i]);
    shell_printf(s, "\n");
}

/* Everything about the network of an address. */
static void show_network(struct shell *s, const struct vrf *v, uint32_t address)
{
    struct list l = list_of(s->r->mpls->bgp, v->name);
    char network[IP_TEXT];
    bool any = false;
    for (size_t i = 0; i < l.count; i++) {
        const struct network *to = &l.path[i]->u.to;
        if (((address ^ to->address) & to->mask) != 0)
            continue;
        if (starts(&l, i))
            shell_printf(s,
                         "BGP routing table entry for %s:%s/%d, version %u\n"
                         "Paths: (1 available, best #1, table %s%s)\n"
                         "  %s\n",
                         v->rd, ip_text(to->address, network), mask_length(to->mask),
                         s->r->mpls->bgp->version, v->name,
                         l.path[i]->refused ? ", RIB-failure(17)" : "",
                         l.path[i]->from ? "Not advertised to any peer"
                                         : "Advertised to non peer-group peers:");
        say_path(s, l.path[i]);
        any = true;
    }
    if (!any)
        shell_printf(s, "%% Network not in table\n");
    free(l.path);
}

static void say_head(struct shell *s, bool labels)
{
    char id[IP_TEXT];
    if (labels) {
        shell_printf(s, "   Network          Next Hop      In label/Out label\n");
        return;
    }
    shell_printf(s, "BGP table version is %u, local router ID is %s\n%s", s->r->mpls->bgp->version,
                 ip_text(conf_router_id(s->r->conf), id),
                 s->r->release >= IOS_15 ? legend_15 : legend);
}

void show_vpnv4(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    const char *name = parsed_after(p, "vrf");
    const char *text = parsed_parameter(p, name ? 1 : 0);
    bool labels = parsed_after(p, "labels") != NULL;
    unsigned address = 0;
    if (c->bgp->as == 0) {
        shell_printf(s, "%% BGP not active\n");
        return;
    }
    if (name && !conf_vrf(c, name)) {
        shell_printf(s, "%% No such VRF table\n");
        return;
    }
    bool whole = !text || !grammar_ip(text, &address);
    if (whole && s->r->mpls->bgp->paths > 0)
        say_head(s, labels);
    for (size_t i = 0; i < c->vrfs; i++) {
        if (name && strcmp(c->vrf[i].name, name) != 0)
            continue;
        if (whole)
            show_vrf(s, &c->vrf[i], labels);
        else
            show_network(s, &c->vrf[i], address);
    }
}
