/* SPDX-License-Identifier: ISC */
#include "lab/net/ip.h"

#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "lab/shell/ping.h"

#include <stdlib.h>
#include <string.h>

enum { ROUTE_DEPTH = 4, FIRST_TTL = 255 };

static bool connected_route(const struct conf *c, uint32_t dest, struct hop *hop)
{
    bool found = false;
    for (size_t i = 0; i < c->interfaces; i++) {
        struct interface *out = &c->interface[i];
        if (out->address == 0 || !interface_is_up(out) || ((dest ^ out->address) & out->mask) != 0)
            continue;
        if (found && hop->to.mask >= out->mask)
            continue;
        *hop = (struct hop){out, dest, NULL, {out->address & out->mask, out->mask}};
        found = true;
    }
    return found;
}

/* Where a static route leads, when that is anywhere. */
static bool follow_route(const struct conf *c, const struct route *r, uint32_t dest,
                         struct hop *hop, int depth);

static bool find_route(const struct conf *c, uint32_t dest, struct hop *hop, int depth)
{
    struct hop best = {0};
    bool found = connected_route(c, dest, &best);
    for (size_t i = 0; i < c->routes; i++) {
        const struct route *r = &c->route[i];
        struct hop next;
        if (((dest ^ r->to.address) & r->to.mask) != 0 || (found && best.to.mask > r->to.mask) ||
            (found && best.to.mask == r->to.mask &&
             (!best.route || best.route->distance <= r->distance)))
            continue;
        if (follow_route(c, r, dest, &next, depth)) {
            best = next;
            found = true;
        }
    }
    if (found)
        *hop = best;
    return found;
}

static bool follow_route(const struct conf *c, const struct route *r, uint32_t dest,
                         struct hop *hop, int depth)
{
    struct interface *out = r->interface[0] ? conf_interface(c, r->interface) : NULL;
    if (out) {
        *hop = (struct hop){out, r->next_hop ? r->next_hop : dest, r, r->to};
        return interface_is_up(out) && conf_address(c, out) != 0;
    }
    if (depth == 0 || r->next_hop == 0 || !find_route(c, r->next_hop, hop, depth - 1))
        return false;
    hop->route = r;
    hop->to = r->to;
    return true;
}

bool ip_route(const struct conf *c, uint32_t dest, struct hop *hop)
{
    return find_route(c, dest, hop, ROUTE_DEPTH);
}

bool ip_is_own(const struct conf *c, uint32_t address)
{
    for (size_t i = 0; i < c->interfaces; i++)
        if (c->interface[i].address == address && address != 0 && interface_is_up(&c->interface[i]))
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
    if (strcmp(hop->out->name, r->port) == 0)
        link_send(r->link, r, hop->address, p);
    else
        packet_free(p); /* a network without anybody on it */
}

bool ip_output_plain(struct router *r, struct packet *p)
{
    struct hop hop;
    if (!ip_route(r->conf, p->flow.dest, &hop)) {
        packet_free(p);
        return false;
    }
    transmit(r, &hop, p);
    return true;
}

bool ip_output(struct router *r, struct packet *p)
{
    struct hop hop;
    if (ip_is_own(r->conf, p->flow.dest)) {
        ip_input(r, NULL, p);
        return true;
    }
    if (!ip_route(r->conf, p->flow.dest, &hop)) {
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

void ip_input(struct router *r, const char *port, struct packet *p)
{
    struct interface *in = port ? conf_interface(r->conf, port) : NULL;
    bool own = ip_is_own(r->conf, p->flow.dest);
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
