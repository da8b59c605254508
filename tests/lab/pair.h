/* SPDX-License-Identifier: ISC */
/*
 * Two routers on one link, a shell on each, and everything they print: what the tests of the model
 * stand on. Their time is moved by hand: pair_type() lets it pass until the command has ended.
 */
#ifndef TESTS_LAB_PAIR_H
#define TESTS_LAB_PAIR_H

#include "base/mem.h"
#include "lab/router/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct end {
    struct router *r;
    struct shell *s;
    struct buf reply; /* of the last command */
    struct buf log;   /* since the last pair_forget() */
    bool done, closed;
};

struct pair {
    struct world *world; /* time moves by hand */
    struct link *link;
    struct end end[2];
};

#define PAIR_CONFIG(host, outside, inside, peer, here, there)                                      \
    "version 12.2\n"                                                                               \
    "service timestamps debug uptime\n"                                                            \
    "service timestamps log uptime\n"                                                              \
    "hostname " host "\n!\n"                                                                       \
    "enable secret letmein\n!\n"                                                                   \
    "username lab password 0 guest\n"                                                              \
    "ip subnet-zero\n!\n"                                                                          \
    "crypto isakmp policy 10\n hash md5\n authentication pre-share\n"                              \
    "crypto isakmp key cisco123 address " peer "\n!\n"                                             \
    "crypto ipsec transform-set myset esp-des esp-md5-hmac\n!\n"                                   \
    "crypto map vpn 10 ipsec-isakmp\n set peer " peer "\n"                                         \
    " set transform-set myset\n match address 100\n!\n"                                            \
    "interface FastEthernet0/0\n ip address " outside " 255.255.255.0\n crypto map vpn\n!\n"       \
    "interface FastEthernet0/1\n ip address " inside " 255.255.255.0\n!\n"                         \
    "ip classless\nip route " there " 255.255.255.0 " peer "\nno ip http server\n!\n"              \
    "access-list 100 permit ip " here " 0.0.0.255 " there " 0.0.0.255\n!\n"                        \
    "line con 0\nline vty 0 4\n login local\n!\nend\n"

static const char pair_ce1[] =
    PAIR_CONFIG("CE1", "10.15.58.10", "192.168.1.1", "10.15.58.38", "192.168.1.0", "192.168.2.0");
static const char pair_ce2[] =
    PAIR_CONFIG("CE2", "10.15.58.38", "192.168.2.1", "10.15.58.10", "192.168.2.0", "192.168.1.0");

static inline bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* cmocka's failure does not show both texts in full: print them first. */
#define assert_has(text, part)                                                                     \
    do {                                                                                           \
        const char *has_text_ = (text);                                                            \
        if (!has(has_text_, part))                                                                 \
            print_error("not found: %s\nin: %s\n", part, has_text_);                               \
        assert_true(has(has_text_, part));                                                         \
    } while (0)

static inline void pair_print(void *user, const char *text, size_t len)
{
    buf_add(&((struct end *)user)->reply, text, len);
}

static inline void pair_done(void *user)
{
    ((struct end *)user)->done = true;
}

static inline void pair_log(void *user, const char *line)
{
    buf_printf(&((struct end *)user)->log, "%s\n", line);
}

static inline void pair_close(void *user)
{
    ((struct end *)user)->closed = ((struct end *)user)->done = true;
}

/* What command the end (0 or 1) is given, and all it answers until the prompt is back. */
static inline const char *pair_type(struct pair *p, int end, const char *line)
{
    struct end *e = &p->end[end];
    buf_clear(&e->reply);
    e->done = false;
    shell_line(e->s, line);
    while (!e->done)
        assert_true(world_step(p->world));
    return buf_str(&e->reply);
}

static inline struct router *pair_router(struct world *w, const char *text, uint64_t seed,
                                         enum release release)
{
    struct err e = {0};
    struct router_options o = {.configuration = text, .seed = seed, .release = release};
    struct router *r = router_new(w, &o, &e);
    assert_string_equal(e.text, "");
    assert_non_null(r);
    return r;
}

/* Another enabled login; the end keeps the one it has. */
static inline struct shell *pair_shell(struct pair *p, int end)
{
    static const struct shell_output out = {pair_print, pair_done, pair_log, pair_close};
    struct end *e = &p->end[end];
    struct shell *before = e->s;
    struct shell *s = e->s = shell_new(e->r, &out, e);
    pair_type(p, end, "enable");
    pair_type(p, end, "letmein");
    assert_has(shell_prompt(s), "#");
    e->s = before;
    return s;
}

/* Enabled shells on two routers. Their configurations have "enable secret letmein". */
static inline struct pair *pair_new_with(uint64_t seed, enum release release, const char *first,
                                         const char *second)
{
    struct pair *p = mem_alloc(sizeof *p);
    p->world = world_new();
    p->link = link_new(p->world, seed);
    for (int i = 0; i < 2; i++) {
        p->end[i].r = pair_router(p->world, i ? second : first, seed + (uint64_t)i, release);
        link_attach(p->link, p->end[i].r);
        p->end[i].s = pair_shell(p, i);
    }
    return p;
}

/* A healthy pair. */
static inline struct pair *pair_new_at(uint64_t seed, enum release release)
{
    return pair_new_with(seed, release, pair_ce1, pair_ce2);
}

static inline struct pair *pair_new(uint64_t seed)
{
    return pair_new_at(seed, IOS_12_2);
}

static inline void pair_free(struct pair *p)
{
    for (int i = 0; i < 2; i++) {
        router_free(p->end[i].r);
        buf_fini(&p->end[i].reply);
        buf_fini(&p->end[i].log);
    }
    link_free(p->link);
    world_free(p->world);
    free(p);
}

static inline void pair_configure(struct pair *p, int end, const char *lines)
{
    struct err e = {0};
    router_configure(p->end[end].r, lines, &e);
    assert_string_equal(e.text, "");
}

static inline void pair_debug(struct pair *p)
{
    for (int i = 0; i < 2; i++) {
        pair_type(p, i, "debug crypto isakmp");
        pair_type(p, i, "debug crypto ipsec");
        pair_type(p, i, "debug crypto engine");
        pair_type(p, i, "terminal monitor");
    }
}

/* What one end says to this debug command goes to its log. */
static inline void pair_listen(struct pair *p, int i, const char *debug)
{
    pair_type(p, i, debug);
    pair_type(p, i, "terminal monitor");
}

static inline void pair_forget(struct pair *p)
{
    buf_clear(&p->end[0].log);
    buf_clear(&p->end[1].log);
}

#endif
