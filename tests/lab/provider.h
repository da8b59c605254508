/* SPDX-License-Identifier: ISC */
/* The provider's topology as a pair of shells on PE1 and PE3, with the others behind them. */
#ifndef TESTS_LAB_PROVIDER_H
#define TESTS_LAB_PROVIDER_H

#include "lab/topology.h"
#include "tests/lab/pair.h"

enum { PE1, PE3, PROVIDER_P, PROVIDER_INET, PROVIDER_CE, PROVIDER_SETTLE_MS = 2000 };

struct provider {
    struct pair *pair;
    struct router *router[TOPOLOGY_ROUTERS]; /* all of them, the pair's first */
    size_t routers;
};

static inline char *provider_text(const struct topology_router *r, enum release release)
{
    static const struct topology_access access = {"lab", "guest", "letmein"};
    return topology_configuration(r, release, &access);
}

/* Up, with BGP established. */
static inline struct provider *provider_new_at(enum release release)
{
    const struct topology *t = &topology_pe_pair;
    struct provider *v = mem_alloc(sizeof *v);
    char *first = provider_text(&t->router[PE1], release);
    char *second = provider_text(&t->router[PE3], release);
    v->pair = pair_new_with(1, release, first, second);
    free(first);
    free(second);
    for (; v->routers < t->routers; v->routers++) {
        size_t i = v->routers;
        if (i < 2) {
            v->router[i] = v->pair->end[i].r;
            continue;
        }
        char *text = provider_text(&t->router[i], release);
        v->router[i] = pair_router(v->pair->world, text, 1 + i, release);
        link_attach(v->pair->link, v->router[i]);
        free(text);
    }
    world_pass(v->pair->world, PROVIDER_SETTLE_MS);
    return v;
}

static inline struct provider *provider_new(void)
{
    return provider_new_at(IOS_12_2);
}

static inline void provider_free(struct provider *v)
{
    for (size_t i = 2; i < v->routers; i++)
        router_free(v->router[i]);
    pair_free(v->pair);
    free(v);
}

/* Lines typed into any of the routers, and the time they need to work. */
static inline void provider_configure(struct provider *v, size_t router, const char *lines)
{
    struct err e = {0};
    router_configure(v->router[router], lines, &e);
    assert_string_equal(e.text, "");
    world_pass(v->pair->world, PROVIDER_SETTLE_MS);
}

static inline const char *provider_type(struct provider *v, int end, const char *line)
{
    return pair_type(v->pair, end, line);
}

/* Whether PE3 reaches the customer: the first packets may get lost while the tunnel comes up. */
static inline bool provider_works(struct provider *v)
{
    provider_type(v, PE3, "ping vrf vpn1 101.1.1.1");
    return has(provider_type(v, PE3, "ping vrf vpn1 101.1.1.1"),
               "Success rate is 100 percent (5/5)");
}

#endif
