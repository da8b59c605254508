/* SPDX-License-Identifier: ISC */
/*
 * The topology of VPN clients with time moved by hand: four routers, the clients, and shells on the
 * first two routers, as tests/lab/pair.h has them.
 */
#ifndef TESTS_LAB_REMOTE_H
#define TESTS_LAB_REMOTE_H

#include "lab/faults.h"
#include "lab/remote/client.h"
#include "lab/topology.h"
#include "tests/lab/pair.h"

struct remote {
    struct pair *p; /* the gateway and the site; its world and link are everybody's */
    struct fault_site site;
    struct client *client[TOPOLOGY_CLIENTS];
    size_t clients;
};

static inline char *remote_text(const struct topology *t, size_t i, enum release release)
{
    static const struct topology_access access = {"lab", "guest", "letmein"};
    return topology_configuration(&t->router[i], release, &access);
}

/* With these faults (NULL: none). Nobody has dialled yet. */
static inline struct remote *remote_new_with(enum release release, const char *faults)
{
    const struct topology *t = &topology_client;
    struct remote *n = mem_alloc(sizeof *n);
    char *gateway = remote_text(t, 0, release);
    char *site = remote_text(t, 1, release);
    const struct fault *found[FAULTS_MAX];
    struct err e = {0};
    n->p = pair_new_with(7, release, gateway, site);
    n->site = (struct fault_site){.world = n->p->world,
                                  .router = {n->p->end[0].r, n->p->end[1].r},
                                  .routers = 2,
                                  .link = n->p->link};
    for (size_t i = 2; i < t->routers; i++) {
        char *text = remote_text(t, i, release);
        struct router *r = pair_router(n->p->world, text, 7 + i, release);
        n->site.router[n->site.routers++] = r;
        link_attach(n->p->link, r);
        free(text);
    }
    int count = faults_find(t, release, faults, 1, found, &e);
    assert_string_equal(e.text, "");
    for (int i = 0; i < count; i++)
        assert_int_equal(fault_apply(found[i], &n->site, &e), 0);
    assert_string_equal(e.text, "");
    for (; n->clients < t->clients; n->clients++)
        n->client[n->clients] =
            client_new(n->p->world, n->p->link, &t->client[n->clients], 70 + n->clients);
    free(gateway);
    free(site);
    return n;
}

static inline struct remote *remote_new(const char *faults)
{
    return remote_new_with(IOS_12_2, faults);
}

static inline void remote_free(struct remote *n)
{
    for (size_t i = 0; i < n->clients; i++)
        client_free(n->client[i]);
    for (size_t i = 2; i < n->site.routers; i++)
        router_free(n->site.router[i]);
    pair_free(n->p);
    free(n);
}

static inline void remote_debug(struct remote *n)
{
    pair_type(n->p, 0, "debug crypto isakmp");
    pair_type(n->p, 0, "debug crypto ipsec");
    pair_type(n->p, 0, "debug aaa authentication");
    pair_type(n->p, 0, "debug aaa authorization");
    pair_type(n->p, 0, "terminal monitor");
}

/* Whether the i-th client gets answers to its pings in the next seconds. */
static inline bool remote_answers(struct remote *n, size_t i)
{
    uint64_t before = client_report(n->client[i]).answers;
    world_pass(n->p->world, 5000);
    return client_report(n->client[i]).answers >= before + 4;
}

#endif
