/* SPDX-License-Identifier: ISC */
#include "lab/net/ip.h"

#include "lab/box/load.h"
#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/mpls/mpls.h"
#include "lab/net/access.h"
#include "lab/net/fragment.h"
#include "lab/net/icmp.h"
#include "lab/net/ip_debug.h"
#include "lab/net/nat.h"
#include "lab/shell/ping.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_TTL = 255 };

/* What packets cost the processor; a message of IKE means arithmetic with large numbers. */
enum { SWITCHING_US = 60, IP_INPUT_US = 300, KEYING_US = 40000 };

/* One frame. On Ethernet nobody hears it when nobody answers for the next hop. */
static void put_on_wire(struct router *r, const struct hop *hop, struct packet *p)
{
    struct interface *out = hop->out;
    bool labelled = mpls_impose(r->mpls, hop, p);
    if (!labelled || !cef_adjacent(r, out, hop->address)) {
        if (labelled)
            cef_stalled(r, out, hop->address, p);
        ip_debug(r, SAY_IP_NO_ADJACENCY, p, out, hop->address);
        r->net->n.no_adjacency++;
        packet_free(p);
        return;
    }
    out->n.packets_out++;
    out->n.bytes_out += p->size;
    out->n.last_out_ms = router_uptime_ms(r);
    meter_hit(&out->n.out, out->n.last_out_ms, p->size);
    p->vlan = out->vlan;
    if (out->virtual)
        packet_free(p); /* a network without anybody on it */
    else
        link_send(r->link, r, hop->address, p);
}

static void transmit(struct router *r, const struct hop *hop, struct packet *p)
{
    unsigned mtu = interface_ip_mtu(hop->out);
    if (p->size > mtu && p->df) {
        r->net->n.cannot_fragment++;
        icmp_error(r, p, PACKET_UNREACHABLE, UNREACHABLE_TOO_BIG);
        packet_free(p);
        return;
    }
    r->net->n.fragmented += p->size > mtu;
    while (p->size > mtu) {
        put_on_wire(r, hop, fragment_cut(r, p, mtu));
        r->net->n.fragments_out++;
    }
    r->net->n.fragments_out += p->datagram != 0;
    put_on_wire(r, hop, p);
}

static bool unroutable(struct router *r, struct packet *p)
{
    ip_debug(r, SAY_IP_UNROUTABLE, p, NULL, 0);
    r->net->n.no_route++;
    if (p->in[0])
        icmp_error(r, p, PACKET_UNREACHABLE, UNREACHABLE_HOST);
    packet_free(p);
    return false;
}

static void say_sending(struct router *r, const struct hop *hop, const struct packet *p)
{
    ip_debug(r, SAY_IP_ROUTED, p, hop->out, 0);
    ip_debug(r, SAY_IP_SENDING, p, hop->out, 0);
    ip_debug(r, SAY_IP_SENDING_FULL, p, hop->out, 0);
}

bool ip_output_plain(struct router *r, struct packet *p)
{
    struct hop hop;
    if (!ip_route(r, p->vrf, p->flow.dest, &hop))
        return unroutable(r, p);
    say_sending(r, &hop, p);
    transmit(r, &hop, p);
    return true;
}

/* Said before encryption; the sealed packet is told of once more. */
static void say_output(struct router *r, const struct hop *hop, const struct packet *p)
{
    if (!p->in[0])
        say_sending(r, hop, p);
    else if (ip_process_switched(r, p, hop->out))
        ip_debug(r, SAY_IP_FORWARD, p, hop->out, hop->address);
}

/* Under labels nobody looks for filters and crypto maps. */
static bool is_labelled(const struct hop *hop)
{
    return hop->route && hop->route->label;
}

/* What the router itself says is not held against its own lists. True: refused, and freed. */
static bool refused_out(struct router *r, const struct hop *hop, struct packet *p)
{
    if (!p->in[0] || is_labelled(hop) || !access_refuses(r, hop->out->filter_out, p))
        return false;
    ip_debug(r, SAY_IP_DENIED, p, hop->out, 0);
    r->net->n.refused++;
    icmp_error(r, p, PACKET_UNREACHABLE, UNREACHABLE_PROHIBITED);
    packet_free(p);
    return true;
}

/* The address of the interface, or, when that belongs to another table, one of the right table. */
static uint32_t source_for(const struct conf *c, const char *vrf, const struct interface *out)
{
    for (size_t i = 0; i < c->interfaces && strcmp(out->vrf, vrf) != 0; i++) {
        const struct interface *f = &c->interface[i];
        if (f->address && interface_is_up(f) && strcmp(f->vrf, vrf) == 0)
            return f->address;
    }
    return conf_address(c, out);
}

bool ip_output(struct router *r, struct packet *p)
{
    struct hop hop;
    if (ip_is_own(r->conf, p->vrf, p->flow.dest)) {
        if (p->flow.source == 0)
            p->flow.source = p->flow.dest;
        ip_input(r, NULL, p);
        return true;
    }
    if (!ip_route(r, p->vrf, p->flow.dest, &hop))
        return unroutable(r, p);
    if (p->flow.source == 0)
        p->flow.source = source_for(r->conf, p->vrf, hop.out);
    nat_out(r, hop.out, p);
    /* Until 12.3(8)T the list sees what is to be encrypted in clear, then only what is not. */
    bool before = r->release < IOS_12_3;
    if (before && refused_out(r, &hop, p))
        return true;
    say_output(r, &hop, p);
    *(p->in[0] ? &r->net->n.forwarded : &r->net->n.generated) += 1;
    if (hop.out->map[0] && !is_labelled(&hop) && ipsec_output(r->ipsec, hop.out, p))
        return true;
    if (before || !refused_out(r, &hop, p))
        transmit(r, &hop, p);
    return true;
}

