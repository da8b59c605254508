/* SPDX-License-Identifier: ISC */
/*
 * What a fault of the customer pair looks like at both ends, and the lines that mend it. Most
 * faults come twice, as NAME-a and NAME-b: one case stands for both, with the ends exchanged.
 */
#ifndef TESTS_LAB_FAULT_CASE_H
#define TESTS_LAB_FAULT_CASE_H

#include "tests/lab/site.h"

/* The end that is wrong, and the other. Where neither is, CE2 counts as the wrong one. */
enum { WRONG, RIGHT };

enum { RETRY_MS = 12000 }; /* until what was not answered is sent again */

/* After one ping of five packets on a router that has just been found running. */
struct view {
    unsigned rate;        /* percent */
    const char *state[2]; /* of the ISAKMP SA, NULL: there is none */
    const char *moved[2]; /* packets encapsulated and decapsulated: "4/4"; NULL: no identity */
    const char *says[2];  /* in debug or syslog, "12.2|15"; NULL: nothing in particular */
};

struct fault_case {
    const char *name;           /* without "-a" or "-b" when `mend` has lines for both ends */
    struct view from[2];        /* the ping came from the wrong end, from the right one */
    const char *mend[2];        /* typed on CE1, on CE2 */
    bool twin;                  /* NAME-a is mended by the first, NAME-b by the second */
    const char *ping[2];        /* on CE1, on CE2; NULL: between the inner networks */
    bool mend_right;            /* the lines are for the right end */
    const struct view *from_15; /* two as `from`; NULL: the same in release 15 */
};

/* A case with its ends in place. */
struct fault_run {
    const struct fault_case *c;
    char name[40];
    int wrong; /* 0: CE1, 1: CE2 */
};

static inline struct fault_run fault_run(const struct fault_case *c, int wrong)
{
    struct fault_run r = {.c = c, .wrong = wrong};
    snprintf(r.name, sizeof r.name, "%s%s", c->name, !c->twin ? "" : wrong ? "-b" : "-a");
    return r;
}

static inline const char *fault_ping(const struct fault_run *r, int end)
{
    static const char *const usual[] = {"ping ip 192.168.2.1 source 192.168.1.1",
                                        "ping ip 192.168.1.1 source 192.168.2.1"};
    return r->c->ping[end] ? r->c->ping[end] : usual[end];
}

static inline void check_text(const struct fault_run *r, int end, const char *what,
                              const char *expected, const char *found)
{
    if (strcmp(expected ? expected : "none", found ? found : "none") != 0)
        fail_msg("%s, CE%d: %s is %s, not %s", r->name, end + 1, what, found ? found : "none",
                 expected ? expected : "none");
}

static inline void check_state(struct site *s, const struct fault_run *r, int end,
                               const char *expected)
{
    static const char *const states[] = {"QM_IDLE", "MM_KEY_EXCH", "MM_SA_SETUP", "MM_NO_STATE"};
    const char *text = pair_type(&s->pair, end, "show crypto isakmp sa");
    const char *found = NULL;
    for (size_t i = 0; i < sizeof states / sizeof states[0] && !found; i++)
        found = has(text, states[i]) ? states[i] : NULL;
    check_text(r, end, "the ISAKMP SA", expected, found);
}

static inline bool count_after(const char *text, const char *words, unsigned *count)
{
    const char *at = text ? strstr(text, words) : NULL;
    *count = at ? (unsigned)strtoul(at + strlen(words), NULL, 10) : 0;
    return at != NULL;
}

static inline void check_moved(struct site *s, const struct fault_run *r, int end,
                               const char *expected)
{
    const char *text = pair_type(&s->pair, end, "show crypto ipsec sa");
    char moved[32] = "";
    unsigned encaps;
    unsigned decaps;
    bool there = count_after(text, "#pkts encaps: ", &encaps);
    if (there && count_after(text, "#pkts decaps: ", &decaps))
        snprintf(moved, sizeof moved, "%u/%u", encaps, decaps);
    check_text(r, end, "encaps/decaps", expected, there ? moved : NULL);
}

static inline void check_says(struct site *s, const struct fault_run *r, int end, const char *says)
{
    const char *log = buf_str(&s->pair.end[end].log);
    const char *later = says ? strchr(says, '|') : NULL;
    char words[96];
    snprintf(words, sizeof words, "%.*s", (int)strcspn(says ? says : "", "|"), says ? says : "");
    if (!has(log, words) && !(later && has(log, later + 1)))
        fail_msg("%s, CE%d does not say '%s' but\n%s", r->name, end + 1, says, log);
}

