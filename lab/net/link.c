/* SPDX-License-Identifier: ISC */
#include "lab/net/link.h"

#include "lab/net/ip.h"
#include "lab/router/model.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { LINK_DELAY_MS = 1, LINK_MAX_ROUTERS = 8 };

struct frame {
    struct frame *next;
    struct router *from;
    uint32_t next_hop;
    uint64_t due_ms;
    struct packet *packet;
};

struct link {
    struct loop *loop;
    struct loop_timer *timer;
    struct router *router[LINK_MAX_ROUTERS];
    size_t count;
    struct frame *first;
    struct frame **last;
};

struct packet *packet_copy(const struct packet *p)
{
    struct packet *q = mem_alloc(sizeof *q);
    *q = *p;
    q->inner = p->inner ? packet_copy(p->inner) : NULL;
    q->bytes = p->bytes ? mem_ndup(p->bytes, p->len) : NULL;
    return q;
}

void packet_free(struct packet *p)
{
    if (!p)
        return;
    packet_free(p->inner);
    free(p->bytes);
    free(p);
}

static void deliver(struct link *k, struct frame *f)
{
    for (size_t i = 0; i < k->count; i++) {
        struct router *r = k->router[i];
        struct interface *port = conf_interface(r->conf, r->port);
        if (r == f->from || !port || !interface_is_up(port))
            continue;
        if (conf_address(r->conf, port) == f->next_hop) {
            ip_input(r, port->name, f->packet);
            f->packet = NULL;
            return;
        }
    }
}

static void on_timer(void *user)
{
    struct link *k = user;
    uint64_t now = loop_now_ms(k->loop);
    while (k->first && k->first->due_ms <= now) {
        struct frame *f = k->first;
        k->first = f->next;
        if (!k->first)
            k->last = &k->first;
        deliver(k, f);
        packet_free(f->packet);
        free(f);
    }
    if (k->first)
        loop_timer_set(k->timer, k->first->due_ms - now);
}

struct link *link_new(struct loop *l)
{
    struct link *k = mem_alloc(sizeof *k);
    k->loop = l;
    k->last = &k->first;
    k->timer = loop_timer_new(l, on_timer, k);
    return k;
}

/* Forget frames of `from`, or all of them. */
static void drop_frames(struct link *k, const struct router *from)
{
    struct frame **at = &k->first;
    while (*at) {
        struct frame *f = *at;
        if (from && f->from != from) {
            at = &f->next;
            continue;
        }
        *at = f->next;
        packet_free(f->packet);
        free(f);
    }
    k->last = at;
}

void link_free(struct link *k)
{
    if (!k)
        return;
    drop_frames(k, NULL);
    for (size_t i = 0; i < k->count; i++)
        k->router[i]->link = NULL;
    loop_timer_free(k->timer);
    free(k);
}

void link_attach(struct link *k, struct router *r)
{
    if (k->count == LINK_MAX_ROUTERS)
        return;
    k->router[k->count++] = r;
    r->link = k;
}

void link_detach(struct link *k, struct router *r)
{
    if (!k)
        return;
    drop_frames(k, r);
    for (size_t i = 0; i < k->count; i++)
        if (k->router[i] == r) {
            k->router[i] = k->router[--k->count];
            break;
        }
    r->link = NULL;
}

void link_send(struct link *k, struct router *from, uint32_t next_hop, struct packet *p)
{
    if (!k) {
        packet_free(p);
        return;
    }
    struct frame *f = mem_alloc(sizeof *f);
    *f = (struct frame){.from = from,
                        .next_hop = next_hop,
                        .due_ms = loop_now_ms(k->loop) + LINK_DELAY_MS,
                        .packet = p};
    *k->last = f;
    k->last = &f->next;
    if (k->first == f)
        loop_timer_set(k->timer, LINK_DELAY_MS);
}
