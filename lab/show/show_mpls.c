/* SPDX-License-Identifier: ISC */
/* show mpls forwarding-table, interfaces, ldp neighbor. */
#include "lab/mpls/ldp.h"
#include "lab/mpls/mpls.h"
#include "lab/shell/exec.h"

#include "lab/config/conf_vrf.h"

#include <stdio.h>
#include <string.h>

/* What becomes of a packet with a label. */
struct way {
    char outgoing[CONF_NAME];
    char interface[CONF_NAME];
    char next_hop[IP_TEXT];
};

static void find_way(const struct shell *s, const struct label *l, struct way *w)
{
    const bool later = s->r->release >= IOS_15;
    struct hop hop;
    *w = (struct way){0};
    snprintf(w->outgoing, sizeof w->outgoing, "%s", later ? "No Label" : "Untagged");
    if (l->aggregate) {
        if (later)
            snprintf(w->interface, sizeof w->interface, "aggregate/%.*s", CONF_NAME - 11, l->vrf);
        else
            snprintf(w->outgoing, sizeof w->outgoing, "Aggregate");
        return;
    }
    if (!ip_route(s->r, l->vrf, l->to.address, &hop))
        return;
    unsigned next = l->vrf[0] ? 0 : ldp_label(s->r->mpls->ldp, hop.address, &l->to);
    if (next == LABEL_IMPLICIT_NULL)
        snprintf(w->outgoing, sizeof w->outgoing, "%s", later ? "Pop Label" : "Pop tag");
    else if (next)
        snprintf(w->outgoing, sizeof w->outgoing, "%u", next);
    cef_interface(hop.out, w->interface);
    if (cef_has_next_hop(&hop))
        ip_text(hop.address, w->next_hop);
}

static void show_label(struct shell *s, const struct label *l)
{
    struct way w;
    char prefix[CONF_NAME];
    char address[IP_TEXT];
    find_way(s, l, &w);
    snprintf(prefix, sizeof prefix, "%s/%d%s", ip_text(l->to.address, address),
             mask_length(l->to.mask), l->vrf[0] ? "[V]" : "");
    shell_printf(s,
                 s->r->release >= IOS_15 ? "%-10u %-10s %-16s %-13llu %-10s %s\n"
                                         : "%-6u %-11s %-17s %-10llu %-10s %s\n",
                 l->installed, w.outgoing, prefix, (unsigned long long)l->bytes, w.interface,
                 w.next_hop);
}

void show_forwarding(struct shell *s, const struct parsed *p)
{
    const char *vrf = parsed_after(p, "vrf");
    const struct labels *t = &s->r->mpls->labels;
    if (vrf && !conf_vrf(s->r->conf, vrf)) {
        shell_printf(s, "%% VRF %s does not exist\n", vrf);
        return;
    }
    if (s->r->release >= IOS_15)
        shell_printf(s, "Local      Outgoing   Prefix           Bytes Label   Outgoing   Next Hop "
                        "   \n"
                        "Label      Label      or Tunnel Id     Switched      interface           "
                        "   \n");
    else
        shell_printf(s, "Local  Outgoing    Prefix            Bytes tag  Outgoing   Next Hop    \n"
                        "tag    tag or VC   or Tunnel Id      switched   interface              "
                        "\n");
    for (size_t i = 0; i < t->count; i++)
        if (t->label[i].installed && (!vrf || strcmp(t->label[i].vrf, vrf) == 0))
            show_label(s, &t->label[i]);
}

void show_mpls_interfaces(struct shell *s, const struct parsed *p)
{
    const struct conf *c = s->r->conf;
    (void)p;
    shell_printf(s, "Interface              IP            Tunnel   %sOperational\n",
                 s->r->release >= IOS_15 ? "BGP Static " : "");
    for (size_t i = 0; i < c->interfaces; i++) {
        const struct interface *f = &c->interface[i];
        bool works = interface_is_up(f) && !c->labels_off && !c->cef_off;
        if (f->labels)
            shell_printf(s, "%-22s %-13s No       %s%s\n", f->name, "Yes (ldp)",
                         s->r->release >= IOS_15 ? "No  No     " : "", works ? "Yes" : "No");
    }
}

void show_ldp_neighbors(struct shell *s, const struct parsed *p)
{
    char there[IP_TEXT];
    char here[IP_TEXT];
    struct hop hop;
    uint32_t address;
    (void)p;
    for (size_t i = 0; (address = ldp_neighbor(s->r->mpls->ldp, i)) != 0; i++) {
        if (!ip_route(s->r, "", address, &hop))
            continue;
        ip_text(address, there);
        ip_text(hop.out->address, here);
        shell_printf(s,
                     "    Peer LDP Ident: %s:0; Local LDP Ident %s:0\n"
                     "\tTCP connection: %s.646 - %s.11001\n"
                     "\tState: Oper; Msgs sent/rcvd: 24/24; Downstream\n"
                     "\tLDP discovery sources:\n"
                     "\t  %s, Src IP addr: %s\n",
                     there, here, there, here, hop.out->name, there);
    }
}