/* The symptom on both ends. */
static inline void check_view(const struct fault_run *r, int from, enum release release)
{
    struct site *s = site_new(&topology_ce_pair, release, r->name, 7);
    int end = from == WRONG ? r->wrong : !r->wrong;
    bool differs = release >= IOS_15 && r->c->from_15;
    const struct view *v = differs ? &r->c->from_15[from] : &r->c->from[from];
    pair_debug(&s->pair);
    pair_forget(&s->pair);
    unsigned rate = site_ping(s, end, fault_ping(r, end));
    if (rate != v->rate)
        fail_msg("%s, CE%d: %u percent, not %u", r->name, end + 1, rate, v->rate);
    for (int who = WRONG; who <= RIGHT; who++) {
        check_state(s, r, who == WRONG ? r->wrong : !r->wrong, v->state[who]);
        check_moved(s, r, who == WRONG ? r->wrong : !r->wrong, v->moved[who]);
    }
    world_pass(s->all.world, RETRY_MS);
    for (int who = WRONG; who <= RIGHT; who++)
        check_says(s, r, who == WRONG ? r->wrong : !r->wrong, v->says[who]);
    site_free(s);
}

/* Type what mends the fault. */
static inline void fault_mend(struct site *s, const struct fault_run *r)
{
    for (int end = 0; end < TOPOLOGY_LOGINS; end++)
        if (r->c->mend[end] && (!r->c->twin || (end == r->wrong) == !r->c->mend_right))
            site_configure(s, end, r->c->mend[end]);
}

static inline void sum_moved(struct site *s, int end, unsigned *encaps, unsigned *decaps)
{
    const char *text = pair_type(&s->pair, end, "show crypto ipsec sa");
    unsigned count;
    *encaps = *decaps = 0;
    for (const char *at = text; (at = strstr(at, "#pkts encaps: ")) != NULL; at++) {
        count_after(at, "#pkts encaps: ", &count);
        *encaps += count;
        count_after(at, "#pkts decaps: ", &count);
        *decaps += count;
    }
}

/* The ping comes through after the losses of a tunnel that comes up, and inside the tunnel. */
static inline void check_mended(struct site *s, const struct fault_run *r)
{
    unsigned before[2][2];
    unsigned after[2][2];
    for (int end = 0; end < 2; end++)
        for (int i = 0; i < 2; i++)
            site_ping(s, end, fault_ping(r, end));
    for (int end = 0; end < 2; end++)
        sum_moved(s, end, &before[end][0], &before[end][1]);
    for (int end = 0; end < 2; end++) {
        unsigned rate = site_ping(s, end, fault_ping(r, end));
        if (rate != 100)
            fail_msg("%s mended, CE%d: %u percent", r->name, end + 1, rate);
    }
    for (int end = 0; end < 2; end++) {
        sum_moved(s, end, &after[end][0], &after[end][1]);
        for (int way = 0; way < 2; way++)
            if (after[end][way] < before[end][way] + 10) /* more when in pieces */
                fail_msg("%s mended, CE%d: %u packets, fewer than 10, %s the tunnel", r->name,
                         end + 1, after[end][way] - before[end][way], way ? "out of" : "into");
        check_state(s, r, end, "QM_IDLE");
    }
}

/* Once unused, once after the fault was felt. */
static inline void check_mending(const struct fault_run *r, enum release release)
{
    for (int felt = 0; felt < 2; felt++) {
        struct site *s = site_new(&topology_ce_pair, release, r->name, 11);
        for (int end = 0; felt && end < TOPOLOGY_LOGINS; end++)
            site_ping(s, end, fault_ping(r, end));
        fault_mend(s, r);
        check_mended(s, r);
        site_free(s);
    }
}

static inline void check_case(const struct fault_case *c)
{
    static const enum release releases[] = {IOS_12_2, IOS_15};
    for (size_t i = 0; i < sizeof releases / sizeof releases[0]; i++)
        for (int wrong = c->twin ? 0 : 1; wrong <= 1; wrong++) {
            struct fault_run r = fault_run(c, wrong);
            check_view(&r, WRONG, releases[i]);
            check_view(&r, RIGHT, releases[i]);
            check_mending(&r, releases[i]);
        }
}

#endif
