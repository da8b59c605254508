/* SPDX-License-Identifier: ISC */
#include "lab/net/ip_debug.h"

#include "lab/net/icmp.h"

#include <stdio.h>
#include <string.h>

bool ip_process_switched(const struct router *r, const struct packet *p,
                         const struct interface *out)
{
    const struct interface *in = p->in[0] ? conf_interface(r->conf, p->in) : NULL;
    return !in || !out || in->route_cache_off || out->route_cache_off;
}

static bool is_wanted(const struct router *r, const struct packet *p)
{
    const struct access_list *l = r->net->list[0] ? conf_list(r->conf, r->net->list) : NULL;
    struct flow f = p->flow;
    f.icmp = icmp_type(p);
    const struct entry *e = acl_find(l, &f);
    return !r->net->list[0] || (e && e->permit);
}

/* What "detail" adds: ports, ICMP types, or the number of the protocol. */
static void detail_text(const struct packet *p, char *out, size_t size)
{
    if (p->offset > 0)
        snprintf(out, size, ", proto=%d, frag offset %u", p->flow.protocol, p->offset);
    else if (p->flow.protocol == PROTO_ICMP)
        snprintf(out, size, "\n    ICMP type=%d, code=%u", icmp_type(p), p->code);
    else if (p->flow.protocol == PROTO_UDP)
        snprintf(out, size, "\n    UDP src=%u, dst=%u", p->flow.source_port, p->flow.dest_port);
    else
        snprintf(out, size, ", proto=%d", p->flow.protocol);
}

void ip_debug(struct router *r, enum saying what, const struct packet *p,
              const struct interface *out, uint32_t hop)
{
    char detail[64] = "";
    char to[CONF_NAME + 4] = "";
    if (!(r->debug & DEBUG_IP_PACKET) || !is_wanted(r, p))
        return;
    if (r->net->detail)
        detail_text(p, detail, sizeof detail);
    if (out)
        snprintf(to, sizeof to, " (%s)", out->name);
    say(r, what,
        &(struct facts){.source = p->flow.source,
                        .dest = p->flow.dest,
                        .role = p->in[0] ? p->in : "local",
                        .text = to,
                        .state = p->in[0] || r->conf->cef_off ? "RIB" : "FIB",
                        .peer = hop,
                        .number = (int)p->size,
                        .reason = detail});
}
