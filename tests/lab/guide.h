/* SPDX-License-Identifier: ISC */
/*
 * Routers in the state of a printed listing: configurations with the listing's names and addresses,
 * and the comparison of what they show with it.
 */
#ifndef TESTS_LAB_GUIDE_H
#define TESTS_LAB_GUIDE_H

#include "lab/crypto/ike.h"
#include "lab/crypto/ipsec.h"
#include "tests/lab/listing.h"
#include "tests/lab/pair.h"

/* One end of a tunnel: what the listing tells of it, in the order of a configuration. */
struct guide_end {
    const char *host, *policies, *sets;
    const char *map, *sequence, *entry; /* of the crypto map; without "set peer" */
    const char *outside, *address, *mask, *peer;
    const char *inside, *inside_address; /* the network behind it, all /24; NULL: none */
    const char *there;
    const char *list, *permit; /* number and entry of the access list */
    const char *more;          /* configuration of its own */
};

static inline char *guide_configuration(const struct guide_end *g)
{
    struct buf out = {0};
    buf_printf(&out,
               "hostname %s\nenable secret letmein\n%scrypto isakmp key secret address %s\n%s",
               g->host, g->policies, g->peer, g->sets);
    buf_printf(&out, "crypto map %s %s ipsec-isakmp\n set peer %s\n%s match address %s\n", g->map,
               g->sequence, g->peer, g->entry, g->list);
    buf_printf(&out, "interface %s\n ip address %s %s\n crypto map %s\n", g->outside, g->address,
               g->mask, g->map);
    if (g->inside)
        buf_printf(&out,
                   "interface %s\n ip address %s 255.255.255.0\nip route %s 255.255.255.0 %s\n",
                   g->inside, g->inside_address, g->there, g->peer);
    buf_printf(&out, "access-list %s %s\n%s", g->list, g->permit, g->more ? g->more : "");
    return buf_take(&out, NULL);
}

static inline struct pair *guide_pair(enum release release, const struct guide_end ends[2])
{
    char *first = guide_configuration(&ends[0]);
    char *second = guide_configuration(&ends[1]);
    struct pair *p = pair_new_with(7, release, first, second);
    free(first);
    free(second);
    return p;
}

/* A listing as text: without its prompts, and without empty lines and "!", which scans lose. */
static inline char *guide_squeeze(const char *text)
{
    struct buf out = {0};
    struct listing_lines lines = listing_split(text);
    for (size_t i = 0; i < lines.count; i++) {
        const char *line = lines.line[i];
        const char *mark = strchr(line, '#');
        bool prompt = mark && mark > line && strcspn(line, " ") > (size_t)(mark - line);
        if (*line && strcmp(line, "!") != 0 && !prompt)
            buf_printf(&out, "%s\n", line);
    }
    listing_free(&lines);
    return buf_take(&out, NULL);
}

/* What the command prints at the first router has the lines of the listing; which is freed. */
static inline void guide_compare(struct pair *p, const char *command, char *listing,
                                 unsigned options)
{
    char *want = guide_squeeze(listing);
    char *got = guide_squeeze(pair_type(p, 0, command));
    assert_listing(got, want, options | LISTING_BLANKS);
    free(want);
    free(got);
    free(listing);
}

static inline char *guide_reply(const char *name)
{
    return fixture_text("replies/%s.txt", name);
}

static inline void guide_check(struct pair *p, const char *command, const char *name,
                               unsigned options)
{
    guide_compare(p, command, guide_reply(name), options);
}

/* The only identity, to be given what no test has time to bring about. */
static inline struct ident *guide_ident(struct pair *p)
{
    return p->end[0].r->ipsec->idents;
}

/* Wait until the newest outbound ESP or AH SA has this long to live. */
static inline void guide_age(struct pair *p, unsigned left_s)
{
    const struct ipsec_sa *sa = ident_sa(guide_ident(p), false, IPSEC_ESP);
    sa = sa ? sa : ident_sa(guide_ident(p), false, IPSEC_AH);
    while (ipsec_life_left_s(p->end[0].r->ipsec, sa) > left_s)
        world_pass(p->world, 500);
}

static inline void guide_spi(struct pair *p, bool inbound, int protocol, uint32_t spi)
{
    struct ipsec_sa *sa = ident_sa(guide_ident(p), inbound, protocol);
    assert_non_null(sa);
    sa->spi = spi;
}

#endif
