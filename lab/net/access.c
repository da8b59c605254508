/* SPDX-License-Identifier: ISC */
#include "lab/net/access.h"

#include "lab/net/icmp.h"

#include <stdio.h>

/* Five minutes between two messages about the same entry; the lab's pings run ten times as fast. */
enum { LOG_INTERVAL_MS = 30000 };

/* "denied icmp 10.1.1.1 -> 10.2.2.2 (8/0)", with ports where there are some. */
static void describe(const struct access_list *l, const struct entry *e, const struct packet *p,
                     struct buf *out)
{
    char source[IP_TEXT];
    char dest[IP_TEXT];
    const struct flow *f = &p->flow;
    const char *verdict = e->permit ? "permitted" : "denied";
    ip_text(f->source, source);
    ip_text(f->dest, dest);
    if (!l->extended)
        buf_printf(out, "%%SEC-6-IPACCESSLOGS: list %s %s %s", l->name, verdict, source);
    else if (f->protocol == PROTO_ICMP)
        buf_printf(out, "%%SEC-6-IPACCESSLOGDP: list %s %s icmp %s -> %s (%d/%u),", l->name,
                   verdict, source, dest, icmp_type(p), p->code);
    else if (f->protocol == PROTO_UDP)
        buf_printf(out, "%%SEC-6-IPACCESSLOGP: list %s %s udp %s(%u) -> %s(%u),", l->name, verdict,
                   source, f->source_port, dest, f->dest_port);
    else
        buf_printf(out, "%%SEC-6-IPACCESSLOGNP: list %s %s %d %s -> %s,", l->name, verdict,
                   f->protocol, source, dest);
}

/* The first packet is told at once, the others are counted for a while. */
static void log_hit(struct router *r, const struct access_list *l, struct entry *e,
                    const struct packet *p)
{
    uint64_t now = router_uptime_ms(r);
    struct buf text = {0};
    e->unlogged++;
    if (e->logged_ms && now - e->logged_ms < LOG_INTERVAL_MS)
        return;
    describe(l, e, p, &text);
    router_syslog(r, "%s %llu packet%s ", buf_str(&text), (unsigned long long)e->unlogged,
                  e->unlogged == 1 ? "" : "s");
    buf_fini(&text);
    e->unlogged = 0;
    e->logged_ms = now;
}

bool access_refuses(struct router *r, const char *list, const struct packet *p)
{
    const struct access_list *l = list[0] ? conf_list(r->conf, list) : NULL;
    struct flow f = p->flow;
    f.icmp = icmp_type(p);
    if (!l || l->count == 0)
        return false;
    struct entry *e = acl_find(l, &f);
    if (e) {
        e->hits++;
        if (e->log)
            log_hit(r, l, e, p);
    }
    return !e || !e->permit;
}
