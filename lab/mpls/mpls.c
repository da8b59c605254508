/* SPDX-License-Identifier: ISC */
#include "lab/mpls/mpls.h"

#include "lab/mpls/bgp.h"
#include "lab/mpls/ldp.h"
#include "lab/net/icmp.h"
#include "lab/router/say.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCRAMBLE = 1000, STACK_TEXT = 40 };

static void on_notice(void *user)
{
    mpls_refresh(user);
}

struct mpls *mpls_new(struct router *r)
{
    struct mpls *m = mem_alloc(sizeof *m);
    m->r = r;
    m->notice = alarm_new(r->world, on_notice, m);
    m->ldp = ldp_new(m);
    m->bgp = bgp_new(m);
    return m;
}

void mpls_free(struct mpls *m)
{
    if (!m)
        return;
    bgp_free(m->bgp);
    ldp_free(m->ldp);
    alarm_free(m->notice);
    labels_fini(&m->labels);
    free(m);
}

void mpls_refresh(struct mpls *m)
{
    labels_switching(&m->labels, !m->r->conf->cef_off);
    labels_unmark(&m->labels);
    ldp_refresh(m->ldp);
    bgp_refresh(m->bgp);
    labels_keep_wanted(&m->labels);
}

void mpls_notice(struct mpls *m)
{
    alarm_set(m->notice, 0);
}

void mpls_message(struct mpls *m, const struct packet *p)
{
    if (p->kind == PACKET_BGP)
        bgp_input(m->bgp, p);
    else
        ldp_input(m->ldp, p);
}

void cef_stalled(struct router *r, const struct interface *out, uint32_t address,
                 const struct packet *p)
{
    char name[CONF_NAME];
    r->mpls->drops.encapsulation++;
    say(r, SAY_CEF_STALLED,
        &(struct facts){
            .peer = address, .interface = cef_interface(out, name), .dest = p->flow.dest});
}

void mpls_scramble(struct mpls *m, const char *vrf)
{
    for (size_t i = 0; i < m->labels.count; i++)
        if (strcmp(m->labels.label[i].vrf, vrf) == 0)
            m->labels.label[i].installed += SCRAMBLE;
}

static int add_transport(const struct mpls *m, const struct hop *hop, unsigned *label)
{
    unsigned number = ldp_label(m->ldp, hop->address, &hop->to);
    if (number == 0 && hop->route)
        return -1;
    if (number == 0 || number == LABEL_IMPLICIT_NULL)
        return 0;
    *label = number;
    return 1;
}

int mpls_stack(const struct mpls *m, const struct hop *hop, unsigned label[PACKET_LABELS])
{
    const struct route *via = hop->route;
    bool vpn = via && via->label;
    bool on = hop->out->labels && !m->r->conf->labels_off && !m->r->conf->cef_off;
    if (!on || !via)
        return vpn ? -1 : 0;
    if (!vpn) {
        int n = via->vrf[0] ? 0 : add_transport(m, hop, label);
        return n > 0 ? n : 0;
    }
    struct hop edge;
    if (!ip_route(m->r, "", via->next_hop, &edge))
        return -1;
    int n = add_transport(m, &edge, label);
    if (n >= 0)
        label[n++] = via->label;
    return n;
}

/* What debugging says of a packet with labels, and of one without any left. */
static void say_labels(struct mpls *m, enum saying what, const struct interface *i,
                       const struct packet *p)
{
    char stack[STACK_TEXT];
    char name[CONF_NAME];
    size_t n = 0;
    bool turbo = m->r->release >= IOS_15;
    stack[0] = '\0';
    for (size_t k = 0; k < p->labels; k++)
        n += (size_t)snprintf(stack + n, sizeof stack - n, turbo ? "%s%u 0 %d" : "%s%u",
                              k == 0  ? ""
                              : turbo ? "} {"
                                      : "/",
                              p->label[k], p->ttl);
    say(m->r, what,
        &(struct facts){.interface = cef_interface(i, name),
                        .text = stack,
                        .number = p->ttl,
                        .count = (int)p->size});
}

bool mpls_impose(struct mpls *m, const struct hop *hop, struct packet *p)
{
    int n = mpls_stack(m, hop, p->label);
    if (n < 0) {
        m->drops.unresolved++;
        say(m->r, SAY_CEF_UNRESOLVED, &(struct facts){.dest = p->flow.dest});
        return false;
    }
    p->labels = (size_t)n;
    if (n > 0)
        say_labels(m, SAY_MPLS_SENT, hop->out, p);
    return true;
}

static void pop(struct packet *p)
{
    p->labels--;
    memmove(p->label, p->label + 1, p->labels * sizeof p->label[0]);
}

/* On towards the router that ends the path, with the label it is known by there. */
static void switch_on(struct mpls *m, const struct label *l, const struct hop *hop,
                      struct packet *p)
{
    unsigned next = ldp_label(m->ldp, hop->address, &l->to);
    if (next != LABEL_IMPLICIT_NULL && next != 0)
        p->label[0] = next;
    else
        pop(p);
    if (next == 0 && p->labels > 0) {
        packet_free(p); /* untagged, but there is a label of somebody else below */
        return;
    }
    say_labels(m, p->labels > 0 ? SAY_MPLS_SENT : SAY_MPLS_SENT_PLAIN, hop->out, p);
    hop->out->n.packets_out++;
    hop->out->n.bytes_out += p->size;
    p->vlan = hop->out->vlan;
    link_send(m->r->link, m->r, hop->address, p);
}

/* Out of the path into a VRF, as plain IP. */
static void untag(struct mpls *m, const struct hop *hop, struct packet *p)
{
    /* Without a next hop there is no adjacency that the label could have been bound to. */
    if (!cef_has_next_hop(hop)) {
        m->drops.no_adjacency++;
        packet_free(p);
        return;
    }
    if (cef_adjacent(m->r, hop->out, hop->address))
        say_labels(m, SAY_MPLS_SENT_PLAIN, hop->out, p);
    ip_output(m->r, p);
}

void mpls_input(struct mpls *m, const struct interface *in, struct packet *p)
{
    const struct conf *c = m->r->conf;
    if (!in->labels || c->labels_off || c->cef_off) {
        packet_free(p);
        return;
    }
    say_labels(m, SAY_MPLS_RECEIVED, in, p);
    struct label *l = labels_installed(&m->labels, p->label[0]);
    struct hop hop;
    if (!l) {
        packet_free(p);
        return;
    }
    l->bytes += p->size;
    if (l->vrf[0]) {
        pop(p);
        memcpy(p->vrf, l->vrf, sizeof p->vrf);
    }
    if (--p->ttl <= 0) {
        /* Within the core nobody knows the way back. */
        if (l->vrf[0])
            icmp_error(m->r, p, PACKET_EXCEEDED, 0);
        packet_free(p);
    } else if (l->aggregate) {
        ip_input(m->r, NULL, p);
    } else if (!ip_route(m->r, l->vrf, l->to.address, &hop)) {
        packet_free(p);
    } else if (l->vrf[0]) {
        untag(m, &hop, p);
    } else {
        switch_on(m, l, &hop, p);
    }
}
