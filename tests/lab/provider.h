/* SPDX-License-Identifier: ISC */
/* The provider's topology: shells on PE1 and PE3, the core, the internet and the customer behind.
 */
#ifndef TESTS_LAB_PROVIDER_H
#define TESTS_LAB_PROVIDER_H

#include "tests/lab/site.h"

enum { PE1, PE3, CORE_P, INET, CE, PROVIDER_SETTLE_MS = 2000 };

/* With faults, and the time for BGP to come up where it can. */
static inline struct site *provider_with(enum release release, const char *faults)
{
    struct site *s = site_new(&topology_pe_pair, release, faults, 1);
    world_pass(s->all.world, PROVIDER_SETTLE_MS);
    return s;
}

static inline struct site *provider_new(void)
{
    return provider_with(IOS_12_2, "none");
}

/* Lines typed into any of the routers, and the time they need to work. */
static inline void provider_configure(struct site *s, size_t router, const char *lines)
{
    struct err e = {0};
    router_configure(s->all.router[router], lines, &e);
    assert_string_equal(e.text, "");
    world_pass(s->all.world, PROVIDER_SETTLE_MS);
}

static inline const char *provider_type(struct site *s, int end, const char *line)
{
    return pair_type(&s->pair, end, line);
}

static inline const char *provider_log(struct site *s, int end)
{
    return buf_str(&s->pair.end[end].log);
}

/* Debugging on both edges, with what was said before forgotten. */
static inline void provider_debug(struct site *s, const char *topic)
{
    for (int end = PE1; end <= PE3; end++) {
        provider_type(s, end, topic);
        provider_type(s, end, "terminal monitor");
    }
    pair_forget(&s->pair);
}

#endif
