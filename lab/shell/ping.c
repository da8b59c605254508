/* SPDX-License-Identifier: ISC */
#include "lab/shell/ping.h"

#include "lab/net/icmp.h"
#include "lab/net/ip.h"
#include "lab/net/net.h"
#include "lab/shell/trace.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* IOS measures in steps of its 4 ms tick. */
enum { RTT_TICK_MS = 4, RTT_SLOW_EVERY = 8, FIRST_TTL = 255, MARKS_PER_LINE = 70 };

struct ping {
    struct ping *next;
    struct shell *s;
    struct router *r;
    struct ping_request q;
    struct alarm *timer;
    uint16_t id;
    bool answered; /* the packet on its way has been */
    unsigned size; /* of the next one */
    unsigned sent, received;
    unsigned least, most, total;
};

void ping_free(struct ping *p)
{
    if (!p)
        return;
    struct ping **at = &p->r->pings;
    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    alarm_free(p->timer);
    if (p->s->ping == p)
        p->s->ping = NULL;
    free(p);
}

static void finish(struct ping *p)
{
    struct shell *s = p->s;
    unsigned rate = p->sent ? p->received * 100 / p->sent : 0;
    shell_printf(s, "\nSuccess rate is %u percent (%u/%u)", rate, p->received, p->sent);
    if (p->received)
        shell_printf(s, ", round-trip min/avg/max = %u/%u/%u ms", p->least, p->total / p->received,
                     p->most);
    shell_printf(s, "\n");
    ping_free(p);
    shell_end(s);
}

void ping_stop(struct ping *p)
{
    finish(p);
}

/* A sweep goes through its sizes and starts again. */
static unsigned next_size(struct ping *p)
{
    unsigned size = p->size;
    if (p->q.sweep_to) {
        p->size += p->q.sweep_step;
        if (p->size > p->q.sweep_to)
            p->size = p->q.size;
    }
    return size;
}

static void send_next(struct ping *p)
{
    struct packet *k = mem_alloc(sizeof *k);
    *k = (struct packet){.kind = PACKET_ECHO,
                         .flow = {.source = p->q.source, .dest = p->q.dest, .protocol = PROTO_ICMP},
                         .size = next_size(p),
                         .ttl = FIRST_TTL,
                         .df = p->q.df,
                         .id = p->id,
                         .sequence = (uint16_t)p->sent++};
    memcpy(k->vrf, p->q.vrf, sizeof k->vrf);
    p->answered = false;
    alarm_set(p->timer, PING_LOST_MS);
    p->r->net->n.echoes_out++;
    ip_output(p->r, k);
}

static void mark(struct ping *p, char c)
{
    shell_printf(p->s, "%c", c);
    if (p->sent % MARKS_PER_LINE == 0 && p->sent < p->q.count)
        shell_printf(p->s, "\n");
    shell_flush(p->s);
}

/* Either the time for a reply is over, or the pause after one. */
static void on_timer(void *user)
{
    struct ping *p = user;
    if (!p->answered)
        mark(p, '.');
    if (p->sent < p->q.count)
        send_next(p);
    else
        finish(p);
}

void ping_start(struct shell *s, const struct ping_request *q)
{
    struct ping *p = mem_alloc(sizeof *p);
    char dest[IP_TEXT];
    *p = (struct ping){
        .next = s->r->pings, .s = s, .r = s->r, .q = *q, .id = ++s->r->ping_ids, .size = q->size};
    p->timer = alarm_new(s->r->world, on_timer, p);
    s->r->pings = p;
    s->ping = p;
    shell_hold(s);
    char size[32];
    snprintf(size, sizeof size, "%u", q->size);
    if (q->sweep_to > q->size) {
        /* Each size as often as one alone would be. */
        p->q.count *= (q->sweep_to - q->size) / q->sweep_step + 1;
        snprintf(size, sizeof size, "[%u..%u]", q->size, q->sweep_to);
    }
    shell_printf(s,
                 "\nType escape sequence to abort.\n"
                 "Sending %u, %s-byte ICMP Echos to %s, timeout is %u seconds:\n",
                 p->q.count, size, ip_text(q->dest, dest), q->timeout_s);
    if (q->source && s->r->release >= IOS_12_2)
        shell_printf(s, "Packet sent with a source address of %s \n", ip_text(q->source, dest));
    if (q->df)
        shell_printf(s, "Packet sent with the DF bit set\n");
    shell_flush(s);
    send_next(p);
}

/* The one that waits for an answer to this packet, or NULL. */
static struct ping *waiting(struct router *r, uint16_t id, uint16_t sequence)
{
    for (struct ping *p = r->pings; p; p = p->next)
        if (p->id == id && sequence == (uint16_t)(p->sent - 1) && !p->answered)
            return p;
    return NULL;
}

void ping_error(struct router *r, const struct packet *e)
{
    struct ping *p = trace_answer(r, e) ? NULL : waiting(r, e->id, e->sequence);
    if (!p)
        return;
    p->answered = true;
    if (e->kind == PACKET_EXCEEDED)
        mark(p, '&');
    else
        mark(p, e->code == UNREACHABLE_TOO_BIG ? 'M' : 'U');
    alarm_set(p->timer, PING_REPLY_MS);
}

void ping_reply(struct router *r, uint16_t id, uint16_t sequence)
{
    struct ping *p = waiting(r, id, sequence);
    if (!p)
        return;
    bool slow = router_random(r) % RTT_SLOW_EVERY == 0;
    unsigned rtt = slow ? 2 * RTT_TICK_MS : RTT_TICK_MS;
    p->answered = true;
    p->least = p->received == 0 || rtt < p->least ? rtt : p->least;
    p->most = rtt > p->most ? rtt : p->most;
    p->total += rtt;
    p->received++;
    mark(p, '!');
    alarm_set(p->timer, PING_REPLY_MS);
}
