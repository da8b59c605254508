/* SPDX-License-Identifier: ISC */
#include "lab/net/icmp.h"

#include "lab/net/ip.h"

#include "base/mem.h"

#include <string.h>

/* "ip icmp rate-limit unreachable" is 500 ms; the lab's pings run ten times as fast. */
enum { ERROR_INTERVAL_MS = 50, ERROR_SIZE = 56, ERROR_TTL = 255 };

int icmp_type(const struct packet *p)
{
    switch (p->kind) {
    case PACKET_ECHO:
        return ICMP_ECHO;
    case PACKET_ECHO_REPLY:
        return ICMP_ECHO_REPLY;
    case PACKET_UNREACHABLE:
        return ICMP_UNREACHABLE;
    case PACKET_EXCEEDED:
        return ICMP_EXCEEDED;
    default:
        return ICMP_ANY;
    }
}

bool icmp_is_error(const struct packet *p)
{
    return p->kind == PACKET_UNREACHABLE || p->kind == PACKET_EXCEEDED;
}

static bool allowed(struct router *r, const struct packet *p, enum packet_kind kind)
{
    const struct interface *in = p->in[0] ? conf_interface(r->conf, p->in) : NULL;
    uint64_t now = router_uptime_ms(r);
    if (icmp_is_error(p) || p->offset > 0 || (in && in->unreachables_off))
        return false;
    if (kind != PACKET_UNREACHABLE)
        return true;
    if (r->net->error_ms && now - r->net->error_ms < ERROR_INTERVAL_MS)
        return false;
    r->net->error_ms = now;
    return true;
}

void icmp_error(struct router *r, const struct packet *p, enum packet_kind kind, unsigned code)
{
    if (!allowed(r, p, kind))
        return;
    const struct interface *in = p->in[0] ? conf_interface(r->conf, p->in) : NULL;
    uint32_t source = in ? conf_address(r->conf, in) : p->flow.source;
    if (in && strcmp(in->vrf, p->vrf) != 0)
        source = 0; /* it came under a label or out of a tunnel: an address of its own table */
    struct packet *e = mem_alloc(sizeof *e);
    *e = (struct packet){.kind = kind,
                         .flow = {.source = source, .dest = p->flow.source, .protocol = PROTO_ICMP},
                         .size = ERROR_SIZE,
                         .ttl = ERROR_TTL,
                         .id = p->id,
                         .sequence = p->sequence,
                         .code = code};
    memcpy(e->vrf, p->vrf, sizeof e->vrf);
    *(kind == PACKET_EXCEEDED ? &r->net->n.exceeded_out : &r->net->n.errors_out) += 1;
    ip_output(r, e);
}
