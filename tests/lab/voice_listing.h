/* SPDX-License-Identifier: ISC */
/*
 * A listing of what one of two routers says, and the pair that it shows: for each a pair with its
 * addresses, policies and proxies is brought into its state.
 */
#ifndef TESTS_LAB_VOICE_LISTING_H
#define TESTS_LAB_VOICE_LISTING_H

#include "tests/lab/listing_log.h"
#include "tests/lab/pair.h"

enum { MENDS = 8 };

/* One end as a listing shows it. */
struct site {
    const char *outside, *inside; /* addresses of its two interfaces, masks included; or NULL */
    const char *policy;           /* lines of its ISAKMP policy */
    const char *sets;             /* lines of its transform sets, which are called a, b, c */
    const char *use;              /* those that its crypto map names */
    const char *list;             /* entries of its crypto access list */
};

struct listing {
    const char *name; /* in tests/fixtures/debug */
    enum release release;
    int end; /* 0: who began, 1: who answered */
    struct site site[2];
    const char *target; /* of the ping, and its source */
    const char *fault[2];
    unsigned pass_s; /* to wait before another ping */
    unsigned options;
    const char *mend[MENDS][2];
};

/* The address alone: "10.1.1.1 255.255.255.0" without its mask. */
static inline char *address_of(const char *outside)
{
    return mem_ndup(outside, strcspn(outside, " "));
}

static inline char *configuration(const struct listing *l, int end)
{
    const struct site *s = &l->site[end];
    char *peer = address_of(l->site[1 - end].outside);
    char *text = mem_printf(
        "version 12.0\nservice timestamps debug %s\nservice timestamps log %s\n"
        "hostname R%d\nenable secret letmein\n!\n"
        "crypto isakmp policy %s\ncrypto isakmp key cisco123 address %s\n!\n%s!\n"
        "crypto map vpn 10 ipsec-isakmp\n set peer %s\n set transform-set %s\n"
        " match address 100\n!\n"
        "interface Ethernet0\n ip address %s\n crypto map vpn\n!\n"
        "interface Ethernet1\n%s%s\n!\n"
        "ip route 0.0.0.0 0.0.0.0 Ethernet0\n!\n%s!\nline vty 0 4\n login local\n!\nend\n",
        l->release >= IOS_12_3 ? "datetime msec" : "uptime",
        l->release >= IOS_12_3 ? "datetime msec" : "uptime", end, s->policy, peer, s->sets, peer,
        s->use, s->outside, s->inside ? " ip address " : " no ip address",
        s->inside ? s->inside : "", s->list);
    free(peer);
    return text;
}

static inline struct pair *pair_of(const struct listing *l)
{
    char *first = configuration(l, 0);
    char *second = configuration(l, 1);
    struct pair *p = pair_new_with(5, l->release, first, second);
    free(first);
    free(second);
    for (int i = 0; i < 2; i++)
        if (l->fault[i])
            pair_configure(p, i, l->fault[i]);
    return p;
}

/* Lines that were set without what they began with. */
static inline char *with_prefixes(char *listing)
{
    static const char *const attributes[] = {"    encryption ", "    hash ", "    default group ",
                                             "    auth "};
    struct listing_lines s = listing_split(listing);
    struct buf out = {0};
    for (size_t i = 0; i < s.count; i++) {
        for (size_t k = 0; k < sizeof attributes / sizeof attributes[0]; k++)
            if (text_starts(s.line[i], attributes[k]))
                buf_add_str(&out, "ISAKMP:");
        buf_printf(&out, "%s\n", s.line[i]);
    }
    listing_free(&s);
    free(listing);
    return buf_take(&out, NULL);
}

static inline void run_listing(const struct listing *l)
{
    struct pair *p = pair_of(l);
    char *listing = fixture_text("debug/%s", l->name);
    for (size_t i = 0; i < MENDS && l->mend[i][0]; i++)
        listing = listing_mend(listing, l->mend[i][0], l->mend[i][1]);
    listing = with_prefixes(listing);
    pair_debug(p);
    if (strstr(listing, "IP: s="))
        pair_type(p, l->end, "debug ip packet");
    char *ping = mem_printf("ping ip %s", l->target);
    pair_type(p, 0, ping);
    world_pass(p->world, 1000ULL * l->pass_s);
    if (l->pass_s > 0)
        pair_type(p, 0, ping);
    assert_log(buf_str(&p->end[l->end].log), listing, LISTING_IDS | LISTING_DOTS | l->options);
    free(ping);
    free(listing);
    pair_free(p);
}

#define DES_SHA "10\n authentication pre-share"
#define SET_A(transforms) "crypto ipsec transform-set a " transforms "\n"

/* Of a host with another, as the older listings have it. */
#define HOSTS(here, there, sets, use, policy)                                                      \
    {                                                                                              \
        here " 255.255.255.0", NULL, policy, sets, use,                                            \
            "access-list 100 permit ip host " here " host " there "\n"                             \
    }

#endif
