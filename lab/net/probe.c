/* SPDX-License-Identifier: ISC */
#include "lab/net/probe.h"

#include "lab/net/ip.h"

#include "base/mem.h"

#include <stdlib.h>

enum { FIRST_MS = 1000, PROBE_SIZE = 64, PROBE_TTL = 255, PROBE_ID = UINT16_MAX };

struct probes {
    struct router *r;
    struct alarm *timer;
    uint16_t sequence;
};

static void send_echo(struct probes *p, const struct probe *what)
{
    struct packet *k = mem_alloc(sizeof *k);
    *k = (struct packet){
        .kind = PACKET_ECHO,
        .flow = {.source = what->source, .dest = what->dest, .protocol = PROTO_ICMP},
        .size = PROBE_SIZE,
        .ttl = PROBE_TTL,
        .id = PROBE_ID, /* no ping's: nobody waits for the answers */
        .sequence = p->sequence++};
    ip_output(p->r, k);
}

/* All of them in one step, as often as the busiest wants. */
static void on_timer(void *user)
{
    struct probes *p = user;
    const struct conf *c = p->r->conf;
    unsigned least_s = 0;
    for (size_t i = 0; i < c->probes; i++) {
        const struct probe *what = &c->probe[i];
        if (!what->scheduled || !what->dest)
            continue;
        send_echo(p, what);
        least_s = least_s && least_s < what->frequency_s ? least_s : what->frequency_s;
    }
    if (least_s)
        alarm_set(p->timer, least_s * 1000ULL);
}

struct probes *probes_new(struct router *r)
{
    struct probes *p = mem_alloc(sizeof *p);
    p->r = r;
    p->timer = alarm_new(r->world, on_timer, p);
    return p;
}

void probes_free(struct probes *p)
{
    if (!p)
        return;
    alarm_free(p->timer);
    free(p);
}

void probes_refresh(struct probes *p)
{
    if (p->r->conf->probes > 0)
        alarm_set(p->timer, FIRST_MS);
    else
        alarm_stop(p->timer);
}
