/* SPDX-License-Identifier: ISC */
/* A host behind a router: sends echoes, answers them, counts what it gets. */
#ifndef TESTS_LAB_HOST_H
#define TESTS_LAB_HOST_H

#include "lab/net/link.h"
#include "tests/lab/pair.h"

struct host {
    struct link *link;
    uint32_t address, router;
    unsigned echoes, replies, errors;
    unsigned code;      /* of the last error */
    uint32_t last_from; /* who sent the last packet */
};

static inline bool host_owns(void *user, uint32_t address)
{
    return ((struct host *)user)->address == address;
}

static inline void host_input(void *user, uint32_t next_hop, struct packet *p)
{
    (void)next_hop;
    struct host *h = user;
    h->last_from = p->flow.source;
    h->replies += p->kind == PACKET_ECHO_REPLY;
    h->errors += p->kind == PACKET_UNREACHABLE;
    if (p->kind == PACKET_UNREACHABLE)
        h->code = p->code;
    if (p->kind != PACKET_ECHO) {
        packet_free(p);
        return;
    }
    h->echoes++;
    p->kind = PACKET_ECHO_REPLY;
    p->flow = flow_reversed(&p->flow);
    p->ttl = 64;
    link_send(h->link, h, h->router, p);
}

static inline void host_attach(struct host *h, struct link *k, uint32_t address, uint32_t router)
{
    *h = (struct host){.link = k, .address = address, .router = router};
    link_attach_station(k, &(struct station){h, host_owns, host_input});
}

/* One echo, and half a second for what comes of it. */
static inline void host_ping(struct pair *p, struct host *h, uint32_t dest, unsigned size, bool df)
{
    struct packet *e = mem_alloc(sizeof *e);
    *e = (struct packet){.kind = PACKET_ECHO,
                         .flow = {.source = h->address, .dest = dest, .protocol = PROTO_ICMP},
                         .size = size,
                         .ttl = 64,
                         .df = df,
                         .id = 512,
                         .sequence = 1};
    link_send(h->link, h, h->router, e);
    world_pass(p->world, 500);
}

#endif
