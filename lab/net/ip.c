/* SPDX-License-Identifier: ISC */
#include "lab/net/ip.h"

#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/shell/ping.h"

#include <stdlib.h>
#include <string.h>

enum { ROUTE_DEPTH = 4, FIRST_TTL = 255 };

static bool connected_route(const struct conf *c, const char *vrf, uint32_t dest, struct hop *hop)
{
    bool found = false;
    for (size_t i = 0; i < c->interfaces; i++) {
        struct interface *out = &c->interface[i];
        if (out->address == 0 || !interface_is_up(out) || strcmp(out->vrf, vrf) != 0 ||
            ((dest ^ out->address) & out->mask) != 0)
            continue;
        if (found && hop->to.mask >= out->mask)
            continue;
        *hop = (struct hop){out, dest, NULL, {out->address & out->mask, out->mask}};
        found = true;
    }
    return found;
}

static bool find_route(const struct router *r, const char *vrf, uint32_t dest, struct hop *hop,
                       int depth);

/* Where a route leads, when that is anywhere. */
static bool follow_route(const struct router *r, const struct route *via, uint32_t dest,
                         struct hop *hop, int depth)
{
    struct interface *out = via->interface[0] ? conf_interface(r->conf, via->interface) : NULL;
    if (out) {
        *hop = (struct hop){out, via->next_hop ? via->next_hop : dest, via, via->to};
        return interface_is_up(out) && conf_address(r->conf, out) != 0;
    }
    const char *vrf = via->through_global ? "" : via->vrf;
    if (depth == 0 || via->next_hop == 0 || !find_route(r, vrf, via->next_hop, hop, depth - 1))
        return false;
    hop->route = via;
    hop->to = via->to;
    return true;
}

static bool is_better(const struct route *via, const struct hop *best)
{
    if (best->to.mask != via->to.mask)
        return via->to.mask > best->to.mask;
    return best->route && via->distance < best->route->distance;
}

static bool find_route(const struct router *r, const char *vrf, uint32_t dest, struct hop *hop,
                       int depth)
{
    struct hop best = {0};
    bool found = connected_route(r->conf, vrf, dest, &best);
    for (size_t i = 0; i < r->conf->routes + r->learnts; i++) {
        const struct route *via =
            i < r->conf->routes ? &r->conf->route[i] : &r->learnt[i - r->conf->routes];
        struct hop next;
        if (((dest ^ via->to.address) & via->to.mask) != 0 || strcmp(via->vrf, vrf) != 0 ||
            (found && !is_better(via, &best)))
            continue;
        if (follow_route(r, via, dest, &next, depth)) {
            best = next;
            found = true;
        }
    }
    if (found)
        *hop = best;
    return found;
}

bool ip_route(const struct router *r, const char *vrf, uint32_t dest, struct hop *hop)
{
    return find_route(r, vrf, dest, hop, ROUTE_DEPTH);
}

bool ip_is_own(const struct conf *c, const char *vrf, uint32_t address)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (c->interface[i].address == address && address != 0 &&
            strcmp(c->interface[i].vrf, vrf) == 0 && interface_is_up(&c->interface[i]))
            return true;
    return false;
}

/* An access-group that is not there lets everything pass. */
static bool filtered(const struct conf *c, const char *name, const struct flow *f)
{
    const struct access_list *l = name[0] ? conf_list(c, name) : NULL;
    if (!l || l->count == 0)
        return false;
    struct entry *e = acl_find(l, f);
    if (e)
        e->hits++;
    return !e || !e->permit;
}

static void transmit(struct router *r, const struct hop *hop, struct packet *p)
{
    hop->out->n.packets_out++;
    hop->out->n.bytes_out += p->size;
    if (hop->out->virtual)
        packet_free(p); /* a network without anybody on it */
    else
        link_send(r->link, r, hop->address, p);
}

bool ip_output_plain(struct router *r, struct packet *p)
{
    struct hop hop;
    if (!ip_route(r, p->vrf, p->flow.dest, &hop)) {
        packet_free(p);
        return false;
    }
    transmit(r, &hop, p);
    return true;
}

bool ip_output(struct router *r, struct packet *p)
{
    struct hop hop;
    if (ip_is_own(r->conf, p->vrf, p->flow.dest)) {
        ip_input(r, NULL, p);
        return true;
    }
    if (!ip_route(r, p->vrf, p->flow.dest, &hop)) {
        packet_free(p);
        return false;
    }
    if (p->flow.source == 0)
        p->flow.source = conf_address(r->conf, hop.out);
    if (filtered(r->conf, hop.out->filter_out, &p->flow))
        packet_free(p);
    else if (!hop.out->map[0] || !ipsec_output(r->ipsec, hop.out, p))
        transmit(r, &hop, p);
    return true;
}

static void answer_echo(struct router *r, struct packet *p)
{
    struct packet *reply = packet_copy(p);
    reply->kind = PACKET_ECHO_REPLY;
    reply->flow = flow_reversed(&p->flow);
    reply->ttl = FIRST_TTL;
    packet_free(p);
    ip_output(r, reply);
}

static void local_input(struct router *r, struct packet *p)
{
    switch (p->kind) {
    case PACKET_ECHO:
        answer_echo(r, p);
        return;
    case PACKET_UNREACHABLE:
        break;
    case PACKET_ECHO_REPLY:
        ping_reply(r, p->id, p->sequence);
        break;
    case PACKET_IKE:
        ike_input(r->ike, p);
        break;
    case PACKET_ESP:
        ipsec_input(r->ipsec, p);
        return;
    }
    packet_free(p);
}

void ip_input(struct router *r, const char *interface, struct packet *p)
{
    struct interface *in = interface ? conf_interface(r->conf, interface) : NULL;
    if (in)
        memcpy(p->vrf, in->vrf, sizeof p->vrf);
    bool own = ip_is_own(r->conf, p->vrf, p->flow.dest);
    if (in) {
        in->n.packets_in++;
        in->n.bytes_in += p->size;
    }
    bool secured = own && (p->kind == PACKET_ESP || p->kind == PACKET_IKE);
    bool refused = in && (filtered(r->conf, in->filter_in, &p->flow) ||
                          (!secured && in->map[0] && ipsec_refuses_clear(r->ipsec, in, &p->flow)));
    if (refused || (!own && --p->ttl <= 0))
        packet_free(p);
    else if (own)
        local_input(r, p);
    else
        ip_output(r, p);
}