static void answer_echo(struct router *r, struct packet *p)
{
    struct packet *reply = packet_copy(p);
    reply->kind = PACKET_ECHO_REPLY;
    reply->flow = flow_reversed(&p->flow);
    reply->ttl = FIRST_TTL;
    reply->in[0] = '\0';
    packet_free(p);
    r->net->n.echoes_in++;
    r->net->n.replies_out++;
    ip_output(r, reply);
}

/* Switching paths are code of their own, and one may have a defect that another has not. */
static bool fast_path_fails(const struct router *r, const struct packet *p)
{
    const struct interface *in = p->in[0] ? conf_interface(r->conf, p->in) : NULL;
    return r->net->fast_path_broken && in && !in->route_cache_off;
}

static void deliver(struct router *r, struct packet *p)
{
    switch (p->kind) {
    case PACKET_ECHO:
        answer_echo(r, p);
        return;
    case PACKET_UNREACHABLE:
    case PACKET_EXCEEDED:
        r->net->n.errors_in++;
        ping_error(r, p);
        break;
    case PACKET_ECHO_REPLY:
        r->net->n.replies_in++;
        ping_reply(r, p->id, p->sequence);
        break;
    case PACKET_IKE:
        load_add(r, WORK_KEYING, KEYING_US);
        ike_input(r->ike, p);
        break;
    case PACKET_UDP:
        icmp_error(r, p, PACKET_UNREACHABLE, UNREACHABLE_PORT);
        break;
    case PACKET_BGP:
    case PACKET_LDP:
        mpls_message(r->mpls, p);
        break;
    case PACKET_ESP:
        if (fast_path_fails(r, p))
            break;
        ipsec_input(r->ipsec, p);
        return;
    }
    packet_free(p);
}

static void local_input(struct router *r, struct packet *p)
{
    struct interface *in = p->in[0] ? conf_interface(r->conf, p->in) : NULL;
    if (in && load_drops(r)) {
        in->n.drops_in++;
        packet_free(p);
        return;
    }
    load_add(r, WORK_IP_INPUT, IP_INPUT_US);
    if (in) {
        ip_debug(r, SAY_IP_ROUTED, p, in, 0);
        ip_debug(r, SAY_IP_RECEIVED, p, in, 0);
    }
    p = fragment_join(r, p);
    if (!p)
        return;
    r->net->n.delivered++;
    deliver(r, p);
}

/*
 * Until 12.3(8)T a packet that comes out of a tunnel is held against the list of the interface once
 * more, in clear; `fresh` is one that comes from the wire.
 */
static bool refused_in(struct router *r, const struct interface *in, bool fresh,
                       const struct packet *p)
{
    if ((!fresh && r->release >= IOS_12_3) || !access_refuses(r, in->filter_in, p))
        return false;
    ip_debug(r, SAY_IP_DENIED, p, NULL, 0);
    r->net->n.refused++;
    icmp_error(r, p, PACKET_UNREACHABLE, UNREACHABLE_PROHIBITED);
    return true;
}

static bool refused(struct router *r, const struct interface *in, bool fresh, bool own,
                    const struct packet *p)
{
    bool secured = own && (p->kind == PACKET_ESP || p->kind == PACKET_IKE);
    return refused_in(r, in, fresh, p) ||
           (fresh && !secured && in->map[0] && ipsec_refuses_clear(r->ipsec, in, &p->flow));
}

/* Counts and marks what comes from the wire. */
static void arrive(struct router *r, struct interface *in, struct packet *p)
{
    memcpy(p->vrf, in->vrf, sizeof p->vrf);
    memcpy(p->in, in->name, sizeof p->in);
    in->n.packets_in++;
    in->n.bytes_in += p->size;
    in->n.last_in_ms = router_uptime_ms(r);
    meter_hit(&in->n.in, in->n.last_in_ms, p->size);
    load_add(r, WORK_SWITCHING, SWITCHING_US);
    r->net->n.received++;
}

void ip_input(struct router *r, const char *interface, struct packet *p)
{
    struct interface *fresh = interface ? conf_interface(r->conf, interface) : NULL;
    if (fresh)
        arrive(r, fresh, p);
    if (fresh && p->labels > 0) {
        mpls_input(r->mpls, fresh, p);
        return;
    }
    const struct interface *in = p->in[0] ? conf_interface(r->conf, p->in) : NULL;
    bool own = ip_is_own(r->conf, p->vrf, p->flow.dest);
    if (in && refused(r, in, fresh != NULL, own, p)) {
        packet_free(p);
        return;
    }
    if (in) {
        nat_in(r, in, p);
        own = ip_is_own(r->conf, p->vrf, p->flow.dest);
    }
    if (!own && --p->ttl <= 0) {
        icmp_error(r, p, PACKET_EXCEEDED, 0);
        packet_free(p);
    } else if (own) {
        local_input(r, p);
    } else {
        ip_output(r, p);
    }
}
