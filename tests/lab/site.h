/* SPDX-License-Identifier: ISC */
/*
 * A whole topology with faults on time moved by hand: its first two routers as a pair with enabled
 * shells, the others at work behind them.
 */
#ifndef TESTS_LAB_SITE_H
#define TESTS_LAB_SITE_H

#include "lab/faults.h"
#include "tests/lab/pair.h"

struct site {
    struct pair pair; /* hand &site->pair to pair_type() and the like */
    struct fault_site all;
};

static inline void site_start_router(struct site *s, const struct topology *t, size_t i,
                                     enum release release, uint64_t seed)
{
    struct err e = {0};
    char *text = topology_configuration(&t->router[i], release,
                                        &(struct topology_access){"lab", "guest", "letmein"});
    struct router_options o = {.configuration = text, .seed = seed + i, .release = release};
    s->all.router[i] = router_new(s->all.world, &o, &e);
    assert_string_equal(e.text, "");
    free(text);
    link_attach(s->all.link, s->all.router[i]);
    s->all.routers++;
}

static inline void site_log_in(struct site *s, int i)
{
    static const struct shell_output out = {pair_print, pair_done, pair_log, pair_close};
    struct end *e = &s->pair.end[i];
    e->r = s->all.router[i];
    e->s = shell_new(e->r, &out, e);
    pair_type(&s->pair, i, "enable");
    pair_type(&s->pair, i, "letmein");
}

/* `faults` as --fault has them. */
static inline struct site *site_new(const struct topology *t, enum release release,
                                    const char *faults, uint64_t seed)
{
    struct err e = {0};
    const struct fault *found[FAULTS_MAX];
    struct site *s = mem_alloc(sizeof *s);
    s->all.world = s->pair.world = world_new();
    s->all.link = s->pair.link = link_new(s->all.world, seed);
    for (size_t i = 0; i < t->routers; i++)
        site_start_router(s, t, i, release, seed);
    int count = faults_find(t, release, faults, seed, found, &e);
    for (int i = 0; i < count; i++)
        fault_apply(found[i], &s->all, &e);
    assert_string_equal(e.text, "");
    for (int i = 0; i < TOPOLOGY_LOGINS; i++)
        site_log_in(s, i);
    return s;
}

static inline void site_free(struct site *s)
{
    for (size_t i = 0; i < s->all.routers; i++)
        router_free(s->all.router[i]);
    for (int i = 0; i < TOPOLOGY_LOGINS; i++) {
        buf_fini(&s->pair.end[i].reply);
        buf_fini(&s->pair.end[i].log);
    }
    link_free(s->all.link);
    world_free(s->all.world);
    free(s);
}

/* Type configuration lines, none of which may be refused. */
static inline void site_configure(struct site *s, int end, const char *lines)
{
    pair_type(&s->pair, end, "configure terminal");
    while (lines && *lines) {
        size_t len = strcspn(lines, "\n");
        char *line = mem_ndup(lines, len);
        const char *answer = pair_type(&s->pair, end, line);
        if (has(answer, "%") && !has(answer, "% NOTE"))
            fail_msg("%s: %s", line, answer);
        free(line);
        lines += len + (lines[len] == '\n');
    }
    pair_type(&s->pair, end, "end");
}

/* The percentage of a ping's answers; 0 as well when it cannot be sent. */
static inline unsigned site_ping(struct site *s, int end, const char *ping)
{
    const char *rate = strstr(pair_type(&s->pair, end, ping), "Success rate is ");
    return rate ? (unsigned)strtoul(rate + strlen("Success rate is "), NULL, 10) : 0;
}

#endif
