/* SPDX-License-Identifier: ISC */
#include "lab/net/link.h"

#include "lab/net/ip.h"
#include "lab/net/lines.h"
#include "lab/net/nat.h"
#include "lab/router/model.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { LINK_DELAY_MS = 1 };

struct frame {
    struct frame *next;
    const void *from;
    uint32_t next_hop;
    uint64_t due_ms;
    struct packet *packet;
};

struct link {
    struct world *world;
    struct alarm *timer;
    struct station *station;
    size_t count, capacity;
    struct frame *first;
    struct frame **last;
    struct link_trouble trouble;
    uint64_t random;
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

static const struct station *find_station(const struct link *k, const void *from, uint32_t next_hop)
{
    for (size_t i = 0; k && i < k->count; i++)
        if (k->station[i].user != from && k->station[i].owns(k->station[i].user, next_hop))
            return &k->station[i];
    return NULL;
}

static void deliver(struct link *k, struct frame *f)
{
    const struct station *s = find_station(k, f->from, f->next_hop);
    if (!s)
        return;
    s->input(s->user, f->next_hop, f->packet);
    f->packet = NULL;
}

static void set_timer(struct link *k)
{
    uint64_t now = world_now_ms(k->world);
    if (k->first)
        alarm_set(k->timer, k->first->due_ms > now ? k->first->due_ms - now : 0);
}

static void on_timer(void *user)
{
    struct link *k = user;
    uint64_t now = world_now_ms(k->world);
    while (k->first && k->first->due_ms <= now) {
        struct frame *f = k->first;
        k->first = f->next;
        if (!k->first)
            k->last = &k->first;
        deliver(k, f);
        packet_free(f->packet);
        free(f);
    }
    set_timer(k);
}

struct link *link_new(struct world *w, uint64_t seed)
{
    struct link *k = mem_alloc(sizeof *k);
    k->world = w;
    k->random = seed;
    k->last = &k->first;
    k->timer = alarm_new(w, on_timer, k);
    return k;
}

/* Forget frames of `from`, or all of them. */
static void drop_frames(struct link *k, const void *from)
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
    alarm_free(k->timer);
    free(k->station);
    free(k);
}

void link_attach_station(struct link *k, const struct station *s)
{
    k->station = mem_grow(k->station, k->count, &k->capacity, sizeof *k->station);
    k->station[k->count++] = *s;
}

void link_detach(struct link *k, const void *user)
{
    if (!k)
        return;
    drop_frames(k, user);
    for (size_t i = 0; i < k->count; i++)
        if (k->station[i].user == user) {
            k->station[i] = k->station[--k->count];
            break;
        }
}

/* The physical interface that is up and has the address, or answers for it. */
static const struct interface *port_of(const struct router *r, uint32_t address)
{
    for (size_t i = 0; i < r->conf->interfaces; i++) {
        const struct interface *port = &r->conf->interface[i];
        if (!port->virtual && interface_is_up(port) &&
            (conf_address(r->conf, port) == address || nat_answers(r->conf, port, address)))
            return port;
    }
    return NULL;
}

static bool router_owns(void *user, uint32_t address)
{
    return address != 0 && port_of(user, address) != NULL;
}

/* Ends that are less than a router do not tag their frames. */
static bool same_vlan(unsigned a, unsigned b)
{
    return a == 0 || b == 0 || a == b;
}

static void router_input(void *user, uint32_t next_hop, struct packet *p)
{
    const struct interface *port = port_of(user, next_hop);
    if (same_vlan(port->vlan, p->vlan))
        ip_input(user, port->name, p);
    else
        packet_free(p);
}

bool link_reaches(const struct link *k, const void *from, uint32_t next_hop, unsigned vlan)
{
    const struct station *s = find_station(k, from, next_hop);
    return s && (s->input != router_input || same_vlan(port_of(s->user, next_hop)->vlan, vlan));
}

void link_attach(struct link *k, struct router *r)
{
    link_attach_station(k, &(struct station){r, router_owns, router_input});
    r->link = k;
}

static const struct interface *on_network(const struct router *r, const struct interface *near)
{
    for (size_t i = 0; i < r->conf->interfaces; i++) {
        const struct interface *far = &r->conf->interface[i];
        if (!far->virtual && far->address && interface_is_up(far) &&
            ((far->address ^ near->address) & near->mask) == 0)
            return far;
    }
    return NULL;
}

bool link_neighbor(const struct link *k, const struct router *r, const struct interface *near,
                   size_t n, const struct router **other, const struct interface **far)
{
    for (size_t i = 0; k && i < k->count; i++) {
        if (k->station[i].owns != router_owns || k->station[i].user == r)
            continue;
        *other = k->station[i].user;
        *far = on_network(*other, near);
        if (*far && n-- == 0)
            return true;
    }
    return false;
}

static bool is_serial(const struct interface *i)
{
    return strncmp(i->name, "Serial", 6) == 0 && i->address != 0;
}

/* Whether another router's end of the line is there, and shut. */
static bool far_end_shut(const struct link *k, const struct router *r, const struct interface *near)
{
    for (size_t i = 0; i < k->count; i++) {
        const struct router *other = k->station[i].user;
        if (k->station[i].owns != router_owns || other == r)
            continue;
        for (size_t n = 0; n < other->conf->interfaces; n++) {
            const struct interface *far = &other->conf->interface[n];
            if (is_serial(far) && ((far->address ^ near->address) & near->mask) == 0)
                return far->shutdown;
        }
    }
    return false;
}

void link_lines(struct link *k)
{
    for (size_t i = 0; k && i < k->count; i++) {
        struct router *r = k->station[i].user;
        for (size_t n = 0; k->station[i].owns == router_owns && n < r->conf->interfaces; n++) {
            struct interface *near = &r->conf->interface[n];
            if (is_serial(near))
                lines_set_dead(r, near, !near->keepalive_off && far_end_shut(k, r, near));
        }
    }
}

void link_trouble(struct link *k, const struct link_trouble *t)
{
    k->trouble = *t;
}

static bool lost(struct link *k, const struct packet *p)
{
    const struct link_trouble *t = &k->trouble;
    k->random = k->random * 6364136223846793005U + 1442695040888963407U;
    return t->cut || (t->mtu && p->size > t->mtu) || (k->random >> 33) % 100 < t->drop_percent ||
           (t->drop_protocol != 0 && t->drop_protocol == p->flow.protocol &&
            (t->drop_port == 0 || t->drop_port == p->flow.dest_port));
}

void link_send(struct link *k, const void *from, uint32_t next_hop, struct packet *p)
{
    if (!k || lost(k, p)) {
        packet_free(p);
        return;
    }
    struct frame *f = mem_alloc(sizeof *f);
    *f = (struct frame){.from = from,
                        .next_hop = next_hop,
                        .due_ms = world_now_ms(k->world) + LINK_DELAY_MS + k->trouble.delay_ms,
                        .packet = p};
    *k->last = f;
    k->last = &f->next;
    if (k->first == f)
        set_timer(k);
}
