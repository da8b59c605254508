/* SPDX-License-Identifier: ISC */
/*
 * A man in the middle of a pair: he counts the IKE messages to each end, loses those a test names,
 * and can bring the last ESP packets once more. The routers do not notice him.
 */
#ifndef TESTS_LAB_TAP_H
#define TESTS_LAB_TAP_H

#include "tests/lab/pair.h"

#include "lab/net/ip.h"

enum { TAP_PACKETS = 128 };

struct tap {
    struct pair *pair;
    struct tap_end {
        struct tap *tap;
        int end;
        unsigned ike;           /* messages that were on their way to this end */
        bool lose[TAP_PACKETS]; /* the n-th of them (from 0) */
        bool deaf;              /* to all IKE */
        bool no_esp;
        struct packet *esp[TAP_PACKETS]; /* that came, for later */
        size_t esps;
    } to[2];
};

static inline bool tap_owns(void *user, uint32_t address)
{
    const struct tap_end *e = user;
    return ip_is_own(e->tap->pair->end[e->end].r->conf, "", address);
}

static inline void tap_input(void *user, uint32_t next_hop, struct packet *p)
{
    struct tap_end *e = user;
    struct router *r = e->tap->pair->end[e->end].r;
    bool lost = p->kind == PACKET_ESP && e->no_esp;
    (void)next_hop;
    if (p->kind == PACKET_IKE) {
        lost = e->deaf || (e->ike < TAP_PACKETS && e->lose[e->ike]);
        e->ike++;
    } else if (p->kind == PACKET_ESP && e->esps < TAP_PACKETS) {
        e->esp[e->esps++] = packet_copy(p);
    }
    if (lost)
        packet_free(p);
    else
        ip_input(r, "FastEthernet0/0", p);
}

static inline struct tap *tap_new(struct pair *p)
{
    struct tap *t = mem_alloc(sizeof *t);
    t->pair = p;
    for (int i = 0; i < 2; i++) {
        t->to[i].tap = t;
        t->to[i].end = i;
        link_detach(p->link, p->end[i].r);
        link_attach_station(p->link, &(struct station){&t->to[i], tap_owns, tap_input});
    }
    return t;
}

/* Before the pair itself. */
static inline void tap_free(struct tap *t)
{
    for (int i = 0; i < 2; i++) {
        link_detach(t->pair->link, &t->to[i]);
        for (size_t n = 0; n < t->to[i].esps; n++)
            packet_free(t->to[i].esp[n]);
    }
    free(t);
}

/* The n-th ESP packet to an end (from 0) arrives once more. */
static inline void tap_replay(struct tap *t, int end, size_t n)
{
    assert_true(n < t->to[end].esps);
    ip_input(t->pair->end[end].r, "FastEthernet0/0", packet_copy(t->to[end].esp[n]));
}

/* How often a text stands in another. */
static inline unsigned count_of(const char *text, const char *part)
{
    unsigned n = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        n++;
    return n;
}

#endif
