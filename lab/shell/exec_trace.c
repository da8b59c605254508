/* SPDX-License-Identifier: ISC */
/* traceroute: three probes for every time to live, until the end of the way has answered. */
#include "lab/config/conf_vrf.h"
#include "lab/net/icmp.h"
#include "lab/net/ip.h"
#include "lab/shell/exec_net.h"
#include "lab/shell/ping.h"
#include "lab/shell/trace.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROBES = 3, PROBE_SIZE = 28, PROBE_PORT = 33434, TTL_MAX = 30, RTT_MS = 4 };

struct trace {
    struct trace *next;
    struct shell *s;
    struct router *r;
    struct alarm *timer;
    uint32_t dest, source;
    char vrf[CONF_NAME];
    uint16_t id;
    int ttl, last;
    unsigned probe; /* of this time to live, from 0 */
    uint16_t sent;
    bool answered, over;
    uint32_t shown; /* the address this line began with */
};

void trace_free(struct trace *t)
{
    if (!t)
        return;
    struct trace **at = &t->r->traces;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    alarm_free(t->timer);
    t->s->trace = NULL;
    free(t);
}

void trace_stop(struct trace *t)
{
    struct shell *s = t->s;
    shell_printf(s, "\n");
    trace_free(t);
    shell_end(s);
}

static void send_probe(struct trace *t)
{
    struct packet *p = mem_alloc(sizeof *p);
    if (t->probe == 0) {
        shell_printf(t->s, "%3d ", t->ttl);
        t->shown = 0;
    }
    *p = (struct packet){.kind = PACKET_UDP,
                         .flow = {.source = t->source,
                                  .dest = t->dest,
                                  .protocol = PROTO_UDP,
                                  .source_port = (uint16_t)(PROBE_PORT + t->id),
                                  .dest_port = (uint16_t)(PROBE_PORT + t->sent)},
                         .size = PROBE_SIZE,
                         .ttl = t->ttl,
                         .id = t->id,
                         .sequence = ++t->sent};
    memcpy(p->vrf, t->vrf, sizeof p->vrf);
    t->answered = false;
    alarm_set(t->timer, PING_LOST_MS);
    ip_output(t->r, p);
}

static void on_timer(void *user)
{
    struct trace *t = user;
    if (!t->answered)
        shell_printf(t->s, " * ");
    if (++t->probe == PROBES) {
        shell_printf(t->s, "\n");
        t->probe = 0;
        if (t->over || t->ttl++ >= t->last) {
            struct shell *s = t->s;
            trace_free(t);
            shell_end(s);
            return;
        }
    }
    shell_flush(t->s);
    send_probe(t);
}

/* What stands for an answer other than "time exceeded" and the port that nobody listens on. */
static const char *mark_of(const struct packet *e)
{
    if (e->kind != PACKET_UNREACHABLE || e->code == UNREACHABLE_PORT)
        return "";
    return e->code == UNREACHABLE_PROHIBITED ? "!A " : e->code == UNREACHABLE_NET ? "!N " : "!H ";
}

bool trace_answer(struct router *r, const struct packet *e)
{
    struct trace *t = r->traces;
    while (t && (t->id != e->id || t->sent != e->sequence || t->answered))
        t = t->next;
    if (!t)
        return false;
    char from[IP_TEXT];
    if (t->shown != e->flow.source)
        shell_printf(t->s, "%s ", ip_text(e->flow.source, from));
    t->shown = e->flow.source;
    if (*mark_of(e))
        shell_printf(t->s, "%s ", mark_of(e));
    else
        shell_printf(t->s, "%d msec ", RTT_MS);
    t->answered = true;
    t->over = t->over || e->kind == PACKET_UNREACHABLE;
    alarm_set(t->timer, PING_REPLY_MS);
    return true;
}

void exec_traceroute(struct shell *s, const struct parsed *p)
{
    struct trace *t = mem_alloc(sizeof *t);
    const char *source = parsed_after(p, "source");
    unsigned address = 0;
    char text[IP_TEXT];
    const char *vrf = parsed_after(p, "vrf");
    grammar_ip(parsed_parameter(p, vrf ? 1 : 0), &address);
    if (vrf && !conf_vrf(s->r->conf, vrf)) {
        shell_printf(s, "%% VRF %s does not exist\n", vrf);
        free(t);
        return;
    }
    *t = (struct trace){
        .next = s->r->traces, .s = s, .r = s->r, .dest = address, .ttl = 1, .last = TTL_MAX};
    snprintf(t->vrf, sizeof t->vrf, "%s", vrf ? vrf : "");
    if (source && !ping_source(s, t->vrf, source, &t->source)) {
        free(t);
        return;
    }
    t->id = ++s->r->ping_ids;
    t->timer = alarm_new(s->r->world, on_timer, t);
    s->r->traces = s->trace = t;
    shell_hold(s);
    shell_printf(s, "\nType escape sequence to abort.\nTracing the route to %s\n\n",
                 ip_text(address, text));
    send_probe(t);
}
